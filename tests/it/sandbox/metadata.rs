//! Labels, properties, restrictions, watches, tasks, templates, likes, views, people.

use serde_json::{Value, json};
use tests::sandbox::{ADMIN, NewPage, Person, Sandbox};

use super::{Web, data_center, titles};

async fn page() -> (Sandbox, String) {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P").storage("<p>text</p>"));
    (sandbox, page)
}

#[tokio::test]
async fn labels_are_written_in_v1_and_read_in_v2() {
    let (sandbox, page) = page().await;
    let web = Web::of(&sandbox);
    let path = format!("/rest/api/content/{page}/label");
    let two = json!([{"prefix": "global", "name": "One"}, {"prefix": "global", "name": "two"}]);
    assert_eq!(web.post(&path, two.clone()).await.json()["size"], 2);
    assert_eq!(web.post(&path, two).await.json()["size"], 2, "once is enough");
    let nameless = web.post(&path, json!([{"prefix": "global"}])).await;
    assert!(nameless.status == 400 && nameless.text.contains("Could not parse Labels"));
    assert_eq!(web.post(&path, json!([{"prefix": "global", "name": "a b"}])).await.status, 400);
    let read = web.get(&format!("/api/v2/pages/{page}/labels?sort=name")).await.json();
    let id = read["results"][0]["id"].as_str().unwrap();
    assert_eq!(read["results"][0]["name"], "one");
    assert_eq!(titles(&web.get(&format!("/api/v2/labels/{id}/pages")).await), ["P"]);
    let labelled = web.get("/rest/api/label?name=one").await.json();
    assert_eq!(labelled["associatedContents"]["results"][0]["contentId"], page.parse::<u64>().unwrap());
    assert_eq!(web.delete(&format!("{path}?name=one")).await.status, 204);
    assert_eq!(web.delete(&format!("{path}/two")).await.status, 204);
    assert_eq!(web.delete(&format!("{path}/two")).await.status, 404);
}

#[tokio::test]
async fn properties_have_versions_of_their_own_and_one_namespace() {
    let (sandbox, page) = page().await;
    let web = Web::of(&sandbox);
    let path = format!("/api/v2/pages/{page}/properties");
    let made = web.post(&path, json!({"key": "k", "value": {"a": [1]}})).await.json();
    let own = format!("{path}/{}", made["id"].as_str().unwrap());
    assert_eq!(web.post(&path, json!({"key": "k", "value": 1})).await.status, 409);
    let update = json!({"key": "k", "value": 2, "version": {"number": 2}});
    assert_eq!(web.put(&own, update.clone()).await.json()["value"], 2);
    assert_eq!(web.put(&own, update).await.status, 409);
    assert_eq!(web.get(&format!("/rest/api/content/{page}/property/k")).await.json()["version"]["number"], 2);
    assert_eq!(web.get(&format!("{path}?key=x")).await.json()["results"], json!([]));
    let large = json!({"key": "l", "value": "a".repeat(40_000)});
    assert_eq!(web.post(&path, large).await.status, 413);
    assert_eq!(web.delete(&own).await.status, 204);
    assert_eq!(web.get(&own).await.status, 404);
    let space = web.get("/api/v2/spaces").await.json()["results"][0]["id"].as_str().unwrap().to_owned();
    let made = web.post(&format!("/api/v2/spaces/{space}/properties"), json!({"key": "k", "value": 1})).await;
    assert_eq!(made.status, 201);
}

#[tokio::test]
async fn restrictions_are_set_checked_and_can_lock_out() {
    let (sandbox, page) = page().await;
    let (ada, alan) = (Web::of(&sandbox), Web::person(&sandbox, Person::ALAN));
    let path = format!("/rest/api/content/{page}/restriction");
    let update = json!([{"operation": "update", "restrictions": {"user": [{"type": "known", "accountId": ADMIN.account_id}]}}]);
    assert_eq!(ada.put(&path, update).await.status, 200);
    let rename = json!({"status": "current", "title": "Q"});
    assert_eq!(alan.put(&format!("/api/v2/pages/{page}/title"), rename.clone()).await.status, 403);
    assert_eq!(alan.get(&format!("/api/v2/pages/{page}")).await.status, 200);
    let check = |operation: &str| json!({"subject": {"type": "user", "identifier": Person::ALAN.account_id}, "operation": operation});
    let checked = format!("/rest/api/content/{page}/permission/check");
    assert_eq!(ada.post(&checked, check("read")).await.json()["hasPermission"], true);
    let refused = ada.post(&checked, check("update")).await.json();
    assert!(refused["hasPermission"] == false && !refused["errors"].as_array().unwrap().is_empty());
    let one = ada.get(&format!("{path}/byOperation")).await.json();
    assert_eq!(one["update"]["restrictions"]["user"]["results"][0]["accountId"], ADMIN.account_id);
    let user = format!("{path}/byOperation/read/user?accountId={}", Person::GRACE.account_id);
    assert_eq!(ada.get(&user).await.status, 404);
    assert_eq!(ada.put(&user, json!({})).await.status, 200);
    assert_eq!(ada.get(&format!("/api/v2/pages/{page}")).await.status, 404, "locked out");
    let grace = Web::person(&sandbox, Person::GRACE);
    assert_eq!(grace.get(&user).await.status, 403, "reading is not updating");
}

#[tokio::test]
async fn watches_need_the_token_and_say_yes_or_no() {
    let (sandbox, page) = page().await;
    let web = Web::of(&sandbox);
    for path in [format!("content/{page}"), "space/docs".to_owned(), "label/news".to_owned()] {
        let path = format!("/rest/api/user/watch/{path}");
        assert_eq!(web.get(&path).await.json()["watching"], false);
        assert_eq!(web.post(&path, json!({})).await.status, 204);
        assert_eq!(web.get(&path).await.json()["watching"], true);
    }
    let watchers = web.get(&format!("/rest/api/content/{page}/notification/child-created")).await.json();
    assert_eq!(watchers["results"][0]["watcher"]["accountId"], ADMIN.account_id);
    let other = format!("/rest/api/user/watch/content/{page}?accountId={}", ADMIN.account_id);
    assert_eq!(Web::person(&sandbox, Person::ALAN).post(&other, json!({})).await.status, 403);
    assert_eq!(web.delete(&other).await.status, 204);
}

#[tokio::test]
async fn tasks_are_found_and_ticked_in_their_page() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let web = Web::of(&sandbox);
    let mine =
        format!("/api/v2/tasks?status=incomplete&assigned-to={}&body-format=storage", ADMIN.account_id);
    let tasks = web.get(&mine).await.json();
    let task = &tasks["results"][0];
    assert!(task["dueAt"].as_str().unwrap().starts_with("2026-12-01"));
    let path = format!("/api/v2/tasks/{}", task["id"].as_str().unwrap());
    assert_eq!(web.put(&path, json!({"status": "complete"})).await.json()["status"], "complete");
    assert_eq!(web.get(&mine).await.json()["results"], json!([]));
    let runbook = sandbox.page_by_title("DOCS", "Runbook: deploys").unwrap();
    assert_eq!(runbook.storage.matches("<ac:task-status>complete<").count(), 2);
    assert_eq!(web.put(&path, json!({"status": "done"})).await.status, 400);
}

#[tokio::test]
async fn templates_are_replaced_as_a_whole() {
    let (sandbox, _) = page().await;
    let web = Web::of(&sandbox);
    let body = json!({"storage": {"value": "<p />", "representation": "storage"}});
    let mut new = json!({"name": "T", "templateType": "page", "body": body, "space": {"key": "DOCS"}});
    let id =
        web.post("/rest/api/template", new.clone()).await.json()["templateId"].as_str().unwrap().to_owned();
    assert_eq!(web.get("/rest/api/template/page").await.json()["size"], 0, "it belongs to the space");
    assert_eq!(web.get("/rest/api/template/page?spaceKey=DOCS").await.json()["size"], 1);
    new["templateId"] = json!(id);
    new["name"] = json!("U");
    assert_eq!(web.put("/rest/api/template", new).await.json()["name"], "U");
    assert_eq!(web.put("/rest/api/template", json!({"templateId": id, "name": "V"})).await.status, 400);
    let path = format!("/rest/api/template/{id}");
    assert_eq!(web.get(&path).await.json()["name"], "U");
    assert_eq!(web.delete(&path).await.status, 204);
    assert_eq!(web.get(&path).await.status, 404);
}

#[tokio::test]
async fn likes_views_and_people_are_told() {
    let (sandbox, page) = page().await;
    sandbox.like_page(&page, &[ADMIN, Person::GRACE]);
    sandbox.view_page(&page, &[ADMIN, ADMIN, Person::ALAN]);
    let web = Web::of(&sandbox);
    assert_eq!(web.get(&format!("/api/v2/pages/{page}/likes/count")).await.json()["count"], 2);
    assert_eq!(
        web.get(&format!("/api/v2/pages/{page}/likes/users")).await.json()["results"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(web.get(&format!("/rest/api/analytics/content/{page}/views")).await.json()["count"], 3);
    assert_eq!(web.get(&format!("/rest/api/analytics/content/{page}/viewers")).await.json()["count"], 2);
    let ids = json!({"accountIds": [Person::GRACE.account_id, "gone"]});
    let people = web.post("/api/v2/users-bulk", ids).await.json();
    let names: Vec<&Value> =
        people["results"].as_array().unwrap().iter().map(|row| &row["displayName"]).collect();
    assert_eq!(names, ["Grace Hopper", "Former user"]);
    assert_eq!(web.post("/api/v2/users-bulk", json!({"accountIds": []})).await.status, 400);
    let types =
        web.post("/api/v2/content/convert-ids-to-types", json!({"contentIds": [page, 1]})).await.json();
    assert_eq!((&types["results"][&page], &types["results"]["1"]), (&json!("page"), &Value::Null));
    let group = web.post("/rest/api/group", json!({"name": "crew"})).await;
    assert_eq!(group.status, 201);
    assert_eq!(
        Web::person(&sandbox, Person::ALAN).post("/rest/api/group", json!({"name": "x"})).await.status,
        403
    );
}

#[tokio::test]
async fn data_center_restricts_by_name() {
    let sandbox = data_center().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P"));
    let web = Web::of(&sandbox);
    let read = json!([{"operation": "read", "restrictions": {"user": [{"type": "known", "username": "ada"}],
        "group": [{"type": "group", "name": "confluence-administrators"}]}}]);
    let path = format!("/rest/api/content/{page}/restriction");
    assert_eq!(web.put(&path, read).await.status, 200);
    assert_eq!(
        Web::person(&sandbox, Person::ALAN).get(&format!("/rest/api/content/{page}")).await.status,
        404
    );
    let relevant = web.get(&format!("{path}/relevantViewRestrictions")).await.json();
    assert_eq!(relevant["results"][0]["restrictions"]["user"]["results"][0]["username"], "ada");
    let unknown = json!([{"operation": "read", "restrictions": {"user": [{"username": "nobody"}]}}]);
    assert_eq!(web.put(&path, unknown).await.status, 400);
}
