//! Codes, tokens, rotation.

use std::time::Duration;

use serde_json::{Value, json};
use tests::sandbox::{ADMIN, Deployment, Sandbox};
use url::Url;

use super::{Answer, Web, answer, data_center};

const REDIRECT: &str = "http://localhost:33333";

async fn token(sandbox: &Sandbox, fields: &[(&str, &str)]) -> Answer {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    let web = Web::new("", None);
    let request = web.request(reqwest::Method::POST, &sandbox.token_url()).body(form.finish());
    answer(request.header("content-type", "application/x-www-form-urlencoded")).await
}

async fn refresh(sandbox: &Sandbox, refresh_token: &str) -> Answer {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
        ("client_id", "app"),
        ("client_secret", "app-secret"),
        ("redirect_uri", REDIRECT),
    ];
    token(sandbox, &fields).await
}

fn authorize(sandbox: &Sandbox, client: &str, extra: &[(&str, &str)]) -> Option<Url> {
    let mut url: Url = sandbox.authorization_url().parse().unwrap();
    url.query_pairs_mut()
        .extend_pairs([
            ("client_id", client),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("state", "s t"),
        ])
        .extend_pairs(extra);
    sandbox.visit(url.as_str()).map(|back| back.parse().unwrap())
}

fn parameter(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

const CLOUD: [(&str, &str); 2] =
    [("audience", "api.atlassian.com"), ("scope", "read:page:confluence offline_access")];

#[tokio::test]
async fn a_cloud_login_ends_in_rotating_tokens_for_the_gateway() {
    let sandbox = Sandbox::start().await;
    let back = authorize(&sandbox, "app", &CLOUD).unwrap();
    assert_eq!(parameter(&back, "state"), "s t");
    let code = parameter(&back, "code");
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("client_id", "app"),
        ("client_secret", "app-secret"),
        ("redirect_uri", REDIRECT),
    ];
    let first = token(&sandbox, &exchange).await.json();
    assert!(first["token_type"].is_null(), "Cloud's answers lack it");
    assert_eq!(token(&sandbox, &exchange).await.status, 403, "a code works once");
    let access = first["access_token"].as_str().unwrap();
    assert_eq!(Web::gateway(&sandbox, access).get("/api/v2/pages").await.status, 200);
    let site = Web::new(&format!("{}/wiki", sandbox.url()), Some(format!("Bearer {access}")));
    assert_eq!(site.get("/api/v2/pages").await.status, 401);

    let resources = Web::gateway(&sandbox, access);
    let resources =
        resources.get(&format!("{}/oauth/token/accessible-resources", sandbox.gateway_url())).await.json();
    let mine = resources.as_array().unwrap().iter().find(|row| row["url"] == sandbox.url()).unwrap();
    assert_eq!(mine["id"], sandbox.cloud_id());
    assert_ne!(resources[0]["id"], sandbox.cloud_id(), "the order says nothing");
    let info = Web::new(&sandbox.url(), None).get("/_edge/tenant_info").await.json();
    assert_eq!(info["cloudId"], sandbox.cloud_id());

    let second = refresh(&sandbox, first["refresh_token"].as_str().unwrap()).await.json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(
        (sandbox.grants().authorization_code, sandbox.grants().refresh_token, sandbox.grants().refused),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn a_replayed_refresh_token_is_forgiven_within_the_leeway_and_ends_the_family_after_it() {
    let sandbox = Sandbox::builder().reuse_leeway(Duration::from_secs(60)).start().await;
    let grant = sandbox.issue_grant(ADMIN, &["offline_access"]);
    let second = refresh(&sandbox, &grant.refresh_token).await.json();
    sandbox.advance(Duration::from_secs(59));
    let forgiven = refresh(&sandbox, &grant.refresh_token).await;
    assert_eq!(forgiven.status, 200);
    sandbox.advance(Duration::from_secs(2));
    let replayed = refresh(&sandbox, &grant.refresh_token).await;
    assert_eq!(replayed.status, 403);
    assert_eq!(
        replayed.json(),
        json!({"error": "unauthorized_client", "error_description": "refresh_token is invalid"})
    );
    for ended in [&second, &forgiven.json()] {
        assert_eq!(refresh(&sandbox, ended["refresh_token"].as_str().unwrap()).await.status, 403);
        let web = Web::gateway(&sandbox, ended["access_token"].as_str().unwrap());
        assert_eq!(web.get("/api/v2/pages").await.status, 401, "access tokens go with their family");
    }
    let unknown = refresh(&sandbox, "never issued").await;
    assert_eq!(unknown.json()["error"], "invalid_grant");
    assert_eq!(sandbox.grants().replayed, 1);
}

#[tokio::test]
async fn access_tokens_expire_and_may_do_so_in_disguise() {
    for disguised in [false, true] {
        let lifetime = Duration::from_secs(10);
        let sandbox =
            Sandbox::builder().access_token_lifetime(lifetime).disguised_expiry(disguised).start().await;
        let grant = sandbox.issue_grant(ADMIN, &[]);
        let web = Web::gateway(&sandbox, &grant.access_token);
        assert_eq!(web.get("/api/v2/pages").await.status, 200);
        sandbox.advance(lifetime);
        let statuses = (
            web.get("/api/v2/pages").await.status.as_u16(),
            web.get("/rest/api/user/current").await.status.as_u16(),
        );
        assert_eq!(statuses, if disguised { (404, 403) } else { (401, 401) });
    }
}

#[tokio::test]
async fn data_center_wants_pkce_and_the_redirect_uri_on_refresh() {
    let sandbox = data_center().await;
    let refused = authorize(&sandbox, "public-app", &[("scope", "READ")]).unwrap();
    assert_eq!(parameter(&refused, "error"), "invalid_request", "a public client needs a challenge");
    let challenge = [
        ("scope", "READ"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ];
    let login = |verifier: &'static str| {
        let code = parameter(&authorize(&sandbox, "public-app", &challenge).unwrap(), "code");
        let sandbox = &sandbox;
        async move {
            let fields = [
                ("grant_type", "authorization_code"),
                ("code", &*code),
                ("client_id", "public-app"),
                ("redirect_uri", REDIRECT),
                ("code_verifier", verifier),
            ];
            token(sandbox, &fields).await
        }
    };
    assert_eq!(login("wrong").await.json()["error"], "invalid_grant");
    let tokens = login("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").await.json();
    assert_eq!(tokens["token_type"], "bearer");
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    assert_eq!(Web::new(&sandbox.url(), Some(bearer)).get("/rest/api/user/current").await.status, 200);
    let refresh = |redirect: &'static str| {
        let refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
        let sandbox = &sandbox;
        async move {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", &*refresh),
                ("client_id", "public-app"),
                ("redirect_uri", redirect),
            ];
            token(sandbox, &fields).await
        }
    };
    assert_eq!(refresh("").await.json()["error"], "invalid_grant");
    assert_eq!(refresh(REDIRECT).await.status, 200);
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(refresh(REDIRECT).await.status, 400, "no leeway on Data Center");
}

#[tokio::test]
async fn codes_of_data_center_live_ten_seconds() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).start().await;
    let code = parameter(&authorize(&sandbox, "app", &[("scope", "READ")]).unwrap(), "code");
    sandbox.advance(Duration::from_secs(10));
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("client_id", "app"),
        ("client_secret", "app-secret"),
        ("redirect_uri", REDIRECT),
    ];
    assert_eq!(token(&sandbox, &fields).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn service_accounts_get_tokens_that_cannot_be_refreshed() {
    let sandbox = Sandbox::start().await;
    let fields =
        [("grant_type", "client_credentials"), ("client_id", "service"), ("client_secret", "service-secret")];
    let tokens = token(&sandbox, &fields).await.json();
    assert_eq!(tokens["refresh_token"], Value::Null);
    let web = Web::gateway(&sandbox, tokens["access_token"].as_str().unwrap());
    assert_eq!(web.get("/rest/api/user/current").await.json()["accountId"], ADMIN.account_id);
    let stranger =
        [("grant_type", "client_credentials"), ("client_id", "app"), ("client_secret", "app-secret")];
    assert_eq!(token(&sandbox, &stranger).await.json()["error"], "unauthorized_client");
    let wrong = [("grant_type", "client_credentials"), ("client_id", "service"), ("client_secret", "wrong")];
    assert_eq!(token(&sandbox, &wrong).await.status, 401);
}

#[tokio::test]
async fn a_login_that_is_declined_or_misdirected_says_so() {
    let sandbox = Sandbox::start().await;
    sandbox.set_consent(None);
    assert_eq!(parameter(&authorize(&sandbox, "app", &CLOUD).unwrap(), "error"), "access_denied");
    assert_eq!(authorize(&sandbox, "nobody", &CLOUD), None);
    let mut url: Url = sandbox.authorization_url().parse().unwrap();
    url.query_pairs_mut().extend_pairs([("client_id", "app"), ("redirect_uri", "http://localhost:1")]);
    assert_eq!(sandbox.visit(url.as_str()), None, "the redirect URI must match exactly");
}
