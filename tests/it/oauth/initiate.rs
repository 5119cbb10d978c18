//! `InitiateOAuth`: who obtains and who refreshes.

use confluence_oauth::{ErrorKind, Refusal, Session};
use http::{Method, StatusCode};
use url::Url;

use super::realm::{Realm, START};
use super::{CLIENT, CLOUD, Place, open, options};

fn page() -> Url {
    Url::parse("https://api.atlassian.com/ex/confluence/x").unwrap()
}

async fn header(session: &Session) -> String {
    session.authorize(&Method::GET, &page(), None).await.unwrap().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn off_uses_the_token_as_it_is_and_asks_nobody() {
    let realm = Realm::new();
    let session = open(&realm, &format!("{CLOUD};InitiateOAuth=OFF;OAuthAccessToken=mine"));
    assert_eq!(header(&session).await, "Bearer mine");
    assert!(realm.state().log.is_empty());
}

#[tokio::test]
async fn off_lets_the_refusal_of_an_expired_token_surface() {
    let realm = Realm::new();
    let string = format!(
        "{CLOUD};InitiateOAuth=OFF;OAuthAccessToken=mine;OAuthRefreshToken=refresh-0;{CLIENT};OAuthExpiresIn=1;OAuthTokenTimestamp=1"
    );
    let session = open(&realm, &string);
    let sent = session.authorize(&Method::GET, &page(), None).await.unwrap();
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, sent.clone());
    assert_eq!(session.authorize(&Method::GET, &page(), Some(&refusal)).await.unwrap(), sent);
    assert!(realm.state().log.is_empty());
}

/// A token that was brought from elsewhere, with nothing that could obtain another: the refusal is of that token, and not of
/// an application that nobody meant to have.
#[tokio::test]
async fn a_token_that_nothing_refreshes_is_what_was_refused() {
    let (realm, place) = (Realm::new(), Place::new());
    let session = open(&realm, &format!("{CLOUD};OAuthAccessToken=mine;{}", place.property()));
    let sent = session.authorize(&Method::GET, &page(), None).await.unwrap();
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, sent.clone());
    assert_eq!(session.authorize(&Method::GET, &page(), Some(&refusal)).await.unwrap(), sent);
    let elsewhere = Place::new();
    let ended = format!(
        "{CLOUD};OAuthAccessToken=mine;OAuthExpiresIn=1;OAuthTokenTimestamp=1;{}",
        elsewhere.property()
    );
    let error = open(&realm, &ended).access_token().await.unwrap_err();
    assert_eq!(error.property(), Some("OAuthAccessToken"), "{error}");
    assert!(realm.state().log.is_empty());
}

#[tokio::test]
async fn a_login_that_is_wanted_after_a_refusal_says_what_was_refused() {
    let (realm, place) = (Realm::new(), Place::new());
    let string =
        format!("{CLOUD};{CLIENT};Scope=read:page:confluence;OAuthAccessToken=mine;{}", place.property());
    let session = open(&realm, &string);
    let sent = session.authorize(&Method::GET, &page(), None).await.unwrap();
    // When it ends is not known, and a page that is not there asks nobody to log in.
    let missing = Refusal::new(StatusCode::NOT_FOUND, sent.clone());
    assert_eq!(session.authorize(&Method::GET, &page(), Some(&missing)).await.unwrap(), sent);
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, sent);
    let error = session.authorize(&Method::GET, &page(), Some(&refusal)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LoginRequired, "{error}");
    assert!(error.to_string().contains("OAuthAccessToken was refused with HTTP 401"), "{error}");
}

#[tokio::test]
async fn off_without_a_token_fails_at_once() {
    let error = Session::open(options(&Realm::new(), &format!("{CLOUD};InitiateOAuth=OFF"))).unwrap_err();
    assert_eq!((error.kind(), error.property()), (ErrorKind::Config, Some("OAuthAccessToken")));
}

#[tokio::test]
async fn refresh_with_a_token_of_no_age_renews_once_and_saves_before_use() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!(
        "{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH;OAuthAccessToken=old;OAuthRefreshToken=refresh-0;OAuthExpiresIn=0;OAuthTokenTimestamp=0",
        place.property()
    );
    let session = open(&realm, &string);
    assert_eq!(header(&session).await, "Bearer access-1");
    assert_eq!(header(&session).await, "Bearer access-1");
    assert_eq!(realm.asked("refresh_token"), 1);
    assert!(place.text().contains("refresh-1"));
}

#[tokio::test]
async fn refresh_with_a_bad_token_id_or_secret_says_so_and_keeps_what_is_stored() {
    for (bad, code, kind) in [
        (format!("{CLIENT};OAuthRefreshToken=bad"), "invalid_grant", ErrorKind::ReauthRequired),
        (
            "OAuthClientId=app;OAuthClientSecret=bad;OAuthRefreshToken=refresh-0".into(),
            "invalid_client",
            ErrorKind::TokenEndpoint,
        ),
        (
            "OAuthClientId=bad;OAuthClientSecret=secret-of-app;OAuthRefreshToken=refresh-0".into(),
            "invalid_client",
            ErrorKind::TokenEndpoint,
        ),
    ] {
        let (realm, place) = (Realm::new(), Place::new());
        let session = open(&realm, &format!("{CLOUD};{bad};{};InitiateOAuth=REFRESH", place.property()));
        let error = session.access_token().await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (kind, Some(code)), "{error}");
        let stored = if bad.contains("refresh-0") { "refresh-0" } else { "\"bad\"" };
        assert!(place.text().contains(stored), "{}", place.text());
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_dead_grant_is_not_sent_again() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!("{CLOUD};{CLIENT};OAuthRefreshToken=bad;{};InitiateOAuth=REFRESH", place.property());
    for _ in 0..3 {
        let error = open(&realm, &string).access_token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ReauthRequired);
    }
    assert_eq!(realm.state().refused, 1);
}

#[tokio::test]
async fn refresh_with_nothing_says_what_would_help() {
    let (realm, place) = (Realm::new(), Place::new());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH", place.property()));
    let error = session.access_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LoginRequired);
    assert!(error.to_string().contains("OAuthRefreshToken"), "{error}");
    assert!(realm.state().log.is_empty());
}

/// A place where a session of the realm has stored a token.
async fn stored(realm: &Realm) -> (Place, String) {
    let place = Place::new();
    let string = format!("{CLOUD};{CLIENT};{}", place.property());
    open(realm, &format!("{string};OAuthRefreshToken=refresh-0")).access_token().await.unwrap();
    (place, string)
}

#[tokio::test]
async fn get_and_refresh_uses_what_is_stored_without_asking() {
    let realm = Realm::new();
    let (_place, string) = stored(&realm).await;
    realm.state().log.clear();
    assert_eq!(header(&open(&realm, &string)).await, "Bearer access-1");
    assert!(realm.state().log.is_empty());
}

#[tokio::test]
async fn get_and_refresh_refreshes_what_has_expired_silently() {
    let realm = Realm::new();
    let (place, string) = stored(&realm).await;
    realm.pass(3600);
    assert_eq!(header(&open(&realm, &string)).await, "Bearer access-2");
    assert!(place.text().contains("refresh-2"));
    assert!(!place.text().contains("refresh-1"));
}

#[tokio::test]
async fn get_and_refresh_with_nothing_and_no_display_gives_the_address_at_once() {
    let (realm, place) = (Realm::new(), Place::new());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{}", place.property()));
    let begun = std::time::Instant::now();
    let error = session.access_token().await.unwrap_err();
    assert!(begun.elapsed() < std::time::Duration::from_secs(1));
    let url = error.authorization_url().unwrap();
    assert!(url.as_str().starts_with("https://auth.atlassian.com/authorize?"), "{url}");
    assert!(error.to_string().contains(url.as_str()) && error.to_string().contains("OAuthVerifier"));
    let again = session.access_token().await.unwrap_err();
    assert_eq!(again.authorization_url(), Some(url), "the same login is shown again");
}

#[tokio::test]
async fn a_file_without_an_access_token_is_refreshed_from_its_refresh_token() {
    let (realm, place) = (Realm::new(), Place::new());
    place.write("OAuthRefreshToken=refresh-0\n");
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH", place.property()));
    assert_eq!(header(&session).await, "Bearer access-1");
    assert!(place.text().contains("refresh-1"));
}

#[tokio::test]
async fn a_file_of_garbage_is_an_error_and_stays_as_it_is() {
    let (realm, place) = (Realm::new(), Place::new());
    place.write("what is this");
    let string = format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0", place.property());
    let error = open(&realm, &string).access_token().await.unwrap_err();
    assert_eq!((error.kind(), error.property()), (ErrorKind::Store, Some("OAuthSettingsLocation")));
    assert_eq!(place.text(), "what is this");
    assert!(realm.state().log.is_empty());
}

#[tokio::test]
async fn a_seeded_token_that_is_still_good_is_used_and_stored() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!(
        "{CLOUD};{CLIENT};{};OAuthAccessToken=mine;OAuthRefreshToken=refresh-0;OAuthExpiresIn=3600;OAuthTokenTimestamp={START}",
        place.property()
    );
    assert_eq!(header(&open(&realm, &string)).await, "Bearer mine");
    assert!(realm.state().log.is_empty() && place.text().contains("mine"));
}

#[tokio::test]
async fn the_same_refresh_token_in_the_string_for_ever_is_sent_once() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0", place.property());
    for round in 1..=4 {
        assert_eq!(header(&open(&realm, &string)).await, format!("Bearer access-{round}"));
        realm.pass(4000);
    }
    let state = realm.state();
    let first = state
        .log
        .iter()
        .filter(|(_, form)| form.get("refresh_token").is_some_and(|sent| sent == "refresh-0"));
    assert_eq!((first.count(), state.refused), (1, 0));
}
