//! Arguments of one call that say two things: refused by name. What says the same twice is taken.

use serde_json::json;
use tests::sandbox::NewPage;

use super::jobs::everything;
use super::{facts, refusal, samples, texts};

#[tokio::test]
async fn a_step_means_one_thing() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Steps").storage("<p>one one one</p>"));
        for (step, names) in [
            (
                json!({"op": "replace_text", "find": "one", "replace": "two", "all": true, "occurrence": 2}),
                "`occurrence`",
            ),
            (
                json!({"op": "replace_text", "find": "one", "replace": "two", "content": "three", "all": true}),
                "`content`",
            ),
        ] {
            let edit = json!({"page_id": page, "steps": [step]});
            let refused = server.call("confluence_edit_page", edit).await;
            assert!(refusal(&refused).contains(names), "{refused}");
        }
        let same =
            json!({"op": "replace_text", "find": "one", "replace": "two", "content": "two", "all": true});
        facts(&server.call("confluence_edit_page", json!({"page_id": page, "steps": [same]})).await);
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, "<p>two two two</p>");
    }
}

#[tokio::test]
async fn what_an_id_says_already_is_taken_where_it_is_right() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let start = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let other = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let planning = sandbox.page_by_title("TEAM", "2026-11-02 Planning").unwrap().id;
        let file = sandbox.add_attachment(&start, "notes.txt", "text/plain", b"what it says");
        let tasks = facts(&server.call("confluence_get_tasks", json!({"page_id": planning})).await);
        let task = tasks["results"][0]["id"].clone();
        for (tool, right, wrong, names) in [
            (
                "get_labels",
                json!({"page_id": start, "space_key": "DOCS"}),
                json!({"page_id": start, "space_key": "TEAM"}),
                "`space_key`",
            ),
            (
                "get_page_children",
                json!({"parent_id": start, "space_key": "docs"}),
                json!({"parent_id": start, "space_key": "TEAM"}),
                "`space_key`",
            ),
            (
                "download_attachment",
                json!({"attachment_id": file, "content_id": start, "filename": "notes.txt"}),
                json!({"attachment_id": file, "content_id": other}),
                "`content_id`",
            ),
            (
                "update_task",
                json!({"task_id": task, "page_id": planning, "done": true}),
                json!({"task_id": task, "page_id": other, "done": true}),
                "`page_id`",
            ),
            (
                "delete_attachment",
                json!({"attachment_id": file, "page_id": start}),
                json!({"attachment_id": file, "page_id": other}),
                "`content_id`",
            ),
        ] {
            let tool = format!("confluence_{tool}");
            let refused = server.call(&tool, wrong).await;
            assert!(refusal(&refused).contains(names), "{tool}: {refused}");
            let done = server.call(&tool, right).await;
            assert!(!texts(&done).1, "{tool}: {done}");
        }
    }
}

#[tokio::test]
async fn a_part_of_a_name_says_whom_it_mentions() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Mentions").storage("<p>x</p>"));
        let told = |name: &str| json!({"page_id": page, "steps": [{"op": "append", "content": format!("Ask [@{name}](user:).")}]});
        let part = facts(&server.call("confluence_edit_page", told("Al")).await);
        assert!(part["notes"].to_string().contains("mentions Alan Turing"), "{part}");
        let whole = facts(&server.call("confluence_edit_page", told("alan turing")).await);
        assert!(!whole.to_string().contains("mentions Alan"), "{whole}");
    }
}
