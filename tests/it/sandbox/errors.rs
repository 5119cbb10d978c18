//! The shapes of refusal, and the oddities of credentials.

use std::time::Duration;

use serde_json::json;
use tests::sandbox::{ADMIN, Fault, NewPage, Person, SCOPED_TOKEN, Sandbox};

use super::{Web, basic, data_center};

#[tokio::test]
async fn each_service_has_its_own_shape() {
    let sandbox = Sandbox::start().await;
    let web = Web::of(&sandbox);
    let v2 = web.get("/api/v2/pages/1").await;
    assert_eq!((v2.status.as_u16(), &v2.json()["errors"][0]["status"]), (404, &json!(404)));
    let v1 = web.get("/rest/api/content/1").await.json();
    assert_eq!((&v1["statusCode"], &v1["data"]["successful"]), (&json!(404), &json!(false)));
    assert!(v1["message"].as_str().unwrap().starts_with("com.atlassian.confluence"));
    assert!(v1["reason"].is_null());
    assert_eq!(web.get("/api/v2/nothing").await.header("content-type"), "text/html;charset=UTF-8");
    let application = web.get("/confluence/rest/api/content").await;
    assert_eq!((application.status.as_u16(), application.text.contains("<html>")), (200, true));
    assert!(!web.get("/api/v2/pages/1").await.header("atl-request-id").is_empty());

    let dc = data_center().await;
    let refused = Web::of(&dc).get("/rest/api/content/1").await;
    assert_eq!(refused.json()["reason"], "Not Found");
    assert!(!refused.header("x-arequestid").is_empty());
    assert_eq!(Web::of(&dc).put("/rest/api/content/1/child/attachment", json!({})).await.status, 405);
}

#[tokio::test]
async fn cloud_refuses_credentials_in_many_ways() {
    let sandbox = Sandbox::start().await;
    let site = format!("{}/wiki", sandbox.url());
    let (v2, v1) = ("/api/v2/pages", "/rest/api/user/current");
    let nobody = Web::new(&site, None);
    assert_eq!((nobody.get(v2).await.status.as_u16(), nobody.get(v1).await.status.as_u16()), (404, 403));
    let wrong = Web::new(&site, Some(basic(ADMIN.email, "wrong"))).get(v2).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.header("x-failure-category")),
        (401, "FAILURE_CLIENT_AUTH_MISMATCH")
    );
    let scoped = Web::new(&site, Some(basic(ADMIN.email, SCOPED_TOKEN))).get(v2).await;
    assert!(scoped.status == 401 && scoped.text.starts_with("<!doctype html>"));
    let bearer = Web::new(&site, Some(format!("Bearer {}", ADMIN.api_token))).get(v2).await;
    assert_eq!(bearer.status, 401);
    sandbox.revoke(ADMIN.api_token);
    let revoked = Web::of(&sandbox);
    assert_eq!(revoked.get(v2).await.json()["errors"][0]["title"], "Not Found");
    assert_eq!(revoked.get(v1).await.status, 403);
}

#[tokio::test]
async fn data_center_takes_tokens_as_bearer_only() {
    let sandbox = data_center().await;
    let path = "/rest/api/user/current";
    let bearer = Web::new(&sandbox.url(), Some(format!("Bearer {}", ADMIN.personal_access_token)));
    assert_eq!(bearer.get(path).await.json()["username"], "ada");
    let as_basic = Web::new(&sandbox.url(), Some(basic("ada", ADMIN.personal_access_token))).get(path).await;
    assert!(as_basic.status == 401 && as_basic.text.contains("Basic Authentication Failure"));
    assert_eq!(Web::new(&sandbox.url(), None).get(path).await.status, 401);
}

#[tokio::test]
async fn removed_operations_are_gone_for_oauth_only() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P"));
    let path = format!("/rest/api/content/{page}");
    assert_eq!(Web::of(&sandbox).get(&path).await.status, 200);
    let grant = sandbox.issue_grant(ADMIN, &["read:confluence-content.all"]);
    let gone = Web::gateway(&sandbox, &grant.access_token).get(&path).await;
    assert_eq!(gone.status, 410);
    assert!(gone.text.contains("This deprecated endpoint has been removed"));
}

#[tokio::test]
async fn ordered_faults_happen_once_and_to_whom_they_concern() {
    let sandbox = Sandbox::start().await;
    let space = sandbox.add_space("DOCS", "Docs");
    let web = Web::of(&sandbox);
    sandbox.next_of("getSpaces", Fault::RateLimited { retry_after: 3 }, 1);
    assert_eq!(web.get("/api/v2/pages").await.status, 200);
    let limited = web.get("/api/v2/spaces").await;
    assert_eq!((limited.status.as_u16(), limited.header("retry-after")), (429, "3"));
    assert!(limited.header("x-ratelimit-reset").ends_with('Z'), "an ISO 8601 date");
    assert_eq!(web.get("/api/v2/spaces").await.status, 200);

    sandbox.next(Fault::ScopeMismatch);
    assert_eq!(web.get("/api/v2/pages").await.header("x-failure-category"), "FAILURE_CLIENT_SCOPE_CHECK");
    sandbox.next(Fault::Html);
    let html = web.get("/api/v2/pages").await;
    assert!(html.status == 200 && html.header("content-type").starts_with("text/html"));
    sandbox.next(Fault::Unavailable { retry_after: Some(1) });
    assert_eq!(web.get("/api/v2/pages").await.header("retry-after"), "1");

    sandbox.next(Fault::HangUp);
    let request = web.request(reqwest::Method::POST, "/api/v2/pages").body("{}");
    assert!(request.send().await.is_err());
    sandbox.next(Fault::LostAnswer);
    let body = json!({"spaceId": space, "title": "Done all the same"}).to_string();
    assert!(web.request(reqwest::Method::POST, "/api/v2/pages").body(body).send().await.is_err());
    assert!(sandbox.page_by_title("DOCS", "Done all the same").is_some());

    sandbox.next(Fault::Delay(Duration::from_millis(80)));
    let begun = std::time::Instant::now();
    assert_eq!(web.get("/api/v2/pages").await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(80));
    sandbox.always(Fault::Conflict);
    assert_eq!(web.get("/api/v2/pages").await.status, 409);
    assert_eq!(web.get("/api/v2/pages").await.json()["errors"][0]["status"], "409");
    sandbox.clear_faults();
    assert_eq!(web.get("/api/v2/pages").await.status, 200);
}

#[tokio::test]
async fn people_see_what_they_may() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    sandbox.add_space("HR", "Human resources");
    sandbox.restrict_space("HR", &[ADMIN]);
    let spaces = Web::person(&sandbox, Person::GRACE).get("/api/v2/spaces").await.json();
    let keys: Vec<_> =
        spaces["results"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["DOCS"]);
}
