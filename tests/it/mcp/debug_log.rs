//! `--debug`: a log that an administrator can share.

use std::process::Stdio;

use serde_json::json;
use tests::sandbox::ADMIN;

use super::process::{Process, command};
use super::samples;

/// What was written, searched, refused and not understood is not in it, and neither is any credential.
#[tokio::test]
async fn a_debug_log_tells_what_happened_and_nothing_of_what_is_in_the_wiki() {
    for sandbox in samples().await {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log");
        let log = std::fs::File::create(&file).unwrap();
        let string = sandbox.connection_string();
        let mut started =
            command(&["serve", "--debug", "--toolsets", "all", "--unattended", "--connection", &string]);
        started.stderr(Stdio::from(log));
        let mut server = Process::silent(started);
        server.initialize("2025-11-25").await;
        let new = json!({"space": "DOCS", "title": "Canary title", "content": "canary text"});
        let created = server.call("confluence_create_page", new).await;
        let text = created["content"][0]["text"].as_str().unwrap();
        let page: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let id = page["id"].as_str().unwrap().to_owned();
        server.call("confluence_get_page", json!({"page_id": id})).await;
        for query in
            ["canary words", "text ~ \"canary\" and (type = canary", "title = \"canary\" order by canary"]
        {
            server.call("confluence_search", json!({"query": query})).await;
        }
        // The same title again, a block that is not there, a person whom nobody knows, a page that there is not.
        let again = json!({"space": "DOCS", "title": "Canary title", "content": "canary"});
        server.call("confluence_create_page", again).await;
        let edit = json!({"page_id": id, "edits": [{"replace": "canary of no page", "with": "canary"}]});
        server.ask("tools/call", json!({"name": "confluence_edit_page", "arguments": edit})).await;
        server.call("confluence_add_comment", json!({"page_id": id, "body": "canary comment @canary"})).await;
        server.call("confluence_get_page", json!({"space": "DOCS", "title": "Canary of no page"})).await;
        server.ask("tools/call", json!({"name": "canary_tool", "arguments": {"canary": "canary"}})).await;
        server.ask("canary/method", json!({"canary": "canary"})).await;
        server.call("confluence_delete_page", json!({"page_id": id})).await;
        drop(server);

        let told = std::fs::read_to_string(&file).unwrap();
        for part in [
            "answered",
            "http.response.status_code=200",
            "operation=",
            "elapsed_ms=",
            "called",
            "a call failed",
        ] {
            assert!(told.contains(part), "{part} is not told:\n{told}");
        }
        assert!(!told.to_lowercase().contains("canary"), "{told}");
        for secret in [ADMIN.api_token, ADMIN.personal_access_token, ADMIN.email] {
            assert!(!told.contains(secret), "{told}");
        }
    }
}

#[tokio::test]
async fn one_level_is_asked_for() {
    let output = command(&["scopes", "--debug", "--log", "info"]).output().await.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("--log"), "{said}");
}
