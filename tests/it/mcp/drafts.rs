//! Drafts: made, read, changed, published and thrown away by the tools.

use serde_json::json;
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::process::Process;
use super::{body, facts, refusal, samples, texts};

async fn unattended(sandbox: &Sandbox) -> Process {
    Process::with(&["--unattended", "--connection", &sandbox.connection_string()]).await
}

#[tokio::test]
async fn a_draft_is_read_changed_and_published() {
    // Whether there is a draft in a space that is allowed is no secret.
    for (sandbox, policy) in samples()
        .await
        .iter()
        .flat_map(|sandbox| ["", ";Spaces=TEAM", ";BlockedSpaces=DOCS"].map(|policy| (sandbox, policy)))
    {
        let connection = format!("{}{policy}", sandbox.connection_string());
        let mut server = Process::with(&["--unattended", "--connection", &connection]).await;
        let title = format!("x{policy}");
        let new = json!({"space_key": "TEAM", "title": title, "content": "hello", "draft": true});
        let id = facts(&server.call("confluence_create_page", new).await)["id"].clone();
        // A server that never saw the id has to find out where it lies.
        let mut server = Process::with(&["--unattended", "--connection", &connection]).await;
        let read = server.call("confluence_get_page", json!({"page_id": id})).await;
        assert_eq!((facts(&read)["status"].as_str(), body(&read).trim()), (Some("draft"), "hello"), "{read}");
        let steps = json!([{"op": "replace_text", "find": "hello", "replace": "hello world"}]);
        let dry = json!({"page_id": id, "steps": steps, "dry_run": true});
        assert_eq!(facts(&server.call("confluence_edit_page", dry).await)["dry_run"], true);
        facts(&server.call("confluence_edit_page", json!({"page_id": id, "steps": steps})).await);
        let title = format!("y{policy}");
        let content = json!({"page_id": id, "content": "hello *world*", "title": title});
        facts(&server.call("confluence_update_page", content).await);
        let draft = sandbox.page_by_id(id.as_str().unwrap()).unwrap();
        assert_eq!((draft.status, draft.title), ("draft", title), "not published by a change");
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
            Deployment::Cloud => {
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

#[tokio::test]
async fn nothing_is_discarded_or_published_where_nobody_knows_what_it_is() {
    for sandbox in samples().await {
        let look = match sandbox.deployment() {
            Deployment::Cloud => "getPageById",
            _ => "getContentById",
        };
        let mut server = unattended(&sandbox).await;
        let draft = sandbox.add_page(NewPage::new("TEAM", "Unsure").storage("<p>x</p>").draft());
        facts(&server.call("confluence_get_page", json!({"page_id": draft})).await);
        // It cannot be trashed, and what it is cannot be looked up: the draft may be that of a page.
        sandbox.next_of(look, Fault::Forbidden, 1);
        let refused = server.call("confluence_delete_page", json!({"page_id": draft})).await;
        assert!(texts(&refused).1, "{refused}");
        assert!(sandbox.page_by_id(&draft).is_some_and(|page| page.status == "draft"), "{refused}");
        sandbox.clear_faults();
        sandbox.next_of(look, Fault::Forbidden, 1);
        let text = json!({"page_id": draft, "content": "y", "publish": true});
        let refused = server.call("confluence_update_page", text).await;
        assert!(texts(&refused).1, "{refused}");
        sandbox.clear_faults();
        let kept = sandbox.page_by_id(&draft).unwrap();
        assert_eq!((kept.status, kept.storage.as_str()), ("draft", "<p>x</p>"), "{refused}");
    }
}

#[tokio::test]
async fn what_is_known_of_an_edit_is_told_where_it_is_published_too() {
    for sandbox in samples().await {
        let draft = sandbox.add_page(NewPage::new("TEAM", "Early").storage("<p>early</p>").draft());
        let mut server = unattended(&sandbox).await;
        let text =
            json!({"page_id": draft, "content": "late and ==marked==", "publish": true, "message": "why"});
        let answer = server.call("confluence_update_page", text).await;
        let told = facts(&answer);
        assert_eq!((&told["status"], &told["changed"]), (&json!("current"), &json!(true)), "{answer}");
        let notes = told["notes"].to_string();
        assert!(notes.contains("==") && notes.contains("`message`"), "{answer}");
        assert!(texts(&answer).0.concat().contains("+late"), "the changes are shown: {answer}");
    }
}

#[tokio::test]
async fn a_version_that_was_not_read_keeps_a_draft_from_being_published() {
    for sandbox in samples().await {
        let draft = sandbox.add_page(NewPage::new("TEAM", "Guarded").storage("<p>x</p>").draft());
        let mut server = unattended(&sandbox).await;
        let read = facts(&server.call("confluence_get_page", json!({"page_id": draft})).await);
        let publish =
            |version: &serde_json::Value| json!({"page_id": draft, "publish": true, "version": version});
        let refused = server.call("confluence_update_page", publish(&json!(7))).await;
        assert!(refusal(&refused).contains("`version`"), "{refused}");
        let words = json!({"page_id": draft, "publish": true, "allow_loss": ["everything"]});
        let refused = server.call("confluence_update_page", words).await;
        assert!(refusal(&refused).contains("`allow_loss`"), "{refused}");
        assert_eq!(sandbox.page_by_id(&draft).unwrap().status, "draft");
        let number = &read["version"]["number"];
        let done = facts(&server.call("confluence_update_page", publish(number)).await);
        assert_eq!(done["status"], "current", "{done}");
    }
}
