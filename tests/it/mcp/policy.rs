//! Read-only mode, allowed spaces and deny lists, attacked from outside through every tool and every name of a page.

use serde_json::{Value, json};
use tests::sandbox::{ADMIN, Deployment, NewPage, Sandbox};

use super::process::Process;
use super::{facts, refusal, texts};

const SECRET: &str = "the crown jewels";
const EVERY: &str = "pages,search,spaces,comments,attachments,labels,history,people";

async fn sites() -> [Sandbox; 2] {
    let start = |deployment| async move {
        let sandbox = Sandbox::builder().deployment(deployment).start().await;
        sandbox.add_space("OPEN", "Open");
        sandbox.add_space("VAULT", "Vault");
        sandbox.add_page(NewPage::new("OPEN", "Public").storage("<p>hello</p>"));
        sandbox.add_page(NewPage::new("VAULT", "Secret").storage(format!("<p>{SECRET}</p>")));
        sandbox
    };
    [start(Deployment::Cloud).await, start(Deployment::DataCenter).await]
}

/// Every call of every tool on this page that could read or change it.
fn attacks(page: &str, file: &str, comment: &str, url: &str) -> Vec<(&'static str, Value)> {
    let mut calls = Vec::new();
    for named in [json!(page), json!(format!("{url}/pages/viewpage.action?pageId={page}"))] {
        for format in ["markdown", "handles", "outline", "storage", "text"] {
            calls.push(("confluence_get_page", json!({"page_id": named, "format": format})));
        }
        calls.push(("confluence_get_page", json!({"page_id": named, "version": 1})));
        calls.push(("confluence_get_page_children", json!({"parent_id": named})));
        calls.push(("confluence_get_comments", json!({"page_id": named})));
        calls.push(("confluence_get_comments", json!({"page_id": named, "kind": "inline"})));
        calls.push(("confluence_add_comment", json!({"page_id": named, "body": "x"})));
        calls.push((
            "confluence_update_page",
            json!({"page_id": named, "content": "x", "allow_loss": ["body"]}),
        ));
        calls.push(("confluence_update_page", json!({"page_id": named, "content": "x", "dry_run": true})));
        calls.push(("confluence_get_labels", json!({"page_id": named})));
        calls.push(("confluence_add_label", json!({"page_id": named, "name": "x"})));
        calls.push(("confluence_remove_label", json!({"page_id": named, "name": "mine"})));
        calls.push(("confluence_get_page_history", json!({"page_id": named})));
        calls.push((
            "confluence_get_page_diff",
            json!({"page_id": named, "from_version": 1, "to_version": 2}),
        ));
        calls.push(("confluence_restore_page_version", json!({"page_id": named, "version": 1})));
        calls.push(("confluence_get_attachments", json!({"page_id": named})));
        let steps = json!([{"op": "append", "markdown": "x"}]);
        calls.push(("confluence_edit_page", json!({"page_id": named, "steps": steps})));
        calls.push(("confluence_delete_page", json!({"page_id": named})));
    }
    calls.push(("confluence_get_page", json!({"title": "Secret", "space_key": "VAULT"})));
    calls.push(("confluence_create_page", json!({"space_key": "VAULT", "title": "New"})));
    calls.push(("confluence_create_page", json!({"space_key": "OPEN", "title": "New", "parent_id": page})));
    calls.push(("confluence_restore_page", json!({"page_id": page})));
    calls.push(("confluence_download_attachment", json!({"attachment_id": file})));
    calls.push(("confluence_delete_attachment", json!({"attachment_id": file})));
    calls.push(("confluence_get_comments", json!({"page_id": comment, "kind": "replies"})));
    for tool in ["confluence_reply_to_comment", "confluence_update_comment"] {
        calls.push((tool, json!({"comment_id": comment, "body": "x"})));
    }
    calls.push(("confluence_delete_comment", json!({"comment_id": comment})));
    calls
}

/// A file and a comment on a page.
fn hung_on(sandbox: &Sandbox, space: &str, title: &str) -> (String, String) {
    let page = sandbox.page_by_title(space, title).unwrap().id;
    let file = sandbox.add_attachment(&page, "jewels.txt", "text/plain", SECRET.as_bytes());
    (file, sandbox.add_comment(&page, None, &format!("<p>{SECRET}</p>"), ADMIN))
}

fn base(sandbox: &Sandbox) -> String {
    match sandbox.deployment() {
        Deployment::Cloud => format!("{}/wiki", sandbox.url()),
        _ => sandbox.url(),
    }
}

#[tokio::test]
async fn nothing_of_a_space_that_is_left_out_gets_through() {
    for sandbox in sites().await {
        let connection = format!("{};Spaces=OPEN", sandbox.connection_string());
        let mut server =
            Process::with(&["--unattended", "--toolsets", EVERY, "--connection", &connection]).await;
        let (file, comment) = hung_on(&sandbox, "VAULT", "Secret");
        let page = sandbox.page_by_title("VAULT", "Secret").unwrap();
        for (tool, arguments) in attacks(&page.id, &file, &comment, &base(&sandbox)) {
            let result = server.call(tool, arguments.clone()).await;
            let said = refusal(&result);
            assert!(said.contains("limited to the spaces OPEN"), "{tool} {arguments}: {said}");
            assert!(!result.to_string().contains("jewels"), "{result}");
        }
        for query in [
            "jewels",
            "type = page",
            "space = VAULT",
            "id > 0 or space = VAULT",
            "type = page) or (space = VAULT",
        ] {
            let result = server.call("confluence_search", json!({"query": query, "limit": 50})).await;
            assert!(
                !result.to_string().contains("jewels") && !texts(&result).0[0].contains("Secret"),
                "{query}: {result}"
            );
        }
        let spaces = facts(&server.call("confluence_list_spaces", json!({})).await);
        assert!(!spaces.to_string().contains("VAULT"), "{spaces}");
        assert_eq!(sandbox.page_by_id(&page.id).unwrap(), page, "nothing changed");
        assert!(sandbox.page_by_title("OPEN", "New").is_none());
    }
}

#[tokio::test]
async fn nothing_is_written_in_read_only_mode() {
    for sandbox in sites().await {
        let (file, comment) = hung_on(&sandbox, "OPEN", "Public");
        let page = sandbox.page_by_title("OPEN", "Public").unwrap();
        for arguments in [&["--read-only"][..], &[]] {
            let connection = match arguments {
                [] => format!("{};ReadOnly=true", sandbox.connection_string()),
                _ => sandbox.connection_string(),
            };
            let mut all = vec!["--unattended", "--toolsets", EVERY, "--connection", &connection];
            all.extend(arguments);
            let mut server = Process::with(&all).await;
            for (tool, arguments) in attacks(&page.id, &file, &comment, &base(&sandbox)) {
                let call = json!({"name": tool, "arguments": arguments});
                let answer = server.ask("tools/call", call).await;
                let reads = tool.contains("_get_") || tool == "confluence_download_attachment";
                assert_eq!(answer.get("error").is_none(), reads, "{tool}: {answer}");
            }
            let list = server.ask("tools/list", json!({})).await;
            for tool in list["result"]["tools"].as_array().unwrap() {
                assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
            }
        }
        assert_eq!(sandbox.page_by_id(&page.id).unwrap(), page, "nothing changed");
    }
}
