//! What the doctor sees.

use confluence_oauth::{Diagnosis, Outcome};

use super::realm::Realm;
use super::{CLIENT, CLOUD, Place, SERVER, open};

fn outcome(diagnosis: &Diagnosis, name: &str) -> Outcome {
    diagnosis
        .checks
        .iter()
        .find(|check| check.name == name)
        .unwrap_or_else(|| panic!("{diagnosis:?}"))
        .outcome
}

#[tokio::test]
async fn a_session_that_works_is_healthy() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0", place.property());
    open(&realm, &string).access_token().await.unwrap();
    let diagnosis = open(&realm, &string).diagnose().await;
    assert!(diagnosis.is_healthy(), "{diagnosis:?}");
    for name in ["oauth", "site", "token endpoint", "store", "login", "cloud id"] {
        assert_eq!(outcome(&diagnosis, name), Outcome::Ok, "{name}");
    }
    assert_eq!(realm.asked("refresh_token"), 1, "looking refreshes nothing");
    let json = serde_json::to_value(&diagnosis).unwrap();
    assert_eq!(json["checks"][0]["outcome"], "ok");
}

#[tokio::test]
async fn what_is_missing_is_named_with_what_to_do() {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().silent = true;
    let string =
        format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0;Scope=read,write", place.property());
    let session = open(&realm, &string);
    session.access_token().await.unwrap();
    let diagnosis = session.diagnose().await;
    let scopes = diagnosis.checks.iter().find(|check| check.name == "scopes").unwrap();
    assert_eq!((scopes.outcome, scopes.found.as_str()), (Outcome::Failed, "missing: write"));
    assert!(scopes.advice.as_ref().unwrap().contains("log in again"));
}

#[tokio::test]
async fn a_wrong_clock_and_a_bad_store_are_found() {
    let (realm, place) = (Realm::new(), Place::new());
    place.write("garbage");
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{}", place.property()));
    realm.state().date = Some("Thu, 01 Jan 2026 00:00:00 GMT".into());
    let diagnosis = session.diagnose().await;
    assert!(!diagnosis.is_healthy());
    assert_eq!(outcome(&diagnosis, "clock"), Outcome::Warning);
    assert_eq!(outcome(&diagnosis, "store"), Outcome::Failed);
    assert_eq!(outcome(&diagnosis, "login"), Outcome::Skipped);
}

/// Everybody may read a public key; what is wrong with it is that it signs nothing.
#[cfg(unix)]
#[tokio::test]
async fn a_public_file_gives_no_private_key_away() {
    let (realm, place) = (Realm::new(), Place::new());
    for (name, told) in [("public.pem", false), ("certificate.pem", false), ("rsa.pkcs8.pem", true)] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::copy(super::oauth1::fixture(name), &file).unwrap();
        tests::set_mode(&file, 0o644);
        let string = format!(
            "URL=https://wiki.example.com;OAuthVersion=1.0a;OAuthClientId=link;CertificateStore={};{}",
            file.display(),
            place.property()
        );
        let diagnosis = open(&realm, &string).diagnose().await;
        let files = diagnosis.checks.iter().find(|check| check.name == "files");
        assert_eq!(files.is_some(), told, "{name}: {diagnosis:?}");
        if let Some(files) = files {
            assert!(files.advice.as_ref().unwrap().starts_with("chmod 600"), "{files:?}");
            assert!(!files.found.contains("chmod"), "{files:?}");
        }
    }
}

#[tokio::test]
async fn an_address_with_nothing_behind_it_is_pointed_out() {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().nothing_there = true;
    let diagnosis = open(&realm, &format!("{CLOUD};{CLIENT};{}", place.property())).diagnose().await;
    assert_eq!(outcome(&diagnosis, "site"), Outcome::Warning);
    let site = diagnosis.checks.iter().find(|check| check.name == "site").unwrap();
    assert!(site.advice.as_ref().unwrap().contains("check URL"), "{site:?}");
}

#[tokio::test]
async fn an_unreachable_service_and_an_empty_store_are_found() {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().lose = 99;
    let diagnosis = open(&realm, &format!("{CLOUD};{CLIENT};{}", place.property())).diagnose().await;
    for name in ["site", "token endpoint", "login"] {
        assert_eq!(outcome(&diagnosis, name), Outcome::Failed, "{name}");
    }
    assert_eq!(outcome(&diagnosis, "cloud id"), Outcome::Skipped);
}

/// Nobody logs in to a service account.
#[tokio::test]
async fn a_service_account_is_not_told_to_log_in() {
    for (site, part) in [(CLOUD, "where its credentials are made"), (SERVER, "where it is registered")] {
        let (realm, place) = (Realm::new(), Place::new());
        let body = r#"{"access_token":"t","expires_in":3600,"scope":"read"}"#;
        realm.state().faults.push((200, body.into()));
        let string = format!("{site};{CLIENT};OAuthGrantType=CLIENT;Scope=read,write;{}", place.property());
        let session = open(&realm, &string);
        session.access_token().await.unwrap();
        let diagnosis = session.diagnose().await;
        let scopes = diagnosis.checks.iter().find(|check| check.name == "scopes").unwrap();
        assert_eq!((scopes.outcome, scopes.found.as_str()), (Outcome::Failed, "missing: write"));
        let advice = scopes.advice.as_ref().unwrap();
        assert!(advice.contains(part) && !advice.contains("log in"), "{advice}");
    }
}
