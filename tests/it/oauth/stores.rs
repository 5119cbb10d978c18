//! What a session says of its store, and how it leaves it.

use confluence_oauth::{ErrorKind, Outcome, Warning};

use super::realm::Realm;
use super::{CLIENT, CLOUD, Place, open};

const DAY: u64 = 86_400;

#[tokio::test]
async fn status_knows_when_things_end_and_warns_before() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0", place.property());
    let session = open(&realm, &string);
    session.access_token().await.unwrap();
    let status = session.status().await.unwrap();
    let since =
        |end: Option<std::time::SystemTime>| end.unwrap().duration_since(realm.now()).unwrap().as_secs();
    assert_eq!(
        (since(status.access_token_expires_at), since(status.grant_expires_if_unused_at) / DAY),
        (3600, 90)
    );
    assert_eq!((since(status.grant_expires_at) / DAY, status.refreshable), (365, true));
    assert!(status.warnings.is_empty());
    realm.pass(80 * DAY);
    assert_eq!(session.status().await.unwrap().warnings, [Warning::GrantExpiresUnlessUsed]);
    for _ in 0..4 {
        session.access_token().await.unwrap();
        realm.pass(65 * DAY);
    }
    session.access_token().await.unwrap();
    let status = session.status().await.unwrap();
    assert_eq!(status.warnings, [Warning::GrantExpiresSoon]);
    let json = serde_json::to_value(&status).unwrap();
    assert_eq!(json["key"]["site"], "https://acme.atlassian.net");
    assert!(json["grant_expires_at"].as_str().unwrap().ends_with('Z'));
}

/// What is said of an access token that was given says nothing of the grant behind it.
#[tokio::test]
async fn a_grant_that_was_just_given_is_not_too_old() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!(
        "{CLOUD};{CLIENT};{};OAuthAccessToken=old;OAuthRefreshToken=refresh-0;OAuthExpiresIn=0;OAuthTokenTimestamp=0",
        place.property()
    );
    let session = open(&realm, &string);
    assert!(session.status().await.unwrap().warnings.is_empty());
    assert!(session.diagnose().await.checks.iter().all(|check| check.found != "nothing is stored"));
    session.access_token().await.unwrap();
    let waiting = open(&realm, &format!("{CLOUD};{CLIENT};{};OAuthVerifier=code", Place::new().property()));
    let checks = waiting.diagnose().await.checks;
    let login = checks.iter().find(|check| check.name == "login").unwrap();
    assert!(login.outcome == Outcome::Warning && login.found.contains("OAuthVerifier"), "{login:?}");
}

#[tokio::test]
async fn status_of_nothing_and_of_a_grant_that_ended() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH", place.property());
    let status = open(&realm, &string).status().await.unwrap();
    assert_eq!(status.warnings, [Warning::NotLoggedIn]);
    let session = open(&realm, &format!("{string};OAuthRefreshToken=bad"));
    session.access_token().await.unwrap_err();
    let status = session.status().await.unwrap();
    assert!(
        matches!(&status.warnings[..], [Warning::GrantEnded { reason }] if reason.contains("invalid_grant"))
    );
    assert!(!status.refreshable);
}

#[tokio::test]
async fn logout_forgets_and_the_string_does_not_bring_it_back() {
    let (realm, place) = (Realm::new(), Place::new());
    let string =
        format!("{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH;OAuthRefreshToken=refresh-0", place.property());
    let session = open(&realm, &string);
    session.access_token().await.unwrap();
    assert!(session.logout().await.unwrap());
    assert!(!session.logout().await.unwrap(), "what is remembered of the string is no login");
    assert!(!place.text().contains("refresh-") && !place.text().contains("access-"));
    for session in [session, open(&realm, &string)] {
        assert_eq!(session.access_token().await.unwrap_err().kind(), ErrorKind::LoginRequired);
    }
    assert_eq!(realm.state().refused, 0);
}

#[tokio::test]
async fn an_encrypted_store_works_through_its_property_alone() {
    let (realm, place) = (Realm::new(), Place::new());
    let key = place.path().with_extension("key");
    std::fs::write(&key, "0f".repeat(32)).unwrap();
    let string = format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0", place.property());
    let sealed = format!("{string};OAuthSettingsKey=file:{}", key.display());
    open(&realm, &sealed).access_token().await.unwrap();
    assert!(!place.text().contains("refresh-") && place.text().contains("XChaCha20-Poly1305"));
    assert_eq!(open(&realm, &sealed).access_token().await.unwrap().secret().expose(), "access-1");
    assert_eq!(open(&realm, &string).access_token().await.unwrap_err().kind(), ErrorKind::KeyLost);
}

#[tokio::test]
async fn a_keyring_needs_a_name_for_a_file_and_no_other_key() {
    for (properties, at_fault) in [
        ("OAuthSettingsLocation=keyring://../x", "OAuthSettingsLocation"),
        ("OAuthSettingsLocation=keyring://x;OAuthSettingsKey=env:KEY", "OAuthSettingsKey"),
    ] {
        let string = format!("{CLOUD};{CLIENT};{properties}");
        let error = confluence_oauth::Session::open(super::options(&Realm::new(), &string)).unwrap_err();
        assert_eq!((error.kind(), error.property()), (ErrorKind::Config, Some(at_fault)), "{properties}");
    }
}

#[tokio::test]
async fn a_database_needs_a_key_and_its_address_is_never_shown() {
    let string = format!("{CLOUD};{CLIENT};OAuthSettingsLocation=postgres://u:canary@localhost:1/d");
    let opened = |string: &str| confluence_oauth::Session::open(super::options(&Realm::new(), string));
    let error = opened(&string).unwrap_err();
    assert_eq!((error.kind(), error.property()), (ErrorKind::Config, Some("OAuthSettingsKey")));
    let place = Place::new();
    place.write(&"0f".repeat(32));
    let string = format!("{string};OAuthSettingsKey=file:{}", place.path().display());
    let session = opened(&string).unwrap();
    let error = session.access_token().await.unwrap_err();
    assert_eq!((error.kind(), error.is_transient()), (ErrorKind::Transient, true));
    assert!(!format!("{error} {error:?} {session:?}").contains("canary"), "{error:?}");
}
