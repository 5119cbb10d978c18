//! Content on Data Center.

use serde_json::json;
use tests::sandbox::{Deployment, NewPage, Sandbox};

use super::{Web, data_center, titles};

#[tokio::test]
async fn content_is_created_read_changed_and_removed() {
    let sandbox = data_center().await;
    sandbox.add_space("DOCS", "Docs");
    let web = Web::of(&sandbox);
    let home = sandbox.page_by_title("DOCS", "Docs").unwrap().id;
    let new = json!({"type": "page", "title": "A", "space": {"key": "docs"}, "ancestors": [{"id": home}],
        "body": {"storage": {"value": "<p>One</p>", "representation": "storage"}}});
    let created = web.post("/rest/api/content", new.clone()).await.json();
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["ancestors"][0]["id"], home);
    assert_eq!(web.post("/rest/api/content", new).await.status, 400, "the title is taken");
    let path = format!("/rest/api/content/{id}");
    let plain = web.get(&path).await.json();
    assert!(
        plain["body"].is_null() && plain["version"]["by"]["username"] == "ada",
        "no accountId here: {plain}"
    );
    let update = json!({"type": "page", "title": "B", "version": {"number": 2},
        "body": {"storage": {"value": "<p>Two</p>", "representation": "storage"}}});
    assert_eq!(web.put(&path, update.clone()).await.json()["version"]["number"], 2);
    let stale = web.put(&path, update).await;
    assert!(stale.status == 409 && stale.json()["message"].as_str().unwrap().contains("ConflictException"));
    let old = web.get(&format!("{path}?version=1&expand=body.storage")).await.json();
    assert_eq!(
        (&old["status"], &old["body"]["storage"]["value"]),
        (&json!("historical"), &json!("<p>One</p>"))
    );
    assert_eq!(web.delete(&path).await.status, 204);
    assert_eq!(web.get(&path).await.status, 404);
    assert_eq!(web.get(&format!("{path}?status=trashed")).await.json()["status"], "trashed");
    assert_eq!(titles(&web.get("/rest/api/space/DOCS/trash").await), ["B"]);
    assert_eq!(web.delete(&format!("{path}?status=trashed")).await.status, 204);
    assert!(sandbox.page_by_id(id).is_none());
}

#[tokio::test]
async fn the_context_path_is_part_of_every_address() {
    for context in ["", "/confluence", "/a/b"] {
        let sandbox =
            Sandbox::builder().deployment(Deployment::DataCenter).context_path(context).start().await;
        assert!(sandbox.url().ends_with(context));
        let web = Web::of(&sandbox);
        assert_eq!(web.get("/rest/api/server-information").await.json()["version"], "10.0.3");
        assert_eq!(web.get("/rest/api/latest/user/current").await.json()["username"], "ada");
        assert_eq!(web.get("/rest/api/1.0/user/current").await.status, 404);
        let spaces = web.get("/rest/api/space").await.json();
        assert_eq!(spaces["_links"]["context"], context);
    }
}

#[tokio::test]
async fn there_are_no_folders_and_no_v2() {
    let sandbox = data_center().await;
    let web = Web::of(&sandbox);
    assert_eq!(web.get("/rest/api/content?type=folder").await.status, 501);
    let v2 = web.get("/api/v2/pages").await;
    assert!(v2.status == 200 && v2.text.contains("<html>"), "the web application answers");
}

#[tokio::test]
async fn people_are_found_by_name_and_key() {
    let sandbox = data_center().await;
    let web = Web::of(&sandbox);
    let grace = web.get("/rest/api/user?username=grace").await.json();
    let key = grace["userKey"].as_str().unwrap();
    assert_eq!(web.get(&format!("/rest/api/user?key={key}")).await.json(), grace);
    assert_eq!(web.get("/rest/api/user?username=nobody").await.status, 404);
    assert_eq!(web.get("/rest/api/group/confluence-users/member").await.json()["size"], 3);
    let groups = web.get("/rest/api/user/memberof?username=ada").await.json();
    assert_eq!(groups["size"], 2);
}

#[tokio::test]
async fn trees_and_versions_are_read_and_short_links_lead_on() {
    let sandbox = data_center().await;
    sandbox.add_space("DOCS", "Docs");
    let root = sandbox.add_page(NewPage::new("DOCS", "Root"));
    let child = sandbox.add_page(NewPage::new("DOCS", "Child").parent(&root));
    sandbox.add_page(NewPage::new("DOCS", "Deep").parent(&child));
    sandbox.edit_page(&root, "<p>2</p>");
    let web = Web::of(&sandbox);
    assert_eq!(titles(&web.get(&format!("/rest/api/content/{root}/child/page")).await), ["Child"]);
    assert_eq!(
        titles(&web.get(&format!("/rest/api/content/{root}/descendant/page")).await),
        ["Child", "Deep"]
    );
    let history = web.get(&format!("/rest/api/content/{root}/history")).await.json();
    assert_eq!(
        (&history["previousVersion"]["number"], &history["lastUpdated"]["number"]),
        (&json!(1), &json!(2))
    );
    let link = web.get(&format!("/rest/api/content/{child}")).await.json();
    let tiny = web.get(link["_links"]["tinyui"].as_str().unwrap()).await;
    assert_eq!(tiny.header("location"), format!("{}/spaces/DOCS/pages/{child}/Child", sandbox.url()));
    assert_eq!(web.delete(&format!("/rest/api/content/{root}/version/1")).await.status, 204);
    assert_eq!(sandbox.page_by_id(&root).unwrap().version, 1, "later versions move down");
}
