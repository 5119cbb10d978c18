//! Answers that no service should give: each a typed error, in bounded time and memory.

use std::time::{Duration, Instant};

use confluence_client::models::{NewBody, NewPage};
use confluence_client::{ErrorKind, v2};
use tests::sandbox::{RawResponder, Script};

use super::client_of;

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
    let responder = RawResponder::start(Script::HugeHeaders(64 << 10)).await;
    // Whether 64 KiB of headers pass is the HTTP client's affair; that the call ends is ours.
    let _ = client_of(responder.url()).send_as::<serde_json::Value>(v2::pages::get(1)).await;
    let responder = RawResponder::start(Script::WrongContentType).await;
    let answer = client_of(responder.url()).send_as::<serde_json::Value>(v2::pages::get(1)).await;
    assert!(answer.is_ok(), "{answer:?}");
}
