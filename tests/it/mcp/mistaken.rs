//! Calls that name the wrong thing, or a right one in another way: each is told what to do in place of it.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Sandbox};

use super::jobs::everything;
use super::{facts, refusal, samples, texts};

fn trashed_file(sandbox: &Sandbox) -> (String, String) {
    let page = sandbox.add_page(NewPage::new("TEAM", "Holder"));
    let file = sandbox.add_attachment(&page, "gone.txt", "text/plain", b"gone");
    (page, file)
}

#[tokio::test]
async fn a_file_in_the_trash_is_told_as_that() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let (_, file) = trashed_file(&sandbox);
    facts(&server.call("confluence_delete_attachment", json!({"attachment_id": file})).await);
    let read = server.call("confluence_download_attachment", json!({"attachment_id": file})).await;
    assert_eq!(facts(&read)["status"], "trashed", "{read}");
    for (tool, argument) in [("restore_page", "page_id"), ("delete_attachment", "attachment_id")] {
        let told = server.call(&format!("confluence_{tool}"), json!({argument: file})).await;
        assert!(refusal(&told).contains("restore it in the browser"), "{tool}: {told}");
    }
}

#[tokio::test]
async fn the_id_of_something_else_is_told_as_what_it_is() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let (page, file) = trashed_file(&sandbox);
        for tool in ["download_attachment", "delete_attachment"] {
            let told = server.call(&format!("confluence_{tool}"), json!({"attachment_id": page})).await;
            let said = refusal(&told);
            assert!(
                said.contains("is a page and no file") && said.contains("get_attachments"),
                "{tool}: {said}"
            );
        }
        let told = server.call("confluence_delete_comment", json!({"comment_id": file})).await;
        assert!(refusal(&told).contains("file"), "{told}");
        let told = server.call("confluence_delete_attachment", json!({"attachment_id": "gone.txt"})).await;
        assert!(refusal(&told).contains("confluence_get_attachments lists"), "{told}");
    }
}

#[tokio::test]
async fn a_tree_is_copied_beside_itself_under_other_titles() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let top = sandbox.add_page(NewPage::new("TEAM", "Top"));
    sandbox.add_page(NewPage::new("TEAM", "Low").parent(&top));
    let copy = json!({"page_id": top, "include_children": true});
    let made = facts(&server.call("confluence_copy_page", copy.clone()).await);
    assert_eq!((&made["title"], &made["finished"]), (&json!("Copy of Top"), &json!(true)), "{made}");
    assert!(made["url"].is_string() && made["notes"].to_string().contains("`title`"), "{made}");
    assert!(sandbox.page_by_title("TEAM", "Copy of Low").is_some());
    let told = server.call("confluence_copy_page", copy).await;
    let said = refusal(&told);
    assert!(said.contains("`title` puts other words") && !said.contains("FINISH"), "{said}");
    assert!(!said.contains("It may have been done"), "{said}");
    let elsewhere = json!({"page_id": top, "include_children": true, "target_space_key": "DOCS"});
    assert_eq!(facts(&server.call("confluence_copy_page", elsewhere).await)["title"], "Top");
}

#[tokio::test]
async fn a_cursor_is_taken_with_blanks_around_it_and_told_where_it_is_cut() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let ask = |cursor: &str| json!({"query": "type = page", "limit": 2, "cursor": cursor});
        let first =
            facts(&server.call("confluence_search", json!({"query": "type = page", "limit": 2})).await);
        let cursor = first["next_cursor"].as_str().unwrap();
        for written in [format!("{cursor} "), format!("{cursor}\r\n"), format!(" {cursor}")] {
            facts(&server.call("confluence_search", ask(&written)).await);
        }
        if sandbox.deployment() == Deployment::Cloud {
            let cut = cursor.split_at(cursor.len() - 3).0;
            let told = server.call("confluence_search", ask(cut)).await;
            assert!(refusal(&told).contains("not the `next_cursor`"), "{told}");
        }
    }
}

#[tokio::test]
async fn what_is_in_the_trash_is_told_by_whatever_needs_it() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Gone").storage("<p>x</p>"));
        facts(&server.call("confluence_delete_page", json!({"page_id": page})).await);
        for (tool, arguments) in [
            ("restore_page", json!({"page_id": page, "version": 1})),
            ("add_comment", json!({"page_id": page, "content": "x"})),
            ("upload_attachment", json!({"content_id": page, "filename": "a.txt", "content": "x"})),
            ("create_page", json!({"space_key": "TEAM", "title": "Below", "parent_id": page})),
            ("edit_page", json!({"page_id": page, "steps": [{"op": "append", "content": "x"}]})),
        ] {
            let told = server.call(&format!("confluence_{tool}"), arguments).await;
            assert!(refusal(&told).contains("in the trash: confluence_restore_page"), "{tool}: {told}");
        }
        facts(&server.call("confluence_restore_page", json!({"page_id": page})).await);
    }
}

#[tokio::test]
async fn a_parent_in_another_space_is_told_as_that() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let parent = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    for kind in ["page", "folder"] {
        let new = json!({"space_key": "TEAM", "title": "New", "parent_id": parent, "kind": kind});
        let told = server.call("confluence_create_page", new).await;
        assert!(refusal(&told).contains("is in the space DOCS and not in TEAM"), "{kind}: {told}");
    }
}

#[tokio::test]
async fn labels_that_are_not_there_are_no_failure() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let off = |page: &str| json!({"page_id": page, "labels": ["zzz", "yyy"]});
        let told = facts(&server.call("confluence_remove_label", off(&page)).await);
        assert_eq!((&told["removed"], &told["not_there"]), (&json!([]), &json!(["zzz", "yyy"])), "{told}");
        assert!(texts(&server.call("confluence_remove_label", off("999999")).await).1);
    }
}

#[tokio::test]
async fn a_file_of_json_is_given_as_json() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let file = |name: &str| json!({"content_id": page, "filename": name, "content": {"a": [1]}});
        let made = facts(&server.call("confluence_upload_attachment", file("a.json")).await);
        let bytes = sandbox.attachment_bytes(made["id"].as_str().unwrap()).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), json!({"a": [1]}));
        let told = server.call("confluence_upload_attachment", file("a.txt")).await;
        let said = refusal(&told);
        assert!(said.contains("as one string") && !said.contains("content_format"), "{said}");
    }
}

#[tokio::test]
async fn people_are_found_by_what_other_servers_take() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        for (tool, arguments) in [
            ("get_user", json!({"user_ids": ["alann"]})),
            ("set_page_restrictions", json!({"page_id": page, "read_users": ["alann"]})),
        ] {
            let told = server.call(&format!("confluence_{tool}"), arguments).await;
            assert!(refusal(&told).contains("no user is named \"alann\""), "{tool}: {told}");
        }
        for query in ["user.fullname ~ \"Alan Turing\"", "type = user and user.fullname ~ \"Alan*\""] {
            let found = facts(&server.call("confluence_search_user", json!({"query": query})).await);
            assert_eq!(found["results"][0]["name"], "Alan Turing", "{found}");
        }
    }
}

#[tokio::test]
async fn a_query_that_finds_nothing_or_is_refused_is_told_why() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    for (query, says) in [
        ("65543", "by its id or address with confluence_get_page"),
        ("user.fullname ~ \"Ada\"", "confluence_search_user"),
        ("space = DOCS and deploys", "`text ~ \"deploys\"`"),
        ("ancestor = \"Guides\"", "take the id of a page"),
        ("lastmodified > \"now-7d\"", "A day is"),
        ("lastmodified > now()-7d", "A day is"),
        ("space in DOCS", "taken as words"),
        ("type == page", "not `==`"),
        ("type = page && space = DOCS", "stand between conditions"),
    ] {
        let answer = server.call("confluence_search", json!({"query": query})).await;
        let said = texts(&answer).0.concat().replace("\\\"", "\"");
        assert!(said.contains(says), "{query}: {said}");
    }
    let own = json!({"query": "creator = currentUser() and title ~ zzz"});
    let said = server.call("confluence_search", own).await.to_string();
    assert!(!said.contains("people are named by id"), "{said}");
}

#[tokio::test]
async fn names_of_other_servers_are_taken_or_told_what_does_it() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    for (tool, arguments) in [
        ("get_page", json!({"cloudId": "x", "page_id": page, "contentFormat": "html"})),
        ("search", json!({"query": ["getting"]})),
        ("search_user", json!({"username": "Ada"})),
        ("get_user", json!({"identifier": "me"})),
        ("set_property", json!({"page_id": page, "name": "a", "value": "1"})),
        ("set_property", json!({"page_id": page, "property_key": "a", "value": "1"})),
        ("get_page_children", json!({"parent_id": page, "max_depth": 2})),
        ("update_page", json!({"page_id": page, "title": "Begin", "minorEdit": true})),
        ("copy_page", json!({"page_id": page, "target_space": "TEAM"})),
        (
            "move_page",
            json!({"page_id": page, "destination_parent_id": sandbox.page_by_title("DOCS", "Architecture").unwrap().id}),
        ),
    ] {
        let answer = server.call(&format!("confluence_{tool}"), arguments).await;
        assert!(!texts(&answer).1, "{tool}: {answer}");
    }
    for (tool, arguments, says) in [
        (
            "create_page",
            json!({"space_key": "TEAM", "title": "N", "page_width": "full-width"}),
            "content-appearance",
        ),
        ("create_page", json!({"space_key": "TEAM", "title": "N", "emoji": "x"}), "emoji-title-published"),
        ("get_page_children", json!({"parent_id": page, "recursive": true}), "`depth`"),
        ("delete_page", json!({"page_id": page, "purge": true}), "browser"),
        ("list_spaces", json!({"space_key": "DOCS"}), "`query`"),
    ] {
        let told = server.call(&format!("confluence_{tool}"), arguments).await;
        assert!(refusal(&told).contains(says), "{tool}: {told}");
    }
}

#[tokio::test]
async fn a_passage_is_taken_with_blanks_and_a_title_is_none() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Headline").storage("<p>Welcome here</p>"));
        let on = |text: &str| json!({"page_id": page, "content": "x", "text_selection": text});
        facts(&server.call("confluence_add_comment", on(" Welcome ")).await);
        let told = server.call("confluence_add_comment", on("Headline")).await;
        assert!(refusal(&told).contains("the title of the page"), "{told}");
    }
}

#[tokio::test]
async fn pages_are_found_by_pieces_of_addresses_and_blogs_are_searched() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let read = server.call("confluence_get_page", json!({"page_id": "DOCS/Getting+started"})).await;
        assert_eq!(facts(&read)["title"], "Getting started", "{read}");
    }
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let blog = format!("{}/wiki/spaces/DOCS/blog", sandbox.url());
    let told = server.call("confluence_get_page", json!({"page_id": blog})).await;
    assert!(refusal(&told).contains("type = blogpost"), "{told}");
}

#[tokio::test]
async fn the_day_on_which_a_task_is_due_is_a_day() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Runbook: deploys").unwrap().id;
        let tasks = facts(&server.call("confluence_get_tasks", json!({"page_id": page})).await);
        assert!(tasks.to_string().contains("\"due\":\"2026-12-01\""), "{tasks}");
    }
}

#[tokio::test]
async fn what_the_api_does_not_do_to_other_kinds_is_told() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let board = sandbox.add_page(NewPage::new("TEAM", "Board").whiteboard());
    let told = server.call("confluence_delete_page", json!({"page_id": board})).await;
    assert!(refusal(&told).contains("does not trash") && refusal(&told).contains("in the browser"), "{told}");
    let folder = sandbox.add_page(NewPage::new("TEAM", "Drawer").folder());
    let told = server.call("confluence_update_page", json!({"page_id": folder, "title": "Box"})).await;
    assert!(refusal(&told).contains("the API renames none"), "{told}");
}

#[tokio::test]
async fn a_mistake_that_many_make_is_answered_with_the_tool_that_is_meant() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let page = sandbox.add_page(NewPage::new("TEAM", "Plan").storage("<p>x</p>"));
    let told = server.call("confluence_edit_page", json!({"page_id": page, "content": "New text"})).await;
    let said = refusal(&told);
    assert!(
        said.contains("`op`") && said.contains("confluence_update_page replaces the whole text"),
        "{said}"
    );
    let told = server.call("confluence_get_page", json!({"page_id": page, "format": "diff"})).await;
    assert!(refusal(&told).contains("confluence_get_page_diff compares"), "{told}");
}
