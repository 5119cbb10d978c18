//! Copy, move, archive, remove, restore: at once or as a long task.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Person, Sandbox};

use super::{Web, titles};

async fn tree() -> (Sandbox, String, String) {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    sandbox.add_space("COPY", "Copies");
    let root = sandbox.add_page(NewPage::new("DOCS", "Root").storage("<p>root</p>").labels(["kept"]));
    let child = sandbox.add_page(NewPage::new("DOCS", "Child").parent(&root));
    sandbox.add_attachment(&root, "a.txt", "text/plain", b"a");
    (sandbox, root, child)
}

/// Polls a long task to its end.
async fn finished(web: &Web, accepted: Value) -> Value {
    let path = accepted["links"]["status"].as_str().unwrap().to_owned();
    assert!(path.starts_with("/rest/api/longtask/"), "without /wiki: {path}");
    let first = web.get(&path).await.json();
    assert_eq!((&first["finished"], &first["percentageComplete"]), (&json!(false), &json!(50)));
    let last = web.get(&path).await.json();
    assert_eq!(last["finished"], true);
    last
}

#[tokio::test]
async fn a_hierarchy_is_copied_with_new_titles() {
    let (sandbox, root, _) = tree().await;
    let web = Web::of(&sandbox);
    let home = sandbox.page_by_title("COPY", "Copies").unwrap().id;
    let options = json!({"destinationPageId": home, "copyAttachments": true, "copyLabels": true,
        "titleOptions": {"prefix": "New ", "search": "Root", "replace": "Top"}});
    let path = format!("/rest/api/content/{root}/pagehierarchy/copy");
    let accepted = web.post(&path, options.clone()).await;
    assert_eq!(accepted.status, 202);
    let done = finished(&web, accepted.json()).await;
    assert_eq!(done["status"], "FINISH_SUCCESS");
    let top = sandbox.page_by_title("COPY", "New Top").unwrap();
    assert_eq!(
        (&done["additionalDetails"]["destinationId"], &top.labels),
        (&json!(top.id), &vec!["kept".to_owned()])
    );
    assert_eq!(sandbox.page_by_title("COPY", "New Child").unwrap().parent, Some(top.id.clone()));
    let files = web.get(&format!("/api/v2/pages/{}/attachments", top.id)).await;
    assert_eq!(titles(&files), ["a.txt"]);
    let twice = finished(&web, web.post(&path, options).await.json()).await;
    assert_eq!((&twice["successful"], &twice["status"]), (&json!(false), &json!("FINISH_WITH_ERROR")));
}

#[tokio::test]
async fn a_single_page_is_copied_at_once() {
    let (sandbox, root, child) = tree().await;
    let web = Web::of(&sandbox);
    let path = format!("/rest/api/content/{root}/copy");
    let into_space = json!({"destination": {"type": "space", "value": "COPY"}, "pageTitle": "Root"});
    assert_eq!(web.post(&path, into_space).await.json()["title"], "Root");
    let over = json!({"destination": {"type": "existing_page", "value": child}});
    assert_eq!(web.post(&path, over).await.status, 200);
    assert_eq!(sandbox.page_by_id(&child).unwrap().storage, "<p>root</p>");
    let below = json!({"destination": {"type": "parent_page", "value": child}, "pageTitle": "Root"});
    assert_eq!(web.post(&path, below).await.status, 400, "the title is taken in this space");
}

#[tokio::test]
async fn trees_are_trashed_pages_archived_and_versions_restored() {
    let (sandbox, root, child) = tree().await;
    let web = Web::of(&sandbox);
    sandbox.edit_page(&child, "<p>worse</p>");
    let restore = json!({"operationKey": "restore", "params": {"versionNumber": 1, "message": "back"}});
    let restored = web.post(&format!("/rest/api/content/{child}/version"), restore).await.json();
    assert_eq!((&restored["number"], &restored["message"]), (&json!(3), &json!("back")));
    assert_eq!(sandbox.page_by_id(&child).unwrap().storage, "");
    assert_eq!(
        web.delete(&format!("/rest/api/content/{child}/version/3")).await.status,
        400,
        "the current one stays"
    );
    let text = json!({"pages": [{"id": child}]});
    assert_eq!(web.post("/rest/api/content/archive", text).await.status, 400, "ids are numbers here");
    let accepted = web.delete(&format!("/rest/api/content/{root}/pageTree")).await;
    assert_eq!(accepted.status, 202);
    finished(&web, accepted.json()).await;
    for id in [&root, &child] {
        assert_eq!(sandbox.page_by_id(id).unwrap().status, "trashed");
    }
    let put = json!({"id": root, "status": "current", "title": "Root", "version": {"number": 2},
        "body": {"representation": "storage", "value": "<p>ignored</p>"}});
    assert_eq!(web.put(&format!("/api/v2/pages/{root}"), put).await.status, 200);
    let back = sandbox.page_by_id(&root).unwrap();
    assert_eq!((back.status, back.storage.as_str()), ("current", "<p>root</p>"));
}

#[tokio::test]
async fn spaces_come_and_go() {
    let sandbox = Sandbox::start().await;
    let web = Web::of(&sandbox);
    let made = web.post("/rest/api/space", json!({"key": "NEW", "name": "New", "description": {"plain": {"value": "d", "representation": "plain"}}})).await;
    let id = made.json()["id"].as_u64().unwrap();
    let read = web.get(&format!("/api/v2/spaces/{id}?description-format=plain")).await.json();
    assert_eq!((&read["key"], &read["description"]["plain"]["value"]), (&json!("NEW"), &json!("d")));
    assert_eq!(web.post("/rest/api/space", json!({"key": "new", "name": "New"})).await.status, 400);
    assert_eq!(web.post("/rest/api/space", json!({"key": "a b", "name": "New"})).await.status, 400);
    assert_eq!(web.put("/rest/api/space/new", json!({"name": "Newer"})).await.json()["name"], "Newer");
    let private = web.post("/api/v2/spaces", json!({"name": "Mine", "createPrivateSpace": true})).await;
    assert_eq!((private.status.as_u16(), &private.json()["key"]), (201, &json!("MINE")));
    let others = Web::person(&sandbox, Person::GRACE);
    assert_eq!(others.get("/rest/api/space/MINE").await.status, 404);
    assert_eq!(web.delete("/rest/api/space/NEW").await.status, 202);
    assert_eq!(web.get(&format!("/api/v2/spaces/{id}")).await.status, 404);
}
