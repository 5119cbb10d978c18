//! OAuth 1.0a over HTTP, against application links that verify every signature with the public key.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use confluence_oauth::{ErrorKind, Outcome, Refusal, Session, SessionOptions, Warning};
use http::{Method, StatusCode};
use tests::sandbox::{Deployment, Fault, Sandbox};
use url::Url;

use super::Place;
use super::oauth1::fixture;
use super::sandbox::{browser, open, options};

async fn sandbox() -> Sandbox {
    Sandbox::builder().deployment(Deployment::DataCenter).start().await
}

/// Asks the site for its spaces by a signed request; once more if the session has a better header after a refusal.
async fn spaces(sandbox: &Sandbox, session: &Session) -> StatusCode {
    let url =
        Url::parse(&format!("{}/rest/api/space?limit=2&spaceKey=A%20B&spaceKey=%C3%BC%2B", sandbox.url()))
            .unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut refused = None;
    loop {
        let header = session.authorize(&Method::GET, &url, refused.as_ref()).await.unwrap();
        let stands = refused.as_ref().is_some_and(|refusal: &Refusal| refusal.header == header);
        let answer = client.get(url.clone()).header("authorization", header.clone()).send().await.unwrap();
        if stands || refused.is_some() || answer.status() != StatusCode::UNAUTHORIZED {
            return answer.status();
        }
        refused = Some(Refusal::new(answer.status(), header));
    }
}

async fn logged_in(sandbox: &Sandbox, place: &Place, more: &str) -> Session {
    let session = open(&format!("{};{};{more}", sandbox.link_connection_string(), place.property()));
    let pending = session.begin_login().await.unwrap();
    let back = sandbox.visit(pending.authorization_url().as_str()).unwrap();
    let login = pending.finish(&back).await.unwrap();
    assert!(login.refreshable && login.access_token_expires_at.is_some());
    session
}

#[tokio::test]
async fn a_user_at_a_browser_logs_in_and_reads() {
    let (sandbox, place) = (Arc::new(sandbox().await), Place::new());
    let session = open(&format!(
        "{};{};CallbackURL=http://127.0.0.1:0/back",
        sandbox.link_connection_string(),
        place.property()
    ));
    let login = session.login(&browser(sandbox.clone())).await.unwrap();
    assert!(login.refreshable);
    assert_eq!(spaces(&sandbox, &session).await, StatusCode::OK);
    let counts = sandbox.grants();
    assert_eq!(
        (counts.temporary_token, counts.verifier, counts.session_handle, counts.refused),
        (1, 1, 0, 0)
    );
}

#[tokio::test]
async fn without_a_callback_the_page_shows_the_verifier() {
    let (sandbox, place) = (sandbox().await, Place::new());
    let string = format!("{};{};CallbackURL=oob", sandbox.link_connection_string(), place.property());
    let url = open(&string).begin_login().await.unwrap().authorization_url().to_string();
    let verifier = sandbox.read_verifier(&url).unwrap();
    let session = open(&string);
    assert!(session.finish_login(&verifier).await.unwrap().refreshable);
    assert_eq!(spaces(&sandbox, &session).await, StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_ended_is_refreshed_by_its_session_handle_and_stored() {
    let (sandbox, place) = (sandbox().await, Place::new());
    let session = logged_in(&sandbox, &place, "").await;
    sandbox.advance(Duration::from_secs(2 * 3600));
    // The sandbox's clock is ahead of ours now: that is learnt first, and then the token is found to have ended.
    let ahead = open_ahead(&sandbox, &place, Duration::from_secs(2 * 3600));
    assert_eq!(spaces(&sandbox, &ahead).await, StatusCode::OK);
    assert_eq!(sandbox.grants().session_handle, 1);
    let other = open_ahead(&sandbox, &place, Duration::from_secs(2 * 3600));
    assert_eq!(spaces(&sandbox, &other).await, StatusCode::OK, "the refreshed token was stored");
    assert_eq!((sandbox.grants().session_handle, sandbox.grants().refused), (1, 0));
    drop(session);
}

fn open_ahead(sandbox: &Sandbox, place: &Place, by: Duration) -> Session {
    let string = format!("{};{}", sandbox.link_connection_string(), place.property());
    let options: SessionOptions = options(&string);
    Session::open(options.clock(move || SystemTime::now() + by)).unwrap()
}

#[tokio::test]
async fn a_clock_that_is_off_is_learnt_from_one_refusal_and_costs_no_refresh() {
    let (sandbox, place) = (sandbox().await, Place::new());
    logged_in(&sandbox, &place, "").await;
    for off in [1000, 40 * 60] {
        let string = format!("{};{}", sandbox.link_connection_string(), place.property());
        let slow = options(&string).clock(move || SystemTime::now() - Duration::from_secs(off));
        assert_eq!(spaces(&sandbox, &Session::open(slow).unwrap()).await, StatusCode::OK);
    }
    assert_eq!(sandbox.grants().session_handle, 0);
}

#[tokio::test]
async fn a_login_by_a_clock_that_is_off_is_tried_once_more() {
    let (sandbox, place) = (sandbox().await, Place::new());
    sandbox.advance(Duration::from_secs(3000));
    let session = logged_in(&sandbox, &place, "").await;
    assert_eq!(sandbox.grants().refused, 1, "the offset is kept");
    assert_eq!(spaces(&sandbox, &session).await, StatusCode::OK);
}

#[tokio::test]
async fn a_revoked_token_asks_for_a_login_and_gives_the_address() {
    let (sandbox, place) = (sandbox().await, Place::new());
    let session = logged_in(&sandbox, &place, "").await;
    sandbox.revoke_grants();
    let url = Url::parse(&format!("{}/rest/api/space", sandbox.url())).unwrap();
    let header = session.authorize(&Method::GET, &url, None).await.unwrap();
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, header);
    let error = session.authorize(&Method::GET, &url, Some(&refusal)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::ReauthRequired, Some("token_rejected")));
    assert!(error.authorization_url().unwrap().path().ends_with("/plugins/servlet/oauth/authorize"));
    assert!(matches!(session.status().await.unwrap().warnings[0], Warning::GrantEnded { .. }));
}

#[tokio::test]
async fn without_a_session_handle_the_token_is_used_until_it_is_refused() {
    let (sandbox, place) = (sandbox().await, Place::new());
    sandbox.give_session_handles(false);
    let session = open(&format!("{};{}", sandbox.link_connection_string(), place.property()));
    let pending = session.begin_login().await.unwrap();
    let back = sandbox.visit(pending.authorization_url().as_str()).unwrap();
    assert!(!pending.finish(&back).await.unwrap().refreshable);
    assert_eq!(spaces(&sandbox, &session).await, StatusCode::OK);
    assert!(session.status().await.unwrap().warnings.contains(&Warning::NotRefreshable));
    let refresh = format!("{};{};InitiateOAuth=REFRESH", sandbox.link_connection_string(), place.property());
    let late = options(&refresh).clock(|| SystemTime::now() + Duration::from_secs(4000));
    let error = Session::open(late).unwrap().access_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LoginRequired);
}

#[tokio::test]
async fn a_verifier_that_is_wrong_and_a_user_who_declines_are_told_apart() {
    let (sandbox, place) = (sandbox().await, Place::new());
    let string = format!("{};{}", sandbox.link_connection_string(), place.property());
    let begun = || async { open(&string).begin_login().await.unwrap() };
    let undecided = begun().await.finish("123").await.unwrap_err();
    assert_eq!((undecided.kind(), undecided.code()), (ErrorKind::ConsentDenied, Some("permission_unknown")));
    let pending = begun().await;
    sandbox.visit(pending.authorization_url().as_str()).unwrap();
    let wrong = pending.finish("none-of-theirs").await.unwrap_err();
    assert_eq!((wrong.kind(), wrong.property()), (ErrorKind::OAuth1, Some("OAuthVerifier")));
    assert_eq!(wrong.code(), Some("token_rejected"));
    sandbox.set_consent(None);
    let pending = begun().await;
    let back = sandbox.visit(pending.authorization_url().as_str()).unwrap();
    assert_eq!(pending.finish(&back).await.unwrap_err().kind(), ErrorKind::ConsentDenied);
}

#[tokio::test]
async fn every_problem_has_a_cause_that_a_person_can_act_on() {
    use ErrorKind::{ClockSkew, ConsentDenied, OAuth1, ReauthRequired, Transient};

    let sandbox = sandbox().await;
    for (problem, kind, property) in [
        ("consumer_key_unknown", OAuth1, "OAuthClientId"),
        ("consumer_key_rejected", OAuth1, "OAuthClientId"),
        ("signature_invalid", OAuth1, "CertificateStore"),
        ("signature_method_rejected", OAuth1, "OAuthVersion"),
        ("timestamp_refused", ClockSkew, "URL"),
        ("nonce_used", Transient, "URL"),
        ("token_rejected", ReauthRequired, "OAuthAccessToken"),
        ("token_expired", ReauthRequired, "OAuthAccessToken"),
        ("token_used", ReauthRequired, "OAuthVerifier"),
        ("permission_unknown", ConsentDenied, "OAuthVerifier"),
        ("permission_denied", ConsentDenied, "OAuthVerifier"),
        ("parameter_absent", OAuth1, "URL"),
    ] {
        let place = Place::new();
        let body = format!("oauth_problem={problem}");
        sandbox.next_of("requestToken", Fault::Answer { status: 401, content_type: "text/plain", body }, 1);
        let session = open(&format!("{};{}", sandbox.link_connection_string(), place.property()));
        let error = session.begin_login().await.unwrap_err();
        assert_eq!((error.kind(), error.property(), error.code()), (kind, Some(property), Some(problem)));
    }
}

#[tokio::test]
async fn consumers_and_keys_that_the_server_does_not_know_are_named() {
    let (sandbox, place) = (sandbox().await, Place::new());
    let string = format!("{};{}", sandbox.link_connection_string(), place.property());
    let begin = |string: String| async move { open(&string).begin_login().await.unwrap_err() };
    let unknown = begin(string.replace("OAuthClientId=link", "OAuthClientId=stranger")).await;
    assert_eq!(unknown.property(), Some("OAuthClientId"));
    let foreign = begin(string.replace("rsa.pkcs8.pem", "other.pem")).await;
    assert_eq!(foreign.property(), Some("CertificateStore"));
    let public = std::fs::read_to_string(fixture("public.pem")).unwrap();
    sandbox.link_application("stranger", &public);
    open(&string.replace("OAuthClientId=link", "OAuthClientId=stranger")).begin_login().await.unwrap();
}

#[tokio::test]
async fn what_was_signed_here_stands_beside_what_the_server_would_have_signed() {
    let (sandbox, place) = (sandbox().await, Place::new());
    let string = format!("{};{}", sandbox.link_connection_string(), place.property());
    let signature = |string: String| async move {
        let diagnosis = open(&string).diagnose().await;
        diagnosis.checks.into_iter().find(|check| check.name == "signature").unwrap()
    };
    assert_eq!(signature(string.clone()).await.outcome, Outcome::Ok);
    let other_key = signature(string.replace("rsa.pkcs8.pem", "other.pem")).await;
    assert_eq!(other_key.outcome, Outcome::Failed);
    assert!(other_key.advice.unwrap().contains("the keys differ"));
    sandbox.know_as("https://wiki.example.com");
    let proxied = signature(string).await;
    assert_eq!(proxied.outcome, Outcome::Failed);
    assert!(proxied.found.contains("POST&http%3A%2F%2F127.0.0.1"), "{}", proxied.found);
    assert!(proxied.found.contains("POST&https%3A%2F%2Fwiki.example.com%2Fconfluence"), "{}", proxied.found);
    assert!(proxied.advice.unwrap().contains("base URL"));
}

/// The verifier is of a login that another program began, and not of one that waits here.
#[tokio::test]
async fn a_verifier_is_of_the_token_that_was_given_with_it() {
    let (sandbox, elsewhere, here) = (sandbox().await, Place::new(), Place::new());
    let base = format!("{};CallbackURL=oob", sandbox.link_connection_string());
    let begun = open(&format!("{base};{}", elsewhere.property())).begin_login().await.unwrap();
    let url = begun.authorization_url();
    let token = url.query_pairs().find(|(name, _)| name == "oauth_token").unwrap().1.into_owned();
    let verifier = sandbox.read_verifier(url.as_str()).unwrap();
    let string = format!("{base};{}", here.property());
    open(&string).begin_login().await.unwrap();
    let session = open(&format!("{string};AuthToken={token};OAuthVerifier={verifier}"));
    assert_eq!(spaces(&sandbox, &session).await, StatusCode::OK);
}

/// What is left in a connection string of an earlier login does not stand in the way of the next one.
#[tokio::test]
async fn a_code_brought_by_hand_is_of_the_login_that_was_begun_here() {
    let (sandbox, place) = (sandbox().await, Place::new());
    let string = format!(
        "{};CallbackURL=oob;{};AuthToken=of-an-earlier-login",
        sandbox.link_connection_string(),
        place.property()
    );
    let begun = open(&string).begin_login().await.unwrap();
    let verifier = sandbox.read_verifier(begun.authorization_url().as_str()).unwrap();
    let session = open(&string);
    session.finish_login(&verifier).await.unwrap();
    assert_eq!(spaces(&sandbox, &session).await, StatusCode::OK);
}

/// Only a code leads on where `CallbackURL` is `oob`, and each message says so.
#[tokio::test]
async fn what_is_said_of_a_login_without_a_callback_works() {
    let (sandbox, place) = (Arc::new(sandbox().await), Place::new());
    let string = format!("{};{};CallbackURL=oob", sandbox.link_connection_string(), place.property());
    let needed = open(&string).access_token().await.unwrap_err();
    assert!(needed.to_string().contains("the code that its page shows as OAuthVerifier"), "{needed}");
    let url = needed.authorization_url().unwrap();
    let verifier = sandbox.read_verifier(url.as_str()).unwrap();
    let pasted = open(&string).finish_login(url.as_str()).await.unwrap_err();
    assert!(pasted.to_string().contains("give the code alone"), "{pasted}");
    let waiting = open(&string).login(&browser(sandbox.clone())).await.unwrap_err();
    assert_eq!(waiting.property(), Some("CallbackURL"));
    assert!(waiting.to_string().contains("give the code that its page shows"), "{waiting}");
    let session = open(&format!("{string};OAuthVerifier={verifier}"));
    assert_eq!(spaces(&sandbox, &session).await, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_token_has_no_effect_on_a_login_of_an_application_link() {
    let (sandbox, place) = (sandbox().await, Place::new());
    logged_in(&sandbox, &place, "").await;
    let stored = place.text();
    let string = format!("{};{};InitiateOAuth=REFRESH", sandbox.link_connection_string(), place.property());
    let session = open(&format!("{string};OAuthRefreshToken=of-another-version"));
    assert_eq!(spaces(&sandbox, &session).await, StatusCode::OK);
    assert_eq!(place.text(), stored);
    session.logout().await.unwrap();
    let error = open(&string).access_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LoginRequired);
    let said = error.to_string();
    assert!(
        said.contains("give OAuthAccessToken or OAuthVerifier") && !said.contains("OAuthRefresh"),
        "{said}"
    );
}
