//! Pages, versions, drafts, trees.

use serde_json::json;
use tests::sandbox::{NewPage, Person, Sandbox};

use super::{Web, titles};

#[tokio::test]
async fn a_page_lives_from_creation_to_purge() {
    let sandbox = Sandbox::start().await;
    let space = sandbox.add_space("DOCS", "Docs");
    let web = Web::of(&sandbox);
    let body = json!({"representation": "storage", "value": "<p>One</p><hr/>"});
    let created =
        web.post("/api/v2/pages", json!({"spaceId": space, "title": "A", "body": body})).await.json();
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["version"]["number"], 1);
    assert_eq!(created["body"]["storage"]["value"], "<p>One</p><hr />", "storage is rewritten");
    let home = sandbox.page_by_title("DOCS", "Docs").unwrap();
    assert_eq!(created["parentId"], home.id, "a page without a parent lands below the homepage");

    let bare = web.get(&format!("/api/v2/pages/{id}")).await.json();
    assert_eq!(bare["body"], json!({}), "no body unless asked for");
    let path = format!("/api/v2/pages/{id}");
    let mut update = json!({
        "id": id, "status": "current", "title": "B", "version": {"number": 2, "message": "why"},
        "body": {"storage": {"representation": "storage", "value": "<p>Two</p>"}},
    });
    assert_eq!(web.put(&path, update.clone()).await.status, 200);
    let stale = web.put(&path, update.clone()).await;
    assert_eq!(stale.status, 409);
    assert_eq!(
        stale.json()["errors"][0]["title"],
        "Version must be incremented when updating a page. Current Version: [2]. Provided version: [2]"
    );
    update["version"]["number"] = json!(9);
    assert_eq!(web.put(&path, update).await.status, 409, "a jump is refused as well");
    let old = web.get(&format!("{path}?version=1&body-format=storage")).await.json();
    assert_eq!((&old["title"], &old["body"]["storage"]["value"]), (&json!("A"), &json!("<p>One</p><hr />")));

    assert_eq!(web.delete(&format!("{path}?purge=true")).await.status, 400, "only trash can be purged");
    assert_eq!(web.delete(&path).await.status, 204);
    let trashed = web.get(&path).await.json();
    assert_eq!((&trashed["status"], &trashed["parentId"]), (&json!("trashed"), &json!(null)));
    assert_eq!(web.delete(&format!("{path}?purge=true")).await.status, 204);
    assert_eq!(web.get(&path).await.status, 404);
}

#[tokio::test]
async fn titles_are_unique_in_a_space_even_when_archived() {
    let sandbox = Sandbox::start().await;
    let space = sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "Taken"));
    let web = Web::of(&sandbox);
    let new = json!({"spaceId": space, "title": "taken"});
    assert_eq!(web.post("/api/v2/pages", new.clone()).await.status, 400);
    let archive = json!({"pages": [{"id": page.parse::<u64>().unwrap()}]});
    assert_eq!(web.post("/rest/api/content/archive", archive).await.status, 202);
    assert_eq!(sandbox.page_by_id(&page).unwrap().status, "archived");
    assert!(web.post("/api/v2/pages", new.clone()).await.text.contains("already exists"));
    sandbox.trash_page(&page);
    assert_eq!(web.post("/api/v2/pages", new).await.status, 200);
}

#[tokio::test]
async fn what_is_not_well_formed_is_refused() {
    let sandbox = Sandbox::start().await;
    let space = sandbox.add_space("DOCS", "Docs");
    let web = Web::of(&sandbox);
    let create = |representation: &str, value: &str| json!({"spaceId": space, "title": "A", "body": {"representation": representation, "value": value}});
    assert_eq!(web.post("/api/v2/pages", create("storage", "<p>open")).await.status, 400);
    assert_eq!(web.post("/api/v2/pages", create("atlas_doc_format", "{}")).await.status, 400);
    assert_eq!(web.post("/api/v2/pages", create("markdown", "# hi")).await.status, 400);
    assert_eq!(web.post("/api/v2/pages", json!({"title": "A"})).await.status, 400);
    let huge = create("storage", &format!("<p>{}</p>", "a".repeat(6 << 20)));
    assert_eq!(web.post("/api/v2/pages", huge).await.status, 413);
    assert_eq!(web.get("/api/v2/pages/abc").await.status, 400);
    assert_eq!(web.get("/api/v2/pages?status=draft").await.status, 400);
}

#[tokio::test]
async fn drafts_are_published_and_discarded() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P").storage("<p>live</p>"));
    let never = sandbox.add_page(NewPage::new("DOCS", "Never published").draft());
    let web = Web::of(&sandbox);
    let write = |id: &str, status: &str, number: u32| {
        json!({"id": id, "status": status, "title": "P2", "version": {"number": number},
            "body": {"representation": "storage", "value": "<p>draft</p>"}})
    };
    let path = format!("/api/v2/pages/{page}");
    assert_eq!(web.put(&path, write(&page, "draft", 1)).await.status, 200);
    assert_eq!(web.get(&format!("{path}?get-draft=true")).await.json()["title"], "P2");
    assert_eq!(web.get(&path).await.json()["title"], "P");
    assert_eq!(web.put(&path, write(&page, "current", 2)).await.status, 200);
    assert!(!sandbox.page_by_id(&page).unwrap().has_draft, "publishing discards the draft");
    let mut publish = write(&never, "current", 1);
    publish["title"] = json!("Published");
    assert_eq!(web.put(&format!("/api/v2/pages/{never}"), publish).await.status, 200);
    assert_eq!(sandbox.page_by_id(&never).unwrap().status, "current");
}

#[tokio::test]
async fn the_tree_shows_folders_where_it_should() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let root = sandbox.add_page(NewPage::new("DOCS", "Root"));
    let folder = sandbox.add_page(NewPage::new("DOCS", "Folder").folder().parent(&root));
    let child = sandbox.add_page(NewPage::new("DOCS", "Child").parent(&root));
    let deep = sandbox.add_page(NewPage::new("DOCS", "Deep").parent(&folder));
    let web = Web::of(&sandbox);
    assert_eq!(
        titles(&web.get(&format!("/api/v2/pages/{root}/children")).await),
        ["Child"],
        "folders are hidden"
    );
    assert_eq!(titles(&web.get(&format!("/api/v2/pages/{root}/direct-children")).await), ["Folder", "Child"]);
    assert_eq!(titles(&web.get(&format!("/api/v2/folders/{folder}/direct-children")).await), ["Deep"]);
    assert_eq!(
        titles(&web.get(&format!("/api/v2/pages/{root}/descendants?depth=1")).await),
        ["Folder", "Child"]
    );
    assert_eq!(
        titles(&web.get(&format!("/api/v2/pages/{root}/descendants")).await),
        ["Folder", "Deep", "Child"]
    );
    assert_eq!(web.get(&format!("/api/v2/pages/{root}/descendants?depth=11")).await.status, 400);
    let above = web.get(&format!("/api/v2/pages/{deep}/ancestors")).await.json();
    let types: Vec<_> =
        above["results"].as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["page", "page", "folder"]);
    assert_eq!(web.get(&format!("/api/v2/pages/{folder}")).await.status, 404, "a folder is no page");
    assert_eq!(web.get(&format!("/api/v2/pages/{deep}")).await.json()["parentType"], "folder");

    let moved = web.put(&format!("/rest/api/content/{deep}/move/before/{child}"), json!({})).await;
    assert_eq!(moved.json()["pageId"], deep);
    assert_eq!(titles(&web.get(&format!("/api/v2/pages/{root}/children")).await), ["Deep", "Child"]);
    let into_itself = web.put(&format!("/rest/api/content/{root}/move/append/{child}"), json!({})).await;
    assert_eq!(into_itself.status, 400);
}

#[tokio::test]
async fn restrictions_hide_a_page_and_all_below_it() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let secret = sandbox.add_page(NewPage::new("DOCS", "Secret"));
    let below = sandbox.add_page(NewPage::new("DOCS", "Below").parent(&secret));
    sandbox.restrict_reading(&secret, &[Person::GRACE]);
    for (person, status) in [(Person::GRACE, 200), (Person::ALAN, 404)] {
        let web = Web::person(&sandbox, person);
        assert_eq!(web.get(&format!("/api/v2/pages/{below}")).await.status, status);
    }
    let all = Web::person(&sandbox, Person::ALAN).get("/api/v2/pages?limit=250").await;
    assert_eq!(titles(&all), ["Docs"]);
}
