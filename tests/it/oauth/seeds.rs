//! Tokens of a connection string: they are put into the store once, and what came after them stays.

use std::time::UNIX_EPOCH;

use confluence_oauth::{ErrorKind, Lifetime, OAuthProperties, Session, SessionOptions, SettingsLocation};

use super::realm::{Realm, START};
use super::{CLIENT, CLOUD, Place, open};

async fn token(session: &Session) -> String {
    session.access_token().await.unwrap().secret().expose().to_owned()
}

/// A server keeps the old token in its environment, and somebody logs in beside it, from a shell that has not.
#[tokio::test]
async fn a_login_stays_where_a_server_still_has_the_token_before_it() {
    let (realm, place) = (Realm::new(), Place::new());
    let plain = format!("{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH", place.property());
    let server = format!("{plain};OAuthRefreshToken=refresh-0");
    assert_eq!(token(&open(&realm, &server)).await, "access-1");
    realm.state().codes.insert("good-code".into(), ());
    open(&realm, &plain).begin_login().await.unwrap().finish("good-code").await.unwrap();
    assert_eq!(token(&open(&realm, &server)).await, "access-2", "that of the login");
    assert!(open(&realm, &plain).logout().await.unwrap());
    let error = open(&realm, &server).access_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LoginRequired, "a logout stays one: {error}");
    assert_eq!((realm.asked("refresh_token"), realm.state().refused), (1, 0));
}

/// A server and a shell have each an access token of their own, and somebody logs in when both have ended.
#[tokio::test]
async fn a_login_stays_where_others_still_have_access_tokens_of_before_it() {
    let (realm, place) = (Realm::new(), Place::new());
    let plain = format!("{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH", place.property());
    let (server, shell) = (format!("{plain};OAuthAccessToken=one"), format!("{plain};OAuthAccessToken=two"));
    assert_eq!(token(&open(&realm, &server)).await, "one");
    assert_eq!(token(&open(&realm, &shell)).await, "two");
    realm.state().codes.insert("good-code".into(), ());
    open(&realm, &shell).begin_login().await.unwrap().finish("good-code").await.unwrap();
    let of_login = token(&open(&realm, &plain)).await;
    for string in [&server, &shell, &server] {
        assert_eq!(token(&open(&realm, string)).await, of_login, "{string}");
    }
}

/// Two servers share a store, and one of them was not given the newer token.
#[tokio::test]
async fn a_token_that_was_used_up_is_not_sent_again_after_another_one() {
    let (realm, place) = (Realm::new(), Place::new());
    let plain = format!("{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH", place.property());
    let old = format!("{plain};OAuthRefreshToken=refresh-0");
    token(&open(&realm, &old)).await;
    // The token that was rotated, as somebody copied it: another seed.
    let new = format!("{plain};OAuthRefreshToken=refresh-1");
    assert_eq!(token(&open(&realm, &new)).await, "access-2");
    assert_eq!(token(&open(&realm, &old)).await, "access-2");
    assert_eq!(token(&open(&realm, &new)).await, "access-2");
    assert_eq!((realm.asked("refresh_token"), realm.state().refused), (2, 0));
}

/// As a program gives it that has asked a token endpoint itself.
#[tokio::test]
async fn a_lifetime_counts_from_the_issue_of_the_token() {
    let realm = Realm::new();
    let issued_at = UNIX_EPOCH + std::time::Duration::from_millis(START);
    for (lifetime, ends) in [
        (Lifetime::Seconds { seconds: 3600, issued_at }, true),
        (Lifetime::Unlimited, false),
        (Lifetime::Unknown, false),
    ] {
        let realm = realm.clone();
        realm.state().now = START;
        let properties = OAuthProperties::default()
            .with_access_token("mine", lifetime)
            .with_location(SettingsLocation::Memory(format!("lifetime-{lifetime:?}")));
        let site = confluence_oauth::SiteProperties::new("https://acme.atlassian.net".parse().unwrap());
        let clock = realm.clone();
        let options = SessionOptions::new(properties, site).exchange(realm.exchange());
        let session = Session::open(options.clock(move || clock.now())).unwrap();
        assert_eq!(token(&session).await, "mine");
        assert_eq!(session.access_token().await.unwrap().expires_at().is_some(), ends, "{lifetime:?}");
        realm.pass(3601);
        assert_eq!(session.access_token().await.is_err(), ends, "{lifetime:?}");
    }
}

#[tokio::test]
async fn a_key_among_the_programs_own_variables_seals_the_file() {
    let (realm, place) = (Realm::new(), Place::new());
    let key = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY=";
    let session = |text: &str| {
        let mut string = confluence_oauth::ConnectionString::layers()
            .string(text)
            .variables([("SEALING_KEY_OF_THIS_TEST".into(), key.into())])
            .build()
            .unwrap();
        let options = SessionOptions::take_from(&mut string).unwrap();
        string.finish().unwrap();
        let clock = realm.clone();
        Session::open(options.exchange(realm.exchange()).clock(move || clock.now())).unwrap()
    };
    let string =
        format!("{CLOUD};{CLIENT};{};OAuthSettingsKey=env:SEALING_KEY_OF_THIS_TEST", place.property());
    assert_eq!(token(&session(&format!("{string};OAuthRefreshToken=refresh-0"))).await, "access-1");
    assert!(place.text().contains("cipher") && !place.text().contains("refresh-1"), "{}", place.text());
    assert_eq!(token(&session(&string)).await, "access-1");
}

#[tokio::test]
async fn where_nobody_has_a_home_no_token_is_kept_in_memory_in_silence() {
    let site = confluence_oauth::SiteProperties::new("https://acme.atlassian.net".parse().unwrap());
    let nowhere = OAuthProperties::default()
        .with_client("app", "secret-of-app")
        .with_location(SettingsLocation::File(std::path::PathBuf::new()));
    let error = Session::open(SessionOptions::new(nowhere, site)).unwrap_err();
    assert_eq!(error.property(), Some("OAuthSettingsLocation"), "{error}");
    assert!(error.to_string().contains("no home folder"), "{error}");
}
