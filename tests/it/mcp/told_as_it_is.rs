//! What a call that fails, or finds nothing, says of it: the cause that it has, and no other.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::jobs::everything;
use super::{facts, refusal, samples, texts};

/// The operation by which titles are looked for.
fn search_of(sandbox: &Sandbox) -> &'static str {
    if sandbox.deployment() == Deployment::Cloud { "searchByCQL" } else { "search_1" }
}

fn empty() -> Fault {
    Fault::Answer { status: 200, content_type: "application/json", body: String::new() }
}

#[tokio::test]
async fn a_look_for_a_title_that_failed_is_told_by_its_cause() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        for (fault, says) in
            [(Fault::Forbidden, "HTTP 403"), (Fault::ServiceError, "HTTP 500"), (empty(), "is empty")]
        {
            sandbox.next_of(search_of(&sandbox), fault, 9);
            let told = server.call("confluence_get_page", json!({"page_id": "Getting started"})).await;
            sandbox.clear_faults();
            let said = refusal(&told);
            assert!(said.contains(says) && !said.contains("is not the id"), "{says}: {said}");
        }
        let told = server.call("confluence_get_page", json!({"page_id": "No such title"})).await;
        assert!(refusal(&told).contains("is not the id, the URL or the title"), "{told}");
    }
}

#[tokio::test]
async fn what_failed_before_anything_was_sent_may_not_have_been_done() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Looked at").storage("<p>x</p>"));
        let is_cloud = sandbox.deployment() == Deployment::Cloud;
        let read = if is_cloud { "getPageById" } else { "getContentById" };
        for (tool, arguments) in [
            ("update_page", json!({"page_id": page, "content": "New."})),
            ("edit_page", json!({"page_id": page, "steps": [{"op": "append", "content": "New."}]})),
            ("move_page", json!({"page_id": "Looked at", "target_space_key": "DOCS"})),
        ] {
            sandbox.next_of(read, Fault::BadGateway, 20);
            sandbox.next_of(search_of(&sandbox), Fault::BadGateway, 20);
            let told = server.call(&format!("confluence_{tool}"), arguments).await;
            sandbox.clear_faults();
            let said = refusal(&told);
            assert!(!said.contains("It may have been done"), "{tool}: {said}");
        }
        // What was sent may have been.
        sandbox.next_of(if is_cloud { "createPage" } else { "createContent" }, Fault::BadGateway, 20);
        let new = json!({"space_key": "TEAM", "title": "Sent", "content": "x"});
        let told = server.call("confluence_create_page", new).await;
        sandbox.clear_faults();
        assert!(refusal(&told).contains("It may have been done"), "{told}");
        // A site that refuses every request did nothing of this one.
        let body = "Site is under maintenance".to_owned();
        sandbox.always(Fault::Answer { status: 503, content_type: "text/plain", body });
        let new = json!({"page_id": page, "content": "Hello."});
        let told = server.call("confluence_add_comment", new).await;
        sandbox.clear_faults();
        let said = refusal(&told);
        assert!(said.contains("being maintained") && !said.contains("may have been"), "{said}");
    }
}

#[tokio::test]
async fn what_stands_in_the_way_of_every_request_is_no_lack_of_a_permission() {
    for (body, says) in [
        ("XSRF check failed", "X-Atlassian-Token"),
        ("The site is in read-only mode", "until an administrator ends"),
        ("<html><title>Blocked by policy</title></html>", "a firewall"),
    ] {
        for sandbox in samples().await {
            let mut server = everything(&sandbox).await;
            let content_type = if body.starts_with('<') { "text/html" } else { "text/plain" };
            sandbox.always(Fault::Answer { status: 403, content_type, body: body.to_owned() });
            let new = json!({"space_key": "TEAM", "title": "New", "content": "x"});
            let told = server.call("confluence_create_page", new).await;
            let said = refusal(&told);
            assert!(said.contains(says) && said.contains("no argument gets around it"), "{body}: {said}");
            assert!(!said.contains("permission may be missing"), "{said}");
        }
    }
}

#[tokio::test]
async fn a_space_in_the_place_of_a_page_is_told_as_one() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        sandbox.add_space("OPSMANUAL", "How we operate");
        let spaces = facts(&server.call("confluence_list_spaces", json!({"query": "OPSMANUAL"})).await);
        let id = spaces["results"][0]["id"].clone();
        for named in ["opsmanual", " OPSMANUAL "] {
            let told = server.call("confluence_get_page", json!({"page_id": named})).await;
            let said = refusal(&told);
            assert!(said.contains("is the space OPSMANUAL") && said.contains("get_page_children"), "{said}");
        }
        let told = server.call("confluence_get_page", json!({"page_id": id})).await;
        assert!(refusal(&told).contains("the id of the space"), "{told}");
    }
}

#[tokio::test]
async fn a_title_needs_no_letters() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        for title in ["2026-11-30", "10/2026", "\u{1f389}", "???"] {
            let page = sandbox.add_page(NewPage::new("TEAM", title).storage("<p>x</p>"));
            let told = facts(&server.call("confluence_get_page", json!({"page_id": title})).await);
            assert_eq!(told["id"], page.as_str(), "{title}: {told}");
        }
        let page = sandbox.add_page(NewPage::new("TEAM", "20261130").storage("<p>x</p>"));
        let told = server.call("confluence_get_page", json!({"page_id": "20261130"})).await;
        assert!(refusal(&told).contains(&page), "{told}");
    }
}

#[tokio::test]
async fn nobody_is_found_by_an_address_and_who_may_be_meant_is_told() {
    let [cloud, _] = samples().await;
    let mut server = everything(&cloud).await;
    let me = facts(&server.call("confluence_get_user", json!({})).await);
    let name = me["name"].as_str().unwrap();
    let mail = format!("{}@corp.example", name.to_lowercase().replace(' ', "."));
    let told = server.call("confluence_get_user", json!({"user_ids": [mail]})).await;
    let said = refusal(&told);
    assert!(said.contains("does not search") && said.contains(me["id"].as_str().unwrap()), "{said}");
    let told = server.call("confluence_get_user", json!({"user_ids": "zz@corp.example"})).await;
    assert!(refusal(&told).contains("confluence_search_user"), "{told}");
}

#[tokio::test]
async fn an_argument_that_there_is_not_has_a_next_step() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    for (tool, arguments, says) in [
        ("get_page", json!({"page_id": "1", "expand": "x"}), "Leave `expand` out"),
        ("search", json!({"query": "x", "colour": "x"}), "Leave `colour` out"),
    ] {
        let told = server.call(&format!("confluence_{tool}"), arguments).await;
        assert!(refusal(&told).contains(says), "{tool}: {told}");
    }
}

#[tokio::test]
async fn a_refusal_beside_a_cursor_is_told_in_the_words_of_the_service() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let ask = json!({"query": "type = page", "limit": 2});
        let first = facts(&server.call("confluence_search", ask).await);
        let refused = Fault::Answer {
            status: 400,
            content_type: "application/json",
            body: r#"{"statusCode":400,"message":"The space DOCS was archived"}"#.to_owned(),
        };
        sandbox.next_of(search_of(&sandbox), refused, 1);
        let ask = json!({"query": "type = page", "limit": 2, "cursor": first["next_cursor"]});
        let told = server.call("confluence_search", ask).await;
        let said = refusal(&told);
        assert!(said.contains("was archived") && !said.contains("it is not the `next_cursor`"), "{said}");
    }
}

#[tokio::test]
async fn a_template_is_found_by_its_name() {
    let [cloud, data_center] = samples().await;
    let id = cloud.add_template("Meeting notes of all", "For meetings", "<p>Agenda</p>");
    let mut server = everything(&cloud).await;
    let named = json!({"template_id": "meeting notes of all"});
    let read = server.call("confluence_list_page_templates", named).await;
    assert_eq!(facts(&read)["id"], id.as_str(), "{read}");
    let new = json!({"space_key": "TEAM", "title": "Monday", "template_id": "Meeting notes of all"});
    facts(&server.call("confluence_create_page", new).await);
    assert!(cloud.page_by_title("TEAM", "Monday").unwrap().storage.contains("Agenda"));
    let wrong = json!({"template_id": "Minutes"});
    let told = server.call("confluence_list_page_templates", wrong).await;
    assert!(refusal(&told).contains("Meeting notes of all"), "{told}");
    // What Data Center lacks is told before what is wrong beside it.
    let mut server = everything(&data_center).await;
    for asked in [json!({"space_key": "no such space"}), json!({"template_id": "Minutes"})] {
        let told = server.call("confluence_list_page_templates", asked).await;
        assert!(refusal(&told).contains("has no templates"), "{told}");
    }
}

#[tokio::test]
async fn what_stays_in_the_trash_is_told() {
    let [cloud, _] = samples().await;
    let top = cloud.add_page(NewPage::new("TEAM", "Top of it"));
    let below = cloud.add_page(NewPage::new("TEAM", "Below it").parent(&top));
    let deeper = cloud.add_page(NewPage::new("TEAM", "Deeper").parent(&below));
    let mut server = everything(&cloud).await;
    facts(&server.call("confluence_delete_page", json!({"page_id": top, "include_children": true})).await);
    let restored = server.call("confluence_restore_page", json!({"page_id": top})).await;
    let told = facts(&restored)["notes"].to_string();
    assert!(told.contains("this page alone"), "{restored}");
    assert!(told.contains(&below) && told.contains(&deeper), "{restored}");
    facts(&server.call("confluence_restore_page", json!({"page_id": below})).await);
    let last = facts(&server.call("confluence_restore_page", json!({"page_id": deeper})).await);
    assert!(!last.to_string().contains("this page alone"), "{last}");
}

#[tokio::test]
async fn the_id_of_a_comment_is_none_of_a_page_and_nothing_has_no_views() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Discussed").storage("<p>x</p>"));
        let new = json!({"page_id": page, "content": "A remark."});
        let comment = facts(&server.call("confluence_add_comment", new).await)["id"].clone();
        let reply = json!({"comment_id": comment, "content": "A reply."});
        facts(&server.call("confluence_add_comment", reply).await);
        let told = server.call("confluence_get_comments", json!({"page_id": comment})).await;
        assert!(refusal(&told).contains("`comment_id`"), "{told}");
        for (tool, argument) in [("get_page_views", "page_id"), ("get_attachments", "content_id")] {
            let told = server.call(&format!("confluence_{tool}"), json!({argument: comment})).await;
            assert!(refusal(&told).contains("is a comment on the page"), "{tool}: {told}");
        }
        let views = server.call("confluence_get_page_views", json!({"page_id": "987654321"})).await;
        let said = refusal(&views);
        assert!(said.contains("not found") && !said.contains("count views"), "{said}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_trashed_is_told_by_the_reason() {
    let [cloud, _] = samples().await;
    let mut server = everything(&cloud).await;
    let new = json!({"kind": "folder", "title": "Kept folder", "space_key": "TEAM"});
    let folder = facts(&server.call("confluence_create_page", new).await)["id"].clone();
    for (fault, says) in [(Fault::Forbidden, "HTTP 403"), (Fault::ServiceError, "HTTP 500")] {
        cloud.next_of("deleteFolder", fault, 9);
        let told = server.call("confluence_delete_page", json!({"page_id": folder})).await;
        cloud.clear_faults();
        let said = refusal(&told);
        assert!(said.contains(says) && !said.contains("does not trash"), "{said}");
    }
    facts(&server.call("confluence_delete_page", json!({"page_id": folder})).await);
}

#[tokio::test]
async fn a_list_of_one_stays_one_and_how_a_page_looks_is_text() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Marked").storage("<p>x</p>"));
        for (key, value, kept) in [
            ("list", json!(["7"]), json!(["7"])),
            ("list", json!([7]), json!([7])),
            ("list", json!([["a"]]), json!([["a"]])),
            ("number", json!(7), json!(7)),
            ("text", json!("\"7\""), json!("7")),
            ("content-appearance-published", json!("full-width"), json!("full-width")),
            ("content-appearance-published", json!("\"default\""), json!("default")),
            ("emoji-title-published", json!("1f4d8"), json!("1f4d8")),
            ("emoji-title-published", json!("2705"), json!("2705")),
            ("emoji-title-published", json!(2705), json!("2705")),
            ("emoji-title-published", json!("\u{1f4d8}"), json!("1f4d8")),
        ] {
            let set = json!({"page_id": page, "key": key, "value": value});
            let told = facts(&server.call("confluence_set_property", set).await);
            assert_eq!(told["value"], kept, "{key} {value}: {told}");
        }
    }
}

#[tokio::test]
async fn a_file_of_json_that_is_made_anew_is_told() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let page = sandbox.add_page(NewPage::new("TEAM", "Files"));
    for (content, written, is_told) in [
        (json!({"b": 1, "a": 2}), "{\n  \"a\": 2,\n  \"b\": 1\n}", true),
        (json!({"a": 1.5e300}), "1.5e+300", true),
        (json!(["a"]), "[\n  \"a\"\n]", false),
        (json!("{\"b\":1,\"a\":2}"), "{\"b\":1,\"a\":2}", false),
    ] {
        let new = json!({"content_id": page, "filename": "x.JSON", "content": content});
        let told = facts(&server.call("confluence_upload_attachment", new).await);
        assert_eq!(told["notes"].to_string().contains("made anew"), is_told, "{told}");
        let bytes = sandbox.attachment_bytes(told["id"].as_str().unwrap()).unwrap();
        assert!(String::from_utf8(bytes).unwrap().contains(written), "{content}");
    }
}

#[tokio::test]
async fn a_prompt_takes_days_as_a_number_and_a_resource_says_what_its_address_is() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let prompt =
        json!({"name": "summarize_space_changes", "arguments": {"space_key": "DOCS", "days": "30 days"}});
    let told = server.ask("prompts/get", prompt).await;
    assert!(told.to_string().contains("-30d"), "{told}");
    let read = async |server: &mut super::process::Process, uri: String| -> Value {
        server.ask("resources/read", json!({"uri": uri})).await
    };
    let told = read(&mut server, "confluence://page/1".to_owned()).await;
    assert!(told.to_string().contains("confluence://pages/ID"), "{told}");
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    let told = read(&mut server, "confluence://spaces/TEAM/pages/Getting%20started".to_owned()).await;
    assert!(told.to_string().contains(&page), "{told}");
    let draft = json!({"space_key": "TEAM", "title": "Not yet", "content": "Soon.", "draft": true});
    let draft = facts(&server.call("confluence_create_page", draft).await)["id"].clone();
    let told = read(&mut server, format!("confluence://pages/{}", draft.as_str().unwrap())).await;
    assert!(told.to_string().contains("Soon."), "{told}");
    assert!(!texts(&server.call("confluence_get_labels", json!({"space_key": "DOCS"})).await).1);
}
