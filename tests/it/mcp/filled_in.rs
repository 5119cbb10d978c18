//! Arguments that say nothing, lists that are left out, and lists however they are written.

use serde_json::{Value, json};
use tests::sandbox::{Fault, NewPage, Sandbox};

use super::jobs::everything;
use super::{facts, refusal, samples, texts};

#[tokio::test]
async fn a_restriction_stays_unless_its_list_is_given() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Ours"));
        let tool = "confluence_set_page_restrictions";
        let me = facts(&server.call("confluence_get_user", json!({})).await)["id"].clone();
        facts(&server.call(tool, json!({"page_id": page, "read_users": ["me"]})).await);
        for edits in [json!(["me"]), json!([])] {
            for read in [Value::Null, json!("")] {
                let change = json!({"page_id": page, "edit_users": edits, "read_users": read});
                let now = facts(&server.call(tool, change).await);
                assert_eq!(now["read"]["people"][0]["id"], me, "{now}");
                assert_eq!(now["update"].get("people").is_some(), edits != json!([]), "{now}");
            }
        }
        for nothing in [json!({"page_id": page}), json!({"page_id": page, "read_users": null})] {
            let refused = server.call(tool, nothing).await;
            assert!(refusal(&refused).contains("`read_users`"), "{refused}");
        }
        let refused = server.call(tool, json!({"page_id": page, "read_users": [""]})).await;
        assert!(refusal(&refused).contains("empty text"), "{refused}");
        let told = facts(&server.call("confluence_get_page_restrictions", json!({"page_id": page})).await);
        assert_eq!(told["read"]["people"][0]["id"], me, "{told}");
        let open = facts(&server.call(tool, json!({"page_id": page, "read_users": []})).await);
        assert!(open["read"].get("people").is_none(), "{open}");
    }
}

#[tokio::test]
async fn what_says_nothing_is_as_if_it_were_left_out() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let start = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let planning = sandbox.page_by_title("TEAM", "2026-11-02 Planning").unwrap().id;
        let number: f64 = start.parse().unwrap();
        for (tool, arguments, says) in [
            (
                "search",
                json!({"query": "deploys", "limit": null, "spaces_filter": "", "cursor": ""}),
                "Runbook",
            ),
            (
                "get_page",
                json!({"page_id": number, "format": null, "version": null, "section": " "}),
                "install",
            ),
            ("get_page_children", json!({"space_key": "DOCS", "parent_id": null, "depth": null}), "results"),
            (
                "get_page_children",
                json!({"spaceKey": "DOCS", "space_key": null, "limit": 2.0}),
                "next_cursor",
            ),
            ("get_comments", json!({"page_id": start, "kind": null, "comment_id": ""}), "results"),
            (
                "get_tasks",
                json!({"page_id": planning, "space_key": "", "assignee_id": "", "done": ""}),
                "Write down",
            ),
            ("copy_page", json!({"page_id": start, "title": "A copy", "target_space_key": ""}), "A copy"),
            ("check_content_permissions", json!({"content_id": start, "operation": null}), "update"),
            (
                "add_comment",
                json!({"page_id": start, "content": "Hi.", "text_selection": "", "occurrence": null}),
                "id",
            ),
            (
                "create_page",
                json!({"title": 2031, "space_key": "TEAM", "content_format": null, "kind": ""}),
                "2031",
            ),
        ] {
            let answer = server.call(&format!("confluence_{tool}"), arguments.clone()).await;
            let (texts, failed) = texts(&answer);
            assert!(!failed && texts.concat().contains(says), "{tool} {arguments}: {answer}");
        }
        let listed = json!({"parent_id": start, "depth": 3, "limit": 1});
        let first = facts(&server.call("confluence_get_page_children", listed).await);
        if let Some(cursor) = first["next_cursor"].as_str() {
            let next = json!({"parent_id": start, "depth": 3, "limit": 1.0, "cursor": cursor});
            facts(&server.call("confluence_get_page_children", next).await);
        }
    }
}

#[tokio::test]
async fn an_empty_text_takes_nothing_away_beside_other_changes() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Kept").storage("<p>Text.</p>"));
        for (more, names) in [
            (json!({"title": "  ", "content": "New."}), "`title`"),
            (json!({"title": "New", "content": ""}), "`content`"),
        ] {
            let mut change = json!({"page_id": page});
            change.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let refused = server.call("confluence_update_page", change).await;
            assert!(refusal(&refused).contains(names), "{refused}");
        }
        let kept = sandbox.page_by_id(&page).unwrap();
        assert_eq!((kept.title.as_str(), kept.storage.as_str()), ("Kept", "<p>Text.</p>"));
        let change = json!({"page_id": page, "content": "New.", "state": "", "message": null});
        let changed = server.call("confluence_update_page", change).await;
        assert!(texts(&changed).0.concat().contains("left as it is"), "{changed}");
    }
}

#[tokio::test]
async fn spaces_are_filtered_however_the_keys_are_written() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    for keys in [json!("'DOCS', 'TEAM'"), json!("DOCS; TEAM"), json!("(DOCS, TEAM)"), json!(["DOCS,TEAM"])] {
        let search = json!({"query": "type = page", "spaces_filter": keys, "limit": 50});
        let found = facts(&server.call("confluence_search", search).await).to_string();
        assert!(found.contains("\"DOCS\"") && found.contains("\"TEAM\""), "{keys}: {found}");
    }
    let search = json!({"query": "title ~ \u{201c}Getting\u{201d}"});
    let found = facts(&server.call("confluence_search", search).await).to_string();
    assert!(found.contains("Getting started"), "{found}");
}

#[tokio::test]
async fn without_a_folder_nothing_speaks_of_files_of_this_machine() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let tools = server.ask("tools/list", json!({})).await;
    let tools = tools["result"]["tools"].as_array().unwrap();
    let upload = tools.iter().find(|tool| tool["name"] == "confluence_upload_attachment").unwrap();
    assert!(!upload.to_string().contains("folder"), "{upload}");
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    let refused = server.call("confluence_upload_attachment", json!({"content_id": page})).await;
    assert!(!refusal(&refused).contains("file_path"), "{refused}");
}

#[tokio::test]
async fn what_models_write_wrongly_as_a_whole_is_told() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    for (at, (content, says)) in [
        ("# A\\n\\nline one\\n- x", "escaped twice"),
        ("```markdown\n# A\n\nText.\n```", "without the fence"),
        ("Ask [~grace] about it.", "[@Name](user:)"),
    ]
    .into_iter()
    .enumerate()
    {
        let new = json!({"space_key": "TEAM", "title": format!("Told {at}"), "content": content});
        let made = facts(&server.call("confluence_create_page", new).await);
        assert!(made["notes"].to_string().contains(says), "{content}: {made}");
    }
    let content = "Press the ` key, then ask [@Grace Hopper](user:) now.\n\n~~~\n[@x](user:)\n~~~";
    let new = json!({"space_key": "TEAM", "title": "Mentioned", "content": content});
    let made = facts(&server.call("confluence_create_page", new).await);
    let stored = sandbox.page_by_id(made["id"].as_str().unwrap()).unwrap().storage;
    assert!(stored.contains("ri:account-id") && stored.contains("[@x](user:)"), "{stored}");
}

#[tokio::test]
async fn values_that_were_never_filled_in_replace_no_page() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap();
    for content in ["null", "undefined", " None\n", "[object Object]"] {
        let update = json!({"page_id": page.id, "content": content});
        let refused = server.call("confluence_update_page", update).await;
        let said = refusal(&refused);
        assert!(said.contains(content.trim()) && said.contains("never filled in"), "{said}");
        let new = json!({"space_key": "TEAM", "title": "Unfilled", "content": content});
        assert!(refusal(&server.call("confluence_create_page", new).await).contains("never filled in"));
    }
    let body = json!({"storage": {"value": "<p>x</p>", "representation": "storage"}});
    let new = json!({"space_key": "TEAM", "title": "Unfilled", "content": body});
    assert!(refusal(&server.call("confluence_create_page", new).await).contains("its `value`"));
    let new = json!({"space_key": "TEAM", "title": "Unfilled", "content": body.to_string()});
    assert!(refusal(&server.call("confluence_create_page", new).await).contains("its `value`"));
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap();
    assert!(!page.storage.contains("null"), "{}", page.storage);
    let page = sandbox.add_page(NewPage::new("TEAM", "A word").storage("<p>x</p>"));
    let word = json!({"page_id": page, "content": "<p>null</p>", "content_format": "storage"});
    facts(&server.call("confluence_update_page", word).await);
}

#[tokio::test]
async fn a_title_that_the_text_repeats_is_told() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    for (title, content, is_told) in [("Twice", "# Twice\n\ntext", true), ("Once", "# Other\n\ntext", false)]
    {
        let new = json!({"space_key": "TEAM", "title": title, "content": content});
        let made = facts(&server.call("confluence_create_page", new).await);
        assert_eq!(made["notes"].to_string().contains("shows it twice"), is_told, "{made}");
    }
}

#[tokio::test]
async fn a_write_that_may_have_happened_is_to_be_looked_for() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = everything(&sandbox).await;
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    sandbox.next_of("copyPage", Fault::BadGateway, 1);
    let copy = json!({"page_id": page, "title": "Twice"});
    let refused = server.call("confluence_copy_page", copy).await;
    let said = refusal(&refused);
    assert!(said.contains("Look whether") && !said.contains("Call again in a moment"), "{said}");
}

#[tokio::test]
async fn a_comment_of_which_nothing_is_left_is_refused_with_the_reason() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Commented"));
        for content in ["<script>alert(1)</script>", "<!-- later -->"] {
            let arguments = json!({"page_id": page, "content": content});
            let refused = server.call("confluence_add_comment", arguments).await;
            let told = refusal(&refused);
            assert!(told.contains("nothing of it is left") && told.contains("was left out"), "{refused}");
        }
        let made = json!({"page_id": page, "content": "Text"});
        let made = facts(&server.call("confluence_add_comment", made).await);
        let change = json!({"comment_id": made["id"], "content": "<script>alert(1)</script>"});
        let refused = server.call("confluence_update_comment", change).await;
        assert!(refusal(&refused).contains("nothing of it is left"), "{refused}");
        let kept = facts(&server.call("confluence_get_comments", json!({"page_id": page})).await);
        assert!(kept.to_string().contains("Text"), "{kept}");
    }
}
