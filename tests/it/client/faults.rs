//! Answers that no service should give: each a typed error, in bounded time and memory.

use std::time::{Duration, Instant};

use confluence_client::models::{NewBody, NewPage};
use confluence_client::{ErrorKind, RetryPolicy, v2};
use futures_util::TryStreamExt as _;
use tests::sandbox::{RawResponder, Script};

use super::client_of;
use super::scripted::{Scripted, json};

#[tokio::test]
async fn reads_and_writes_end_in_the_right_error() {
    use ErrorKind::{Decode, NotConfluence, Timeout, TooLarge, Transport};
    let slow = Duration::from_millis(300);
    for (script, expected) in [
        (Script::Reset, Transport),
        (Script::ResetMidBody { declared: 10_000, sent: 100 }, Transport),
        (Script::TruncatedBody, Transport),
        (Script::TruncatedJson, Decode),
        (Script::SlowHeaders(slow), Timeout),
        (Script::SlowBody(slow), Timeout),
        (Script::Silent, Timeout),
        (Script::EndlessBody, TooLarge),
        (Script::AbsurdContentLength, Transport),
        (Script::Html, NotConfluence),
        (Script::Json(1 << 30), TooLarge),
        (Script::Redirect("http://127.0.0.1:1/".to_owned()), NotConfluence),
    ] {
        let responder = RawResponder::start(script.clone()).await;
        let client = client_of(responder.url()).with_timeout(Duration::from_secs(2));
        let begun = Instant::now();
        let read = client.send(v2::pages::get(1)).await.unwrap_err();
        assert_eq!(read.kind(), expected, "{script:?}: {read}");
        let body = NewPage::new(1).title("A").body(NewBody::storage("<p/>"));
        let write = client.send(v2::pages::create(body)).await.unwrap_err();
        assert_eq!(write.kind(), expected, "{script:?}: {write}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{script:?}");
        assert!(!format!("{read:?}{write:?}").contains("ada-api-token"));
    }
}

#[tokio::test]
async fn huge_headers_and_a_wrong_type_are_survived() {
    let write = || v2::pages::create(NewPage::new(1).title("A").body(NewBody::storage("<p/>")));
    for script in [Script::HugeHeaders(64 << 10), Script::WrongContentType] {
        let responder = RawResponder::start(script.clone()).await;
        let client = client_of(responder.url());
        let read: serde_json::Value = client.send_as(v2::pages::get(1)).await.unwrap();
        let written: serde_json::Value = client.send_as(write()).await.unwrap();
        assert!(read.is_object() && written.is_object(), "{script:?}");
    }
    let responder = RawResponder::start(Script::HugeHeaders(1 << 20)).await;
    let client = client_of(responder.url());
    assert_eq!(client.send(v2::pages::get(1)).await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(client.send(write()).await.unwrap_err().kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn a_list_of_nothing_but_empty_pages_ends() {
    let transport = Scripted::new(|before, _| {
        json(200, format!(r#"{{"results":[],"_links":{{"next":"?cursor={before}"}}}}"#))
    });
    let rows: Result<Vec<_>, _> = transport.client().stream(v2::pages::list()).try_collect().await;
    let error = rows.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("empty pages"), "{error}");
}

#[tokio::test]
async fn a_storm_of_refusals_is_bounded() {
    let transport = Scripted::new(|_, _| {
        let mut answer = json(429, "{}");
        answer.headers_mut().insert("retry-after", http::HeaderValue::from_static("0"));
        answer
    });
    let policy = RetryPolicy::default().attempts(3).first_wait(Duration::from_millis(1));
    let client = transport.client().with_retry(policy);
    let calls = (0..20).map(|_| client.send(v2::pages::get(1)));
    for outcome in futures_util::future::join_all(calls).await {
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::RateLimited);
    }
    assert_eq!(transport.asked(), 60);
}

#[tokio::test]
async fn an_absurd_wait_is_an_error_at_once_for_every_clone() {
    let transport = Scripted::new(|_, _| {
        let mut answer = json(429, "{}");
        answer.headers_mut().insert("retry-after", http::HeaderValue::from_static("18446744073709551615"));
        answer
    });
    let client = transport.client().with_retry(RetryPolicy::default()).with_timeout(Duration::MAX);
    let begun = Instant::now();
    let error = client.send(v2::pages::get(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let other = client.with_timeout(Duration::from_secs(60)).send(v2::pages::get(1)).await.unwrap_err();
    assert_eq!(other.kind(), ErrorKind::RateLimited);
    assert!(other.to_string().contains("wait for another 86400 s"), "{other}");
    assert!(other.retry_after() > Some(Duration::from_secs(80_000)));
    assert_eq!(transport.asked(), 1, "the second call did not ask");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_wait_that_no_time_is_left_for_is_told_at_once() {
    let transport = Scripted::new(|_, _| {
        let mut answer = json(429, "{}");
        answer.headers_mut().insert("retry-after", http::HeaderValue::from_static("20"));
        answer
    });
    let client = transport.client().with_retry(RetryPolicy::default()).with_timeout(Duration::from_secs(10));
    let begun = Instant::now();
    let error = client.send(v2::pages::get(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(20))));
    assert!(begun.elapsed() < Duration::from_secs(5));
}
