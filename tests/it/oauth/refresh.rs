//! One refresh: what is saved, what is sent again, who waits.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use confluence_oauth::{ErrorKind, ExchangeError, HttpExchange};
use http::{Request, Response};

use super::realm::Realm;
use super::watched::Watched;
use super::{CLIENT, CLOUD, Place, SERVER, open, options};

const SEED: &str = "OAuthRefreshToken=refresh-0;InitiateOAuth=REFRESH";

#[tokio::test]
async fn the_store_is_written_before_the_request_and_before_the_use() {
    let realm = Realm::new();
    let (store, notes) = Watched::new();
    let (exchange, seen) = (Arc::new(realm.exchange()), notes.clone());
    let watched = move |request: Request<Bytes>| {
        let exchange = exchange.clone();
        seen.note("request");
        async move { exchange.exchange(request).await }
    };
    let options = options(&realm, &format!("{CLOUD};{CLIENT};{SEED}")).store(store).exchange(watched);
    confluence_oauth::Session::open(options).unwrap().access_token().await.unwrap();
    notes.note("use");
    assert_eq!(*notes.log.lock().unwrap(), ["publish", "request", "publish", "use"]);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_refused_before_the_token_endpoint_is_asked() {
    let realm = Realm::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    let below_a_file = file.path().join("oauth.json");
    let string = format!("{CLOUD};{CLIENT};{SEED};OAuthSettingsLocation={}", below_a_file.display());
    let error = open(&realm, &string).access_token().await.unwrap_err();
    assert_eq!((error.kind(), error.property()), (ErrorKind::Store, Some("OAuthSettingsLocation")));
    assert!(realm.state().log.is_empty());
}

#[tokio::test]
async fn a_service_account_works_without_a_place_to_write() {
    let realm = Realm::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    let below_a_file = file.path().join("oauth.json");
    let string =
        format!("{SERVER};{CLIENT};OAuthGrantType=CLIENT;OAuthSettingsLocation={}", below_a_file.display());
    let token = open(&realm, &string).access_token().await;
    // The place is wrong, not merely full: reading it says so.
    assert_eq!(token.unwrap_err().kind(), ErrorKind::Store);
    let (store, notes) = Watched::new();
    *notes.fail.lock().unwrap() = 0..u32::MAX;
    let session = confluence_oauth::Session::open(options(&realm, &string).store(store)).unwrap();
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_is_full_after_the_exchange_costs_nothing() {
    let realm = Realm::new();
    let (store, notes) = Watched::new();
    *notes.fail.lock().unwrap() = 1..4;
    let session =
        confluence_oauth::Session::open(options(&realm, &format!("{CLOUD};{CLIENT};{SEED}")).store(store))
            .unwrap();
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
    assert!(session.status().await.unwrap().warnings.contains(&confluence_oauth::Warning::Unsaved));
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(notes.log.lock().unwrap().last().unwrap(), "publish");
    assert!(session.status().await.unwrap().warnings.is_empty());
    let stored = session.store().load(session.key()).await.unwrap().unwrap();
    assert!(stored.to_json().unwrap().expose().contains("refresh-1"));
}

#[tokio::test(start_paused = true)]
async fn while_it_is_unsaved_the_refreshed_token_is_what_refreshes() {
    let realm = Realm::new();
    let (store, notes) = Watched::new();
    *notes.fail.lock().unwrap() = 1..u32::MAX;
    let session =
        confluence_oauth::Session::open(options(&realm, &format!("{CLOUD};{CLIENT};{SEED}")).store(store))
            .unwrap();
    session.access_token().await.unwrap();
    realm.pass(4000);
    let error = session.access_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store, "nothing is sent while nothing can be saved");
    *notes.fail.lock().unwrap() = 0..0;
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-2");
    assert_eq!(realm.state().refused, 0);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_asked_for_again_with_the_same_token() {
    let (realm, place) = (Realm::new(), Place::new());
    (realm.state().leeway, realm.state().lose) = (600_000, 2);
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{SEED};{}", place.property()));
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-3");
    assert_eq!((realm.asked("refresh_token"), realm.state().refused), (3, 0));
    realm.pass(4000);
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-4");
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_slept_does_not_retry_blindly() {
    let realm = Realm::new();
    (realm.state().lose, realm.state().asleep) = (9, 30 * 60 * 1000);
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{SEED};OAuthSettingsLocation=memory://slept"));
    session.access_token().await.unwrap_err();
    assert_eq!(realm.asked("refresh_token"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_busy_service_is_asked_again_and_its_wait_respected() {
    let realm = Realm::new();
    realm.state().faults = vec![(503, "<html>".into()), (429, r#"{"code":429}"#.into())];
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{SEED};OAuthSettingsLocation=memory://busy"));
    session.access_token().await.unwrap();
    realm.pass(4000);
    realm.state().faults = vec![(500, String::new()); 9];
    let error = session.access_token().await.unwrap_err();
    assert!(error.is_transient(), "{error}");
    realm.state().faults.clear();
    session.access_token().await.unwrap();
    assert_eq!(realm.state().refused, 0);
}

#[tokio::test]
async fn an_answer_without_a_refresh_token_keeps_the_old_one() {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().silent = true;
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{SEED};{}", place.property()));
    session.access_token().await.unwrap();
    realm.pass(4000);
    session.access_token().await.unwrap();
    assert!(place.text().contains("refresh-0"));
}

#[tokio::test]
async fn an_answer_without_a_lifetime_is_used_until_it_is_refused() {
    let realm = Realm::new();
    realm.state().expires_in = serde_json::Value::Null;
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{SEED};OAuthSettingsLocation=memory://endless"));
    session.access_token().await.unwrap();
    realm.pass(1_000_000);
    let token = session.access_token().await.unwrap();
    assert_eq!(realm.asked("refresh_token"), 1);
    assert_eq!(session.refresh(&token).await.unwrap().secret().expose(), "access-2");
}

#[tokio::test]
async fn data_center_is_sent_the_redirect_uri_on_refresh() {
    let realm = Realm::new();
    let session = open(&realm, &format!("{SERVER};{CLIENT};{SEED};OAuthSettingsLocation=memory://server"));
    session.access_token().await.unwrap();
    let state = realm.state();
    let (path, form) = &state.log[0];
    assert_eq!(path, "/confluence/rest/oauth2/latest/token");
    assert_eq!(form["redirect_uri"], "http://localhost:33333");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_wait_for_one_renewal() {
    let realm = Realm::new();
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{SEED};OAuthSettingsLocation=memory://crowd"));
    let waiters = (0..10_000).map(|_| {
        let session = session.clone();
        tokio::spawn(
            async move { session.access_token().await.map(|token| token.secret().expose().to_owned()) },
        )
    });
    for token in futures_util::future::join_all(waiters).await {
        assert_eq!(token.unwrap().unwrap(), "access-1");
    }
    assert_eq!(realm.asked("refresh_token"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_wait_for_a_refresh_that_fails_share_its_failure() {
    let realm = Realm::new();
    let string = format!(
        "{CLOUD};OAuthClientId=app;OAuthClientSecret=bad;{SEED};OAuthSettingsLocation=memory://failing"
    );
    let session = open(&realm, &string);
    let barrier = Arc::new(tokio::sync::Barrier::new(100));
    let waiters = (0..100).map(|_| {
        let (session, barrier) = (session.clone(), barrier.clone());
        tokio::spawn(async move {
            barrier.wait().await;
            session.access_token().await.unwrap_err().code().map(str::to_owned)
        })
    });
    for code in futures_util::future::join_all(waiters).await {
        assert_eq!(code.unwrap().as_deref(), Some("invalid_client"));
    }
    assert!(realm.asked("refresh_token") < 50, "{}", realm.asked("refresh_token"));
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_cut_the_refresh_off() {
    let (realm, place) = (Realm::new(), Place::new());
    let (gate, inner) = (Arc::new(tokio::sync::Notify::new()), Arc::new(realm.exchange()));
    let opened = gate.clone();
    let slow = move |request: Request<Bytes>| {
        let (gate, inner) = (gate.clone(), inner.clone());
        async move {
            let answer = inner.exchange(request).await;
            gate.notified().await;
            answer
        }
    };
    let options = options(&realm, &format!("{CLOUD};{CLIENT};{SEED};{}", place.property())).exchange(slow);
    let session = confluence_oauth::Session::open(options).unwrap();
    tokio::time::timeout(Duration::from_millis(100), session.access_token()).await.unwrap_err();
    opened.notify_one();
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
    assert_eq!(realm.asked("refresh_token"), 1);
    assert!(place.text().contains("refresh-1"));
}

#[tokio::test]
async fn an_offline_machine_is_told_so() {
    let offline = |_: Request<Bytes>| async { Err::<Response<Bytes>, ExchangeError>("no route".into()) };
    let options =
        options(&Realm::new(), &format!("{CLOUD};{CLIENT};{SEED};OAuthSettingsLocation=memory://offline"));
    let session = confluence_oauth::Session::open(options.exchange(offline)).unwrap();
    let error = session.access_token().await.unwrap_err();
    assert!(error.is_transient(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_not_ended_serves_while_the_service_is_away() {
    let realm = Realm::new();
    let session = open(&realm, &format!("{CLOUD};{CLIENT};{SEED};OAuthSettingsLocation=memory://away"));
    session.access_token().await.unwrap();
    realm.pass(3400);
    realm.state().faults = vec![(503, String::new()); 3];
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
    assert_eq!(
        session.access_token().await.unwrap().secret().expose(),
        "access-1",
        "without asking again at once"
    );
    realm.pass(31);
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-2");
    realm.pass(3600);
    realm.state().faults = vec![(503, String::new()); 3];
    assert!(session.access_token().await.unwrap_err().is_transient(), "what has ended serves no more");
}
