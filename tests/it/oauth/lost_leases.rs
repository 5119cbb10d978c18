//! What becomes of a new token when its lease was lost, or its caller went away, while it was asked for.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use confluence_oauth::{HttpExchange, Session};
use http::Request;
use tokio::sync::Notify;

use super::realm::Realm;
use super::{CLIENT, CLOUD, Place, SERVER, open, options};

const SEED: &str = "OAuthRefreshToken=refresh-0;InitiateOAuth=REFRESH";

/// A session during whose first request for tokens something happens.
fn interrupted<F>(realm: &Realm, properties: &str, during: impl Fn() -> F + Send + Sync + 'static) -> Session
where
    F: Future<Output = ()> + Send + 'static,
{
    let exchange = Arc::new(realm.exchange());
    let during = Arc::new(during);
    let once = Arc::new(std::sync::Once::new());
    let exchange = move |request: Request<Bytes>| {
        let (exchange, during, once) = (exchange.clone(), during.clone(), once.clone());
        async move {
            let mut first = false;
            if request.uri().path().ends_with("/token") {
                once.call_once(|| first = true);
            }
            let answer = exchange.exchange(request).await;
            if first {
                during().await;
            }
            answer
        }
    };
    Session::open(options(realm, properties).exchange(exchange)).unwrap()
}

fn remove_all(folder: &PathBuf) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_is_removed_during_a_refresh_is_written_anew() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!("{SERVER};{CLIENT};{SEED};{}", place.property());
    let file = place.path();
    let session = interrupted(&realm, &string, move || {
        let file = file.clone();
        async move { std::fs::remove_file(file).unwrap() }
    });
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
    assert!(place.text().contains("refresh-1"), "{}", place.text());
    assert!(session.status().await.unwrap().warnings.is_empty());
    // Neither this session nor another one is locked out.
    realm.pass(4000);
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-2");
    realm.pass(4000);
    assert_eq!(open(&realm, &string).access_token().await.unwrap().secret().expose(), "access-3");
    assert_eq!(realm.state().refused, 0);
}

#[tokio::test]
async fn a_login_that_took_the_place_of_a_refresh_counts() {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().codes.insert("good-code".into(), ());
    let string = format!("{SERVER};{CLIENT};{SEED};{}", place.property());
    let (folder, elsewhere, of_login) = (place.folder.path().to_owned(), realm.clone(), string.clone());
    let session = interrupted(&realm, &string, move || {
        let (folder, realm, string) = (folder.clone(), elsewhere.clone(), of_login.clone());
        async move {
            remove_all(&folder);
            let string = string.replace("InitiateOAuth=REFRESH", "InitiateOAuth=GETANDREFRESH");
            let pending = open(&realm, &string).begin_login().await.unwrap();
            pending.finish("good-code").await.unwrap();
        }
    });
    let used = session.access_token().await.unwrap().secret().expose().to_owned();
    assert_eq!(used, "access-2", "the login came after the refresh");
    assert!(place.text().contains("refresh-2"), "{}", place.text());
    assert_eq!(open(&realm, &string).access_token().await.unwrap().secret().expose(), used);
    realm.pass(4000);
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-3");
}

#[tokio::test]
async fn a_login_replaces_whatever_was_stored_during_it() {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().codes.insert("good-code".into(), ());
    let string = format!("{SERVER};{CLIENT};{}", place.property());
    let (folder, elsewhere, of_other) = (place.folder.path().to_owned(), realm.clone(), string.clone());
    let session = interrupted(&realm, &string, move || {
        let (folder, realm, string) = (folder.clone(), elsewhere.clone(), of_other.clone());
        async move {
            remove_all(&folder);
            let seeded = format!("{string};OAuthAccessToken=older;InitiateOAuth=REFRESH");
            open(&realm, &seeded).access_token().await.unwrap();
        }
    });
    session.begin_login().await.unwrap().finish("good-code").await.unwrap();
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
    assert!(place.text().contains("refresh-1") && !place.text().contains("older"), "{}", place.text());
}

/// The browser is closed, or a key is pressed, between the answer to the code and its saving.
#[tokio::test]
async fn a_login_whose_caller_goes_away_after_the_exchange_is_saved() {
    for once in [false, true] {
        let (realm, place) = (Realm::new(), Place::new());
        realm.state().codes.insert("good-code".into(), ());
        let (exchanged, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (seen, wait) = (exchanged.clone(), go_on.clone());
        let string = format!("{CLOUD};{CLIENT};{}", place.property());
        let session = interrupted(&realm, &string, move || {
            let (seen, wait) = (seen.clone(), wait.clone());
            async move {
                seen.notify_one();
                wait.notified().await;
            }
        });
        let pending = session.begin_login().await.unwrap();
        let state = pending.authorization_url().query_pairs().find(|(name, _)| name == "state");
        let answer = format!("?code=good-code&state={}", state.unwrap().1);
        let login = async {
            match once {
                true => pending.finish_once(&answer).await,
                false => session.finish_login(&format!("http://localhost/{answer}")).await,
            }
        };
        tokio::select! {
            _ = login => panic!("the exchange was not waited for"),
            () = exchanged.notified() => {}
        }
        go_on.notify_one();
        for _ in 0..500 {
            if place.text().contains("refresh-1") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-1");
        assert!(place.text().contains("ac3e0000-0000-4000-8000-000000000001"), "{}", place.text());
    }
}

#[tokio::test]
async fn all_who_wait_for_one_refresh_are_told_the_cause_of_its_failure() {
    let realm = Realm::new();
    let string = format!("{SERVER};{CLIENT};{SEED};OAuthSettingsLocation=memory://causes");
    let refused = |_: Request<Bytes>| async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err::<http::Response<Bytes>, _>(confluence_oauth::ExchangeError::from("connection refused"))
    };
    let session = Session::open(options(&realm, &string).exchange(refused)).unwrap();
    let ask = || session.access_token();
    let (one, two, three) = tokio::join!(ask(), ask(), ask());
    for told in [one, two, three] {
        let told = told.unwrap_err().explained();
        assert!(told.contains("connection refused"), "{told}");
    }
}
