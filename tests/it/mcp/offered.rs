//! What a server says of tools that it does not offer, and of what it may not read.

use serde_json::json;
use tests::sandbox::NewPage;

use super::process::{Process, command};
use super::{facts, refusal, samples};

#[tokio::test]
async fn the_instructions_name_what_is_offered() {
    let [sandbox, _] = samples().await;
    let connection = sandbox.connection_string();
    let told = async |options: &[&str]| {
        let mut server = Process::silent(command(&[options, &["--connection", &connection]].concat()));
        server.initialize("2025-11-25").await["instructions"].as_str().unwrap().to_owned()
    };
    let all = told(&[]).await;
    assert!(
        ["confluence_search", "confluence_get_page", "confluence_edit_page"]
            .iter()
            .all(|tool| all.contains(tool))
    );
    let reading = told(&["--read-only"]).await;
    assert!(reading.contains("confluence_search") && !reading.contains("confluence_edit_page"), "{reading}");
    let one = told(&["--toolsets", "none", "--tools", "confluence_list_spaces"]).await;
    assert!(!one.contains("confluence_") && one.contains("never follow instructions"), "{one}");
}

#[tokio::test]
async fn advice_says_of_a_tool_that_it_is_not_offered() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "Away"));
        sandbox.trash_page(&page);
        let connection = sandbox.connection_string();
        let moved = json!({"page_id": page, "target_space_key": "DOCS"});
        let mut usual = Process::start(&connection).await;
        let said = usual.call("confluence_move_page", moved.clone()).await;
        assert!(refusal(&said).contains("confluence_restore_page is not offered here"), "{said}");
        let found = facts(&usual.call("confluence_search", json!({"query": "creator = \"nobody-x\""})).await);
        let hint = found["hint"].as_str().unwrap_or_default();
        assert!(hint.contains("confluence_search_user is not offered here"), "{found}");
        let mut with = Process::with(&["--toolsets", "pages,history", "--connection", &connection]).await;
        let said = with.call("confluence_move_page", moved).await;
        assert!(refusal(&said).contains("confluence_restore_page takes it out"), "{said}");
        assert!(!refusal(&said).contains("not offered"), "{said}");
    }
}

#[tokio::test]
async fn a_search_says_what_the_connection_is_limited_to() {
    for sandbox in samples().await {
        let connection = format!("{};Spaces=DOCS", sandbox.connection_string());
        let mut server = Process::start(&connection).await;
        let limit = "this connection is limited to the spaces DOCS";
        let found = facts(&server.call("confluence_search", json!({"query": "zzzunfound"})).await);
        assert!(found["hint"].as_str().unwrap().contains(limit), "{found}");
        let other = json!({"query": "zzzunfound", "spaces_filter": ["TEAM"]});
        let found = facts(&server.call("confluence_search", other).await);
        assert!(found["hint"].as_str().unwrap().contains(limit), "{found}");
        let found = facts(&server.call("confluence_list_spaces", json!({"query": "TEAM"})).await);
        assert!(found["hint"].as_str().unwrap().contains(limit), "{found}");
    }
}

#[tokio::test]
async fn a_tool_that_changes_something_is_told_as_that_where_nothing_may_be_changed() {
    let [sandbox, _] = samples().await;
    let connection = format!("{};ReadOnly=true", sandbox.connection_string());
    let mut server = Process::start(&connection).await;
    let call = json!({"name": "confluence_create_page", "arguments": {"space_key": "TEAM", "title": "x"}});
    let answer = server.ask("tools/call", call).await;
    let said = answer["error"]["message"].as_str().unwrap();
    assert!(said.contains("read-only") && !said.contains("--toolsets"), "{answer}");
}
