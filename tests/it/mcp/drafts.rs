//! Drafts: made, read, changed, published and thrown away by the tools.

use serde_json::json;
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{body, facts, refusal, samples, texts};

async fn unattended(sandbox: &Sandbox) -> Process {
    Process::with(&["--unattended", "--connection", &sandbox.connection_string()]).await
}

#[tokio::test]
async fn a_draft_is_read_changed_and_published() {
    for sandbox in samples().await {
        let mut server = unattended(&sandbox).await;
        let new = json!({"space_key": "TEAM", "title": "x", "content": "hello", "draft": true});
        let id = facts(&server.call("confluence_create_page", new).await)["id"].clone();
        let read = server.call("confluence_get_page", json!({"page_id": id})).await;
        assert_eq!((facts(&read)["status"].as_str(), body(&read).trim()), (Some("draft"), "hello"), "{read}");
        let steps = json!([{"op": "replace_text", "find": "hello", "replace": "hello world"}]);
        facts(&server.call("confluence_edit_page", json!({"page_id": id, "steps": steps})).await);
        let content = json!({"page_id": id, "content": "hello *world*", "title": "y"});
        facts(&server.call("confluence_update_page", content).await);
        let draft = sandbox.page_by_id(id.as_str().unwrap()).unwrap();
        assert_eq!((draft.status, draft.title.as_str()), ("draft", "y"), "not published by a change");
        let published = json!({"page_id": id, "publish": true});
        let published = facts(&server.call("confluence_update_page", published).await);
        assert_eq!(published["status"], "current", "{published}");
        let page = sandbox.page_by_id(id.as_str().unwrap()).unwrap();
        assert_eq!((page.status, page.storage.as_str()), ("current", "<p>hello <em>world</em></p>"));
    }
}

#[tokio::test]
async fn a_draft_is_thrown_away_and_a_page_is_not() {
    for sandbox in samples().await {
        let draft = sandbox.add_page(NewPage::new("TEAM", "Never").storage("<p>x</p>").draft());
        let mut server = unattended(&sandbox).await;
        let address = match sandbox.deployment() {
            tests::sandbox::Deployment::Cloud => {
                format!("{}/wiki/pages/resumedraft.action?draftId={draft}", sandbox.url())
            }
            _ => format!("{}/pages/resumedraft.action?draftId={draft}&draftShareId=x", sandbox.url()),
        };
        let read = server.call("confluence_get_page", json!({"page_id": address})).await;
        assert_eq!(facts(&read)["title"], "Never", "the site's own address of a draft");
        let gone = facts(&server.call("confluence_delete_page", json!({"page_id": address})).await);
        assert_eq!(gone["status"], "discarded", "{gone}");
        let gone = server.call("confluence_get_page", json!({"page_id": draft})).await;
        assert!(refusal(&gone).contains("confluence_search"), "{gone}");
        let page = sandbox.page_by_title("TEAM", "Meeting notes").unwrap().id;
        let trashed = facts(&server.call("confluence_delete_page", json!({"page_id": page})).await);
        assert_eq!(trashed["status"], "trashed", "{trashed}");
        assert!(!texts(&server.call("confluence_search", json!({"query": "x"})).await).1);
    }
}
