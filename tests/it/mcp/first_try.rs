//! Calls as models write them the first time: taken where it is clear what is meant, and else answered so that the second
//! one is right.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{facts, refusal, samples, texts};

const PAGE: &str = "<h2>Parts</h2><table><tbody><tr><th><p>Part</p></th><th><p>State</p></th></tr>\
    <tr><td><p>api</p></td><td><p>open</p></td></tr></tbody></table><h2>Next</h2><p>Nothing.</p>";

async fn everything(sandbox: &Sandbox) -> Process {
    let toolsets = "pages,search,spaces,comments,labels,people,tasks";
    Process::with(&["--unattended", "--toolsets", toolsets, "--connection", &sandbox.connection_string()])
        .await
}

#[tokio::test]
async fn a_table_cell_is_set_however_the_call_is_written() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let cell = |more: Value| {
        let mut step = json!({"op": "set_cell", "block": "#b2", "row": "api", "column": "State"});
        step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        step
    };
    /// A way to write the call: its name, what is asked, and what comes of it.
    type Way = (&'static str, fn(Value) -> Value, Value);
    let calls: [Way; 6] = [
        ("as documented", |step| json!([step]), cell(json!({"content": "done"}))),
        ("markdown", |step| json!([step]), cell(json!({"markdown": "done"}))),
        ("value", |step| json!([step]), cell(json!({"value": "done"}))),
        ("text", |step| json!([step]), cell(json!({"text": "done"}))),
        ("steps as text", |step| json!(json!([step]).to_string()), cell(json!({"content": "done"}))),
        ("one step", |step| step, cell(json!({"content": "done"}))),
    ];
    for (how, steps, step) in calls {
        let page = sandbox.add_page(NewPage::new("TEAM", how).storage(PAGE));
        let edit = json!({"pageId": page, "expected_version": 1, "steps": steps(step)});
        let answer = server.call("confluence_edit_page", edit).await;
        assert!(!texts(&answer).1, "{how}: {answer}");
        let after = sandbox.page_by_id(&page).unwrap().storage;
        assert_eq!(after, PAGE.replace("<p>open</p>", "<p>done</p>"), "{how}");
    }
}

#[tokio::test]
async fn a_heading_stands_for_its_block() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Headed").storage(PAGE));
        let steps = json!([{"op": "insert_before", "block": "## Next", "content": "### Risks"}]);
        facts(&server.call("confluence_edit_page", json!({"page_id": page, "steps": steps})).await);
        let after = sandbox.page_by_id(&page).unwrap().storage;
        assert!(after.contains("<h3>Risks</h3><h2>Next"), "{after}");
        let unknown = json!([{"op": "delete_block", "block": "Nowhere"}]);
        let refused = server.call("confluence_edit_page", json!({"page_id": page, "steps": unknown})).await;
        assert!(refusal(&refused).contains("no heading is called"), "{refused}");
    }
}

#[tokio::test]
async fn what_an_operation_needs_is_said_at_once() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let page = sandbox.add_page(NewPage::new("TEAM", "Needs").storage(PAGE));
    for (step, says) in [
        (
            json!({"op": "set_cell", "block": "#b2", "content": "x"}),
            "row, column, content and perhaps block (the table)",
        ),
        (json!({"op": "replace_text", "find": "x"}), "find, replace"),
        (json!({"op": "replace_section", "content": "x"}), "heading, content"),
    ] {
        let edit = json!({"page_id": page, "version": 1, "steps": [step]});
        let refused = server.call("confluence_edit_page", edit).await;
        assert!(refusal(&refused).contains(says), "{refused}");
    }
}

#[tokio::test]
async fn guessed_names_are_taken() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let plain = sandbox.add_page(NewPage::new("TEAM", "Plain").storage("<p>old</p>"));
        for (tool, arguments) in [
            ("search", json!({"cql": "type = page", "spaceKey": "DOCS", "max_results": 2})),
            ("search", json!({"q": "architecture", "spaces_filter": "DOCS, \"TEAM\""})),
            ("get_page", json!({"id": page})),
            ("get_page_children", json!({"space": "DOCS"})),
            ("add_label", json!({"page_id": page, "label": "one"})),
            ("add_label", json!({"page_id": page, "labels": ["two", "three"]})),
            ("add_label", json!({"page_id": page, "name": "four"})),
            ("add_comment", json!({"page_id": page, "body": "hello"})),
            ("add_comment", json!({"page_id": page, "text": "hello again"})),
            (
                "update_page",
                json!({"pageId": plain, "body": "All new.", "versionComment": "why", "allow_loss": "body"}),
            ),
        ] {
            let answer = server.call(&format!("confluence_{tool}"), arguments.clone()).await;
            assert!(!texts(&answer).1, "{tool} {arguments}: {answer}");
        }
        let labels = facts(&server.call("confluence_get_labels", json!({"page_id": page})).await);
        let named: Vec<_> =
            labels["results"].as_array().unwrap().iter().map(|label| label["name"].clone()).collect();
        for label in ["one", "two", "three", "four"] {
            assert!(named.contains(&json!(label)), "{labels}");
        }
        assert_eq!(sandbox.page_by_id(&plain).unwrap().message, "why");
    }
}

#[tokio::test]
async fn people_are_mentioned_by_name_with_the_default_tools() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let content = "Ask [@Grace Hopper](user:) or [@me](user:me), not `[@x](user:)`.";
        let new = json!({"space_key": "TEAM", "title": "Asking", "content": content});
        let id = facts(&server.call("confluence_create_page", new).await)["id"].clone();
        let read = server.call("confluence_get_page", json!({"page_id": id})).await;
        let shown = super::body(&read);
        assert!(
            shown.contains("[@Grace Hopper](user:") && shown.contains("[@Ada Lovelace](user:"),
            "{shown}"
        );
        assert!(shown.contains("`[@x](user:)`"), "{shown}");
        let steps = json!([{"op": "append", "content": "And [@Nobody Known](user:)."}]);
        let refused = server.call("confluence_edit_page", json!({"page_id": id, "steps": steps})).await;
        assert!(refusal(&refused).contains("no user is named \"Nobody Known\""), "{refused}");
    }
}

#[tokio::test]
async fn me_is_a_person_everywhere() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        for (tool, arguments) in
            [("get_user", json!({"user_ids": ["me"]})), ("search_user", json!({"query": "me"}))]
        {
            let me = facts(&server.call(&format!("confluence_{tool}"), arguments).await);
            assert_eq!(me["results"][0]["name"], "Ada Lovelace", "{me}");
        }
    }
}

#[tokio::test]
async fn how_pages_are_written_is_told_in_few_bytes() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    sandbox.reset_traffic();
    let told = server.call("confluence_get_page", json!({"format": "syntax"})).await;
    let text = texts(&told).0[0].to_owned();
    assert!(text.len() < 2_500 && text.contains(":::panel") && text.contains("(user:"), "{text}");
    let read = server.ask("resources/read", json!({"uri": "confluence://syntax"})).await;
    assert_eq!(read["result"]["contents"][0]["text"], text, "{read}");
    assert_eq!(sandbox.traffic().requests, 0, "nothing is asked for it");
    let page = json!({"space_key": "TEAM", "title": "Dialect", "content": text});
    facts(&server.call("confluence_create_page", page).await);
}
