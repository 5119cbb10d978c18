//! Requests held against the published description, and answers made up from it.

use serde_json::json;
use tests::sandbox::{ADMIN, Deployment, NewPage, Sandbox};

use super::Web;

#[tokio::test]
async fn a_strict_sandbox_names_what_is_wrong_and_serves_what_is_right() {
    let sandbox = Sandbox::builder().strict().start().await;
    let space = sandbox.add_space("DOCS", "Docs");
    let web = Web::of(&sandbox);
    for (path, reason) in [
        ("/api/v2/pages?spaceId=1", "unknown `spaceId`"),
        ("/api/v2/pages?limit=many", r#"limit is `\"many\"`, not integer"#),
        ("/api/v2/pages?limit=1000", "between 1 and 250"),
        ("/rest/api/search?limit=3", "lacks `cql`"),
    ] {
        let refused = web.get(path).await;
        assert!(refused.status == 400 && refused.text.contains(reason), "{path}: {}", refused.text);
    }
    let misspelt = json!({"spaceId": space, "titel": "A"});
    assert!(web.post("/api/v2/pages", misspelt).await.text.contains("unknown `titel`"));
    let body = json!({"representation": "storage", "value": "<p />"});
    let right = json!({"spaceId": space, "title": "A", "body": body});
    assert_eq!(web.post("/api/v2/pages?private=true", right).await.status, 200);
    assert_eq!(web.get("/api/v2/nothing").await.status, 404);
    assert_eq!(web.put("/api/v2/spaces", json!({})).await.status, 405);
}

#[tokio::test]
async fn what_is_not_played_is_answered_with_an_example() {
    let sandbox = Sandbox::start().await;
    let web = Web::of(&sandbox);
    let levels = web.get("/api/v2/classification-levels").await;
    assert_eq!((levels.status.as_u16(), &levels.json()[0]["id"]), (200, &json!("sample")));
    assert_eq!(sandbox.traffic().count("getClassificationLevels"), 1);
    assert_eq!(web.get("/rest/api/settings/theme").await.json()["results"].as_array().unwrap().len(), 1);
    let dc = Sandbox::builder().deployment(Deployment::DataCenter).start().await;
    assert_eq!(Web::of(&dc).get("/rest/api/webhooks").await.status, 200);
}

#[tokio::test]
async fn a_sandbox_of_examples_has_every_id() {
    let sandbox = Sandbox::builder().examples().start().await;
    let web = Web::of(&sandbox);
    assert_eq!(web.get("/api/v2/pages/1").await.json()["version"]["number"], 1);
    assert_eq!(web.delete("/api/v2/pages/1?purge=true").await.status, 204);
    assert_eq!(web.get("/api/v2/pages/1?pruge=true").await.status, 400);
    let page = web.get("/api/v2/pages").await.json();
    assert!(page["_links"]["next"].is_null(), "a link to more would never end");
}

#[tokio::test]
async fn the_gateway_asks_for_the_scopes_of_the_operation() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P"));
    let granular = sandbox.issue_grant(ADMIN, &["read:page:confluence"]);
    let classic = sandbox.issue_grant(ADMIN, &["read:confluence-user", "search:confluence"]);
    for (token, path, status) in [
        (&granular, format!("/api/v2/pages/{page}"), 200),
        (&granular, "/api/v2/spaces".to_owned(), 401),
        (&granular, "/rest/api/user/current".to_owned(), 401),
        (&classic, "/rest/api/user/current".to_owned(), 200),
        (&classic, "/rest/api/search?cql=type=page".to_owned(), 200),
        (&classic, format!("/api/v2/pages/{page}"), 401),
    ] {
        let answer = Web::gateway(&sandbox, &token.access_token).get(&path).await;
        assert_eq!(answer.status, status, "{path}");
        if status == 401 {
            assert_eq!(answer.header("x-failure-category"), "FAILURE_CLIENT_SCOPE_CHECK", "{path}");
        }
    }
    let bogus = Web::gateway(&sandbox, &granular.access_token);
    assert_eq!(bogus.get("/api/v2/spaces/1").await.status, 401, "scope is checked before the id");
    assert_eq!(bogus.get("/api/v2/pages/1").await.status, 404);
}
