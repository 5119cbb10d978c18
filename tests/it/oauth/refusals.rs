//! What the service refuses: when a token is refreshed for it, and when the refusal stands.

use confluence_oauth::{Refusal, Session};
use http::{HeaderValue, Method, StatusCode};
use url::Url;

use super::realm::Realm;
use super::{CLIENT, CLOUD, Place, open};

async fn authorize(session: &Session, refused: Option<(StatusCode, &HeaderValue)>) -> HeaderValue {
    let refusal = refused.map(|(status, header)| Refusal::new(status, header.clone()));
    let url = Url::parse("https://api.atlassian.com/ex/confluence/x").unwrap();
    session.authorize(&Method::GET, &url, refusal.as_ref()).await.unwrap()
}

fn session(realm: &Realm, place: &Place) -> Session {
    open(realm, &format!("{CLOUD};{CLIENT};OAuthRefreshToken=refresh-0;{}", place.property()))
}

#[tokio::test]
async fn a_refused_token_is_refreshed() {
    let (realm, place) = (Realm::new(), Place::new());
    let session = session(&realm, &place);
    let first = authorize(&session, None).await;
    let second = authorize(&session, Some((StatusCode::UNAUTHORIZED, &first))).await;
    assert_ne!(first, second);
    assert!(second.is_sensitive());
    let late = authorize(&session, Some((StatusCode::UNAUTHORIZED, &first))).await;
    assert_eq!(late, second, "a late refusal of the old token refreshes nothing");
    assert_eq!(realm.asked("refresh_token"), 2);
}

#[tokio::test]
async fn a_token_that_another_process_refreshed_is_adopted() {
    let (realm, place) = (Realm::new(), Place::new());
    let (one, other) = (session(&realm, &place), session(&realm, &place));
    let first = authorize(&one, None).await;
    assert_eq!(authorize(&other, None).await, first);
    let second = authorize(&other, Some((StatusCode::UNAUTHORIZED, &first))).await;
    assert_eq!(authorize(&one, Some((StatusCode::UNAUTHORIZED, &first))).await, second);
    assert_eq!(realm.asked("refresh_token"), 2);
}

#[tokio::test]
async fn other_refusals_count_only_when_the_token_has_ended() {
    let (realm, place) = (Realm::new(), Place::new());
    let session = session(&realm, &place);
    let first = authorize(&session, None).await;
    for status in [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND] {
        assert_eq!(authorize(&session, Some((status, &first))).await, first);
    }
    realm.state().expires_in = serde_json::Value::Null;
    let unknown = authorize(&session, Some((StatusCode::UNAUTHORIZED, &first))).await;
    let next = authorize(&session, Some((StatusCode::NOT_FOUND, &unknown))).await;
    assert_ne!(next, unknown, "an end that is not known may have passed");
    assert_eq!(authorize(&session, Some((StatusCode::CONFLICT, &next))).await, next);
}

#[tokio::test]
async fn a_service_that_refuses_fresh_tokens_does_not_make_us_burn_them() {
    let (realm, place) = (Realm::new(), Place::new());
    let session = session(&realm, &place);
    let mut header = authorize(&session, None).await;
    for _ in 0..20 {
        header = authorize(&session, Some((StatusCode::UNAUTHORIZED, &header))).await;
    }
    assert_eq!(realm.asked("refresh_token"), 4);
}

/// Neither crate is below the other, and what one reads the other hands on.
#[test]
fn both_crates_read_how_long_to_wait_by_the_same_rule() {
    let of_client = include_str!("../../../confluence-client/src/error/retry_after.rs");
    assert_eq!(of_client, include_str!("../../../confluence-oauth/src/retry_after.rs"));
}
