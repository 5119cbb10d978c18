//! Cursors of our own: they go on with what they belong to, as it was, and are refused where that is not so.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{facts, refusal, samples, texts};

async fn reading(sandbox: &Sandbox) -> Process {
    Process::with(&["--toolsets", "all", "--connection", &sandbox.connection_string()]).await
}

fn next(answer: &Value) -> Value {
    let cursor = facts(answer)["next_cursor"].clone();
    assert!(cursor.is_string(), "{answer}");
    cursor
}

fn lines(word: &str) -> String {
    (0..9_000).map(|number| format!("<p>{word} {number}</p>")).collect()
}

#[tokio::test]
async fn a_difference_goes_on_with_the_versions_it_was_begun_with() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "Long").storage(lines("old")));
        sandbox.edit_page(&page, &lines("new"));
        let mut server = reading(&sandbox).await;
        let begun = server.call("confluence_get_page_diff", json!({"page_id": page})).await;
        let cursor = next(&begun);
        sandbox.edit_page(&page, "<p>all other</p>");
        let rest = json!({"page_id": page, "cursor": cursor});
        let told = facts(&server.call("confluence_get_page_diff", rest).await);
        assert_eq!((&told["from_version"], &told["to_version"]), (&json!(1), &json!(2)), "{told}");
        let other = json!({"page_id": page, "from_version": 2, "to_version": 3, "cursor": cursor});
        let refused = server.call("confluence_get_page_diff", other).await;
        assert!(refusal(&refused).contains("belongs to another page, versions or `format`"), "{refused}");
        let made_up = server.call("confluence_get_page_diff", json!({"page_id": page, "cursor": "5"})).await;
        assert!(refusal(&made_up).contains("`next_cursor`"), "{made_up}");
    }
}

#[tokio::test]
async fn the_address_of_a_version_says_which_is_compared() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "Changing").storage("<p>one</p>"));
        sandbox.edit_page(&page, "<p>two</p>");
        sandbox.edit_page(&page, "<p>three</p>");
        let mut server = reading(&sandbox).await;
        let address = format!("/pages/viewpage.action?pageId={page}&pageVersion=2");
        let told = facts(&server.call("confluence_get_page_diff", json!({"page_id": address})).await);
        assert_eq!(told["to_version"], 2, "{told}");
        let both = json!({"page_id": address, "to_version": 3});
        let refused = server.call("confluence_get_page_diff", both).await;
        assert!(refusal(&refused).contains("`to_version`"), "{refused}");
        let labels = server.call("confluence_get_labels", json!({"page_id": address})).await;
        assert!(texts(&labels).0.concat().contains("of version 2"), "{labels}");
    }
}

#[tokio::test]
async fn a_file_of_another_version_is_not_glued_to_the_first_piece() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "Files"));
        let text = "a line of the file\n".repeat(4_000);
        let id = sandbox.add_attachment(&page, "long.txt", "text/plain", text.as_bytes());
        let mut server = reading(&sandbox).await;
        let read = |cursor: &Value| json!({"attachment_id": id, "cursor": cursor});
        let first = server.call("confluence_download_attachment", read(&Value::Null)).await;
        let cursor = next(&first);
        assert!(!texts(&server.call("confluence_download_attachment", read(&cursor)).await).1);
        for made_up in ["5", "99999999"] {
            let refused = server.call("confluence_download_attachment", read(&json!(made_up))).await;
            assert!(refusal(&refused).contains("`cursor`"), "{refused}");
        }
        let new =
            json!({"content_id": page, "filename": "long.txt", "content": text.replace("line", "word")});
        facts(&server.call("confluence_upload_attachment", new).await);
        let refused = server.call("confluence_download_attachment", read(&cursor)).await;
        assert!(refusal(&refused).contains("changed from version 1 to 2"), "{refused}");
    }
}

#[tokio::test]
async fn a_tree_goes_on_behind_its_last_row_whatever_was_removed_before_it() {
    for sandbox in samples().await {
        let root = sandbox.add_page(NewPage::new("TEAM", "Root"));
        let pages: Vec<String> = (0..6)
            .map(|number| sandbox.add_page(NewPage::new("TEAM", &format!("Row {number}")).parent(&root)))
            .collect();
        let mut server = reading(&sandbox).await;
        let list = |more: Value| {
            let mut asked = json!({"parent_id": root, "depth": 9, "limit": 3});
            asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            asked
        };
        let first = server.call("confluence_get_page_children", list(json!({}))).await;
        let (told, cursor) = (facts(&first), next(&first));
        let ids = |told: &Value| -> Vec<String> {
            let rows = told["results"].as_array().unwrap();
            rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
        };
        let before = ids(&told);
        sandbox.trash_page(&before[0]);
        let rest = facts(&server.call("confluence_get_page_children", list(json!({"cursor": cursor}))).await);
        let mut all = [before.clone(), ids(&rest)].concat();
        all.sort();
        let mut wanted = pages.clone();
        wanted.sort();
        assert_eq!(all, wanted, "nothing is skipped and nothing told twice");
        sandbox.trash_page(&before[2]);
        let refused = server.call("confluence_get_page_children", list(json!({"cursor": cursor}))).await;
        assert!(refusal(&refused).contains(&before[2]), "{refused}");
        let elsewhere = json!({"space_key": "DOCS", "depth": 9, "limit": 3, "cursor": cursor});
        let refused = server.call("confluence_get_page_children", elsewhere).await;
        assert!(refusal(&refused).contains("another list"), "{refused}");
    }
}

#[tokio::test]
async fn the_cursor_of_one_list_is_not_taken_by_another() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "Much"));
        for number in 0..3 {
            sandbox.add_attachment(&page, &format!("{number}.txt"), "text/plain", b"x");
            sandbox.edit_page(&page, &format!("<p>{number}</p>"));
        }
        let other = sandbox.add_page(NewPage::new("TEAM", "Little"));
        sandbox.add_attachment(&other, "only.txt", "text/plain", b"x");
        let mut server = reading(&sandbox).await;
        for (tool, asked, elsewhere) in [
            (
                "confluence_search",
                json!({"query": "type = page", "limit": 2}),
                json!({"query": "getting started"}),
            ),
            (
                "confluence_get_attachments",
                json!({"content_id": page, "limit": 1}),
                json!({"content_id": other}),
            ),
            ("confluence_get_page_history", json!({"page_id": page, "limit": 1}), json!({"page_id": other})),
        ] {
            let cursor = next(&server.call(tool, asked.clone()).await);
            let with = |mut arguments: Value| {
                arguments["cursor"] = cursor.clone();
                arguments
            };
            let mut more = with(asked);
            more["limit"] = json!(3);
            let rest = facts(&server.call(tool, more).await);
            assert!(!rest["results"].as_array().unwrap().is_empty(), "{tool}: {rest}");
            let refused = server.call(tool, with(elsewhere)).await;
            assert!(refusal(&refused).contains("it belongs to another list"), "{tool}: {refused}");
            let refused = server.call("confluence_get_labels", with(json!({"page_id": page}))).await;
            assert!(refusal(&refused).contains("it belongs to another list"), "{tool}: {refused}");
            let refused = server.call(tool, with(json!({}))).await;
            assert!(refusal(&refused).contains("repeat the other arguments"), "{tool}: {refused}");
        }
    }
}
