//! Calls that are dropped: at whatever point that happens, nothing is left running and nothing more is asked.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use confluence_client::wiki::{PageUpdate, Upload};
use confluence_client::{Authenticator, CredentialError, Refusal, RetryPolicy, Wiki, v2};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::request::Parts;
use http::{HeaderValue, Method};
use serde_json::json as object;

use super::scripted::{Scripted, json};

/// Drops the call after each number of polls until it ends by itself, and looks at what is left. Returns at how many
/// points it was dropped.
async fn dropped_everywhere<F: Future>(transport: &Scripted, call: impl Fn() -> F) -> usize {
    for polls in 0.. {
        let finished = polled(polls, call()).await;
        // A task that was told to end does so when it is polled next.
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        assert_eq!(transport.under_way(), 0, "something is left after {polls} polls");
        let asked = transport.asked();
        tokio::time::sleep(Duration::from_millis(2)).await;
        assert_eq!(transport.asked(), asked, "something was asked after {polls} polls");
        if finished {
            return polls;
        }
    }
    0
}

async fn polled(times: usize, call: impl Future) -> bool {
    let mut call = pin!(call);
    for _ in 0..times {
        if poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await.is_ready() {
            return true;
        }
        tokio::time::sleep(Duration::from_micros(100)).await;
    }
    false
}

/// Takes its time to give a credential, and another one after a refusal.
#[derive(Debug)]
struct Refreshing;

#[async_trait]
impl Authenticator for Refreshing {
    async fn authorize(&self, request: &mut Parts, refused: Option<&Refusal>) -> Result<(), CredentialError> {
        tokio::task::yield_now().await;
        let token = if refused.is_some() { "Bearer new" } else { "Bearer old" };
        request.headers.insert("authorization", HeaderValue::from_static(token));
        Ok(())
    }
}

fn page(version: u64) -> String {
    object!({
        "id": "1", "title": "Page", "spaceId": "2", "status": "current", "version": {"number": version},
        "body": {"storage": {"representation": "storage", "value": "<p>One</p>"}},
    })
    .to_string()
}

#[tokio::test]
async fn a_call_with_a_refresh_and_a_second_attempt() {
    let transport = Scripted::new(|before, _| match before % 3 {
        0 => json(401, "{}"),
        1 => json(503, "{}"),
        _ => json(200, page(1)),
    });
    let client = transport.client().with_authenticator(Refreshing);
    let client = client.with_retry(RetryPolicy::default().initial_backoff(Duration::from_millis(1)));
    let points = dropped_everywhere(&transport, || client.send(v2::pages::get(1))).await;
    assert!(points > 10, "{points}");
}

#[tokio::test]
async fn a_stream_whose_next_page_is_under_way() {
    let transport = Scripted::new(|_, request| {
        let query = request.uri().query().unwrap_or_default();
        let links = match query {
            "" => object!({"next": "?cursor=a"}),
            "cursor=a" => object!({"next": "?cursor=b"}),
            _ => object!({}),
        };
        json(200, object!({"results": [{"id": "1"}], "_links": links}).to_string())
    });
    let client = transport.client();
    let walked = || client.stream(v2::pages::list()).try_collect::<Vec<_>>();
    assert!(dropped_everywhere(&transport, walked).await > 5);
    let first = || async { client.stream(v2::pages::list()).next().await.unwrap().unwrap() };
    assert!(dropped_everywhere(&transport, first).await > 2);
}

#[tokio::test]
async fn an_update_that_is_being_settled() {
    let transport = Scripted::new(|_, request| match *request.method() {
        Method::PUT => json(500, "{}"),
        _ => json(200, page(1)),
    });
    let wiki = Wiki::new(transport.client());
    let update = || wiki.update_page(PageUpdate::new("1", 1, "Page", "<p>Two</p>"));
    assert!(dropped_everywhere(&transport, update).await > 8);
}

#[tokio::test]
async fn an_upload_lets_go_of_its_stream() {
    let transport =
        Scripted::new(|_, _| json(200, object!({"results": [{"id": "att1", "title": "a"}]}).to_string()));
    let wiki = Wiki::new(transport.client());
    let held = Arc::new(());
    let attach = || {
        let holding = Arc::clone(&held);
        let chunks = stream::once(async move {
            drop(holding);
            Ok(Bytes::from_static(b"x"))
        });
        wiki.attach("1", Upload::stream("a", Some(1), chunks))
    };
    assert!(dropped_everywhere(&transport, attach).await > 3);
    assert_eq!(Arc::strong_count(&held), 1, "no stream is left");
}

#[tokio::test]
async fn a_download_that_nobody_reads_to_its_end() {
    let transport = Scripted::new(|_, request| {
        if request.uri().path().ends_with("/download") {
            return json(200, "x".repeat(200));
        }
        let about =
            object!({"id": "att1", "title": "a", "pageId": "1", "fileSize": 200, "version": {"number": 1}});
        json(200, about.to_string())
    });
    let wiki = Wiki::new(transport.client());
    let download = || async { wiki.download("att1").await.unwrap().bytes(1000).await.unwrap() };
    assert!(dropped_everywhere(&transport, download).await > 10);
}
