//! Whole logins over HTTP, against an authorization server that checks what it is sent.

use std::sync::Arc;
use std::time::Duration;

use confluence_oauth::{
    ConnectionString, ErrorKind, ExchangeError, HttpExchange, Refusal, Session, SessionOptions,
};
use http::{HeaderValue, Method, StatusCode};
use tests::sandbox::{ADMIN, Deployment, Sandbox};
use url::Url;

use super::Place;

pub(super) fn open(string: &str) -> Session {
    Session::open(options(string)).unwrap()
}

pub(super) fn options(string: &str) -> SessionOptions {
    let on_cloud = string.contains("Deployment=Cloud");
    let mut string = ConnectionString::parse(string).unwrap();
    string.take("AuthScheme");
    let options = SessionOptions::take_from(&mut string).unwrap();
    string.finish().unwrap();
    let options = options.exchange(exchange());
    if on_cloud { options.scopes(["read:space:confluence"]) } else { options }
}

/// The exchange over the client's own transport, as connections have it.
pub(crate) fn exchange() -> Arc<dyn HttpExchange> {
    confluence_client::connection::exchange(confluence_client::Network::default().transport())
}

async fn data_center() -> Sandbox {
    Sandbox::builder().deployment(Deployment::DataCenter).start().await
}

/// Asks the site for its spaces; the status.
async fn spaces(url: &str, header: &HeaderValue) -> StatusCode {
    let asked = reqwest::Client::builder().no_proxy().build().unwrap().get(url);
    asked.header("authorization", header.clone()).send().await.unwrap().status()
}

/// A user at a browser: consents, and lets the browser follow the redirect.
pub(super) fn browser(sandbox: Arc<Sandbox>) -> impl confluence_oauth::LoginPrompt {
    move |url: Url| {
        let sandbox = sandbox.clone();
        async move {
            if let Some((_, redirect)) = url.query_pairs().find(|(name, _)| name == "redirect_uri") {
                sandbox.allow_redirect(&redirect);
            }
            let back = sandbox.visit(url.as_str()).ok_or("the authorization server does not redirect")?;
            tokio::spawn(reqwest::get(back));
            Ok::<(), ExchangeError>(())
        }
    }
}

#[tokio::test]
async fn a_user_logs_in_to_cloud_reads_and_stays_logged_in() {
    let (sandbox, place) = (Arc::new(Sandbox::start().await), Place::new());
    let base = sandbox.oauth_connection_string().replace(&format!(";CloudId={}", sandbox.cloud_id()), "");
    let string = format!(
        "{base};{};CallbackURL=http://127.0.0.1:0/back;Scope=read:space:confluence",
        place.property()
    );
    let session = open(&string);
    let login = session.login(&browser(sandbox.clone())).await.unwrap();
    assert_eq!(login.cloud_id.as_deref(), Some(sandbox.cloud_id()));
    assert!(login.refreshable && login.missing_scopes.is_empty());
    let gateway = format!(
        "{}ex/confluence/{}/wiki/api/v2/spaces",
        session.gateway(),
        session.cloud_id().await.unwrap()
    );
    let url = Url::parse(&gateway).unwrap();
    let header = session.authorize(&Method::GET, &url, None).await.unwrap();
    assert_eq!(spaces(&gateway, &header).await, StatusCode::OK);

    sandbox.advance(Duration::from_secs(2 * 3600));
    let status = spaces(&gateway, &header).await;
    let refusal = Refusal::new(status, header.clone());
    let refreshed = session.authorize(&Method::GET, &url, Some(&refusal)).await.unwrap();
    assert_eq!(spaces(&gateway, &refreshed).await, StatusCode::OK);
    assert_eq!((sandbox.grants().refresh_token, sandbox.grants().refused), (1, 0));
}

#[tokio::test]
async fn a_user_logs_in_to_data_center_without_a_client_secret() {
    let (sandbox, place) = (data_center().await, Place::new());
    let base = sandbox.oauth_connection_string();
    let base = base.replace("OAuthClientId=app;OAuthClientSecret=app-secret", "OAuthClientId=public-app");
    let string = format!("{base};{};Scope=READ", place.property());
    let pending = open(&string).begin_login().await.unwrap();
    let back = sandbox.visit(pending.authorization_url().as_str()).unwrap();
    let session = open(&string);
    session.finish_login(&back).await.unwrap();
    let url = format!("{}/rest/api/space", sandbox.url());
    let token = session.access_token().await.unwrap();
    assert_eq!(spaces(&url, token.header()).await, StatusCode::OK);
    session.refresh(&token).await.unwrap();
    let counts = sandbox.grants();
    assert_eq!((counts.authorization_code, counts.refresh_token, counts.refused), (1, 1, 0));
}

#[tokio::test]
async fn a_code_that_data_center_lets_age_says_why_it_failed() {
    let (sandbox, place) = (data_center().await, Place::new());
    let session = open(&format!("{};{}", sandbox.oauth_connection_string(), place.property()));
    let pending = session.begin_login().await.unwrap();
    let back = sandbox.visit(pending.authorization_url().as_str()).unwrap();
    sandbox.advance(Duration::from_secs(11));
    let error = pending.finish(&back).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::TokenEndpoint, Some("invalid_grant")));
    assert!(error.to_string().contains("10 seconds"), "{error}");
}

#[tokio::test]
async fn a_user_who_declines_is_heard() {
    let (sandbox, place) = (Sandbox::start().await, Place::new());
    sandbox.set_consent(None);
    let session = open(&format!("{};{}", sandbox.oauth_connection_string(), place.property()));
    let pending = session.begin_login().await.unwrap();
    let back = sandbox.visit(pending.authorization_url().as_str()).unwrap();
    assert_eq!(pending.finish(&back).await.unwrap_err().kind(), ErrorKind::ConsentDenied);
}

#[tokio::test]
async fn a_service_account_needs_no_login() {
    for sandbox in [Sandbox::start().await, data_center().await] {
        let base = sandbox.oauth_connection_string();
        let base = base.replace(
            "OAuthClientId=app;OAuthClientSecret=app-secret",
            "OAuthClientId=service;OAuthClientSecret=service-secret",
        );
        let session = open(&format!(
            "{base};OAuthGrantType=CLIENT;OAuthSettingsLocation=memory://service-{:?}",
            sandbox.deployment()
        ));
        let url = match sandbox.deployment() {
            Deployment::Cloud => {
                format!("{}/ex/confluence/{}/wiki/api/v2/spaces", sandbox.gateway_url(), sandbox.cloud_id())
            }
            _ => format!("{}/rest/api/space", sandbox.url()),
        };
        let token = session.access_token().await.unwrap();
        assert_eq!(spaces(&url, token.header()).await, StatusCode::OK);
        assert_eq!(sandbox.grants().client_credentials, 1);
    }
}

#[tokio::test]
async fn a_gateway_that_disguises_expiry_is_seen_through() {
    let sandbox = Sandbox::builder().disguised_expiry(true).start().await;
    let grant = sandbox.issue_grant(ADMIN, &["read:space:confluence", "offline_access"]);
    // The sandbox's clock runs ahead of ours from here on: the token has ended there, and its end is not known here.
    let string = format!(
        "{};OAuthSettingsLocation=memory://disguised;OAuthAccessToken={};OAuthRefreshToken={};OAuthExpiresIn=-1",
        sandbox.oauth_connection_string(),
        grant.access_token,
        grant.refresh_token
    );
    sandbox.advance(Duration::from_secs(2 * 3600));
    let session = open(&string);
    let gateway =
        format!("{}/ex/confluence/{}/wiki/api/v2/spaces", sandbox.gateway_url(), sandbox.cloud_id());
    let url = Url::parse(&gateway).unwrap();
    let header = session.authorize(&Method::GET, &url, None).await.unwrap();
    let status = spaces(&gateway, &header).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let refusal = Refusal::new(status, header);
    let refreshed = session.authorize(&Method::GET, &url, Some(&refusal)).await.unwrap();
    assert_eq!(spaces(&gateway, &refreshed).await, StatusCode::OK);
}

#[tokio::test]
async fn a_grant_that_was_revoked_asks_for_a_login_and_gives_the_address() {
    let (sandbox, place) = (Sandbox::start().await, Place::new());
    let grant = sandbox.issue_grant(ADMIN, &["offline_access"]);
    let string = format!(
        "{};{};OAuthRefreshToken={}",
        sandbox.oauth_connection_string(),
        place.property(),
        grant.refresh_token
    );
    sandbox.revoke_grants();
    let error = open(&string).access_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReauthRequired);
    assert!(error.authorization_url().unwrap().as_str().starts_with(&sandbox.authorization_url()));
}
