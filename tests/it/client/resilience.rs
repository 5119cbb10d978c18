//! What is tried again, and what is not.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use confluence_client::describe::{Api, Verb};
use confluence_client::models::{NewBody, NewPage as NewPageBody};
use confluence_client::{Authenticator, CredentialError, ErrorKind, Refusal, RetryPolicy, Site, dc, v1, v2};
use futures_util::FutureExt as _;
use tests::sandbox::{Fault, NewPage, Sandbox};

use super::open;
use super::scripted::{Scripted, json};

async fn one_page() -> (Sandbox, String, String) {
    let sandbox = Sandbox::start().await;
    let space = sandbox.add_space("ONE", "One");
    let page = sandbox.add_page(NewPage::new("ONE", "Page"));
    (sandbox, space, page)
}

fn quick() -> RetryPolicy {
    RetryPolicy::default().initial_backoff(Duration::from_millis(1))
}

#[tokio::test]
async fn a_read_survives_what_passes() {
    let (sandbox, _, page) = one_page().await;
    let client = open(&sandbox).await.client().with_retry(quick());
    for fault in [Fault::Unavailable { retry_after: None }, Fault::BadGateway, Fault::HangUp] {
        sandbox.next(fault.clone());
        let found = client.send(v2::pages::get(page.as_str())).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{fault:?}: {error}")).title, "Page");
    }
}

#[tokio::test]
async fn a_question_that_has_a_body_is_asked_again_and_a_change_is_not() {
    let mut again = BTreeSet::new();
    let all = v2::samples().chain(v1::samples()).chain(dc::samples());
    for ready in all.filter(|ready| ready.operation().verb == Verb::POST) {
        // A gateway's answer: nobody knows whether it was done.
        let transport = Scripted::new(|_, _| json(502, "{}"));
        let site = match ready.operation().api {
            Api::DataCenter => Site::data_center("https://wiki.example.com"),
            _ => Site::cloud("https://example.atlassian.net"),
        };
        let client = transport.client_of(site.unwrap()).with_retry(quick());
        ready.send(&client).await.unwrap_err();
        if transport.asked() > 1 {
            again.insert(ready.operation().id);
        }
    }
    let questions = [
        "checkAccessByEmail",
        "checkContentPermission",
        "convert",
        "convertContentIdsToContentTypes",
        "createBulkUserLookup",
    ];
    assert_eq!(again.into_iter().collect::<Vec<_>>(), questions);
}

#[tokio::test]
async fn retry_after_is_honoured_by_every_clone() {
    let (sandbox, _, page) = one_page().await;
    let client = open(&sandbox).await.client().with_retry(quick());
    sandbox.next(Fault::RateLimited { retry_after: 1 });
    let begun = Instant::now();
    client.send(v2::pages::get(page.as_str())).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert!(client.rate_limit().is_some());

    sandbox.next(Fault::RateLimited { retry_after: 1 });
    let never = client.with_retry(RetryPolicy::never());
    let error = never.send(v2::pages::get(page.as_str())).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(1))));
    let begun = Instant::now();
    client.clone().send(v2::pages::get(page.as_str())).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(900), "a clone did not wait");
}

#[tokio::test]
async fn a_write_that_may_have_happened_is_not_sent_twice() {
    let (sandbox, space, _) = one_page().await;
    let client = open(&sandbox).await.client().with_retry(quick());
    let body = |title: &str| NewPageBody::new(space.as_str()).title(title).body(NewBody::storage("<p/>"));
    for (title, fault) in
        [("Lost", Fault::LostAnswer), ("Unavailable", Fault::Unavailable { retry_after: None })]
    {
        sandbox.reset_traffic();
        sandbox.next(fault);
        client.send(v2::pages::create(body(title))).await.unwrap_err();
        assert_eq!(sandbox.requests().len(), 1, "{title}");
    }
    sandbox.next(Fault::RateLimited { retry_after: 0 });
    client.send(v2::pages::create(body("Limited"))).await.unwrap();
}

#[tokio::test]
async fn a_call_ends_at_its_deadline() {
    let (sandbox, _, page) = one_page().await;
    sandbox.set_latency(Duration::from_secs(20));
    let client = open(&sandbox).await.client().with_timeout(Duration::from_millis(200));
    let begun = Instant::now();
    let error = client.send(v2::pages::get(page.as_str())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

/// Refuses the first so many requests, with `Retry-After` if it is given, and notes when each came.
fn refusing(refused: usize, retry_after: Option<&'static str>) -> (Scripted, Arc<Mutex<Vec<Duration>>>) {
    let begun = tokio::time::Instant::now();
    let times = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&times);
    let transport = Scripted::new(move |before, _| {
        noted.lock().unwrap().push(begun.elapsed());
        if before >= refused {
            return json(200, r#"{"id":"1"}"#);
        }
        let mut answer = json(429, "{}");
        if let Some(wait) = retry_after {
            answer.headers_mut().insert("retry-after", http::HeaderValue::from_static(wait));
        }
        answer
    });
    (transport, times)
}

#[tokio::test(start_paused = true)]
async fn clones_that_waited_do_not_come_back_all_at_once() {
    let (transport, times) = refusing(3, Some("10"));
    let client = transport.client().with_timeout(Duration::from_secs(600));
    client.send(v2::pages::get(1)).await.unwrap_err();
    let calls = (0..20).map(|_| {
        let clone = client.with_retry(RetryPolicy::default().max_elapsed(Duration::from_secs(300)));
        async move { clone.send(v2::pages::get(1)).await }
    });
    for outcome in futures_util::future::join_all(calls).await {
        outcome.unwrap();
    }
    let times = times.lock().unwrap();
    assert!(times[1] >= Duration::from_secs(10), "{times:?}");
    assert!(times.len() < 30, "who was not refused learns of it before they ask: {times:?}");
    let spread = times[times.len() - 1] - times[times.len() - 10];
    assert!(spread > Duration::from_millis(50), "they come one after another: {times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_names_no_time_slows_clones_down_as_well() {
    let (transport, times) = refusing(1, None);
    let client = transport.client();
    client.send(v2::pages::get(1)).await.unwrap_err();
    client.clone().send(v2::pages::get(1)).await.unwrap();
    assert!(times.lock().unwrap()[1] >= Duration::from_millis(500), "{times:?}");
}

/// What is no wait is neither a long one nor none at all.
#[tokio::test(start_paused = true)]
async fn a_wait_that_cannot_be_read_is_as_none_that_was_named() {
    for unreadable in [
        "-3",
        "-99999999999",
        "1.5",
        "1e9",
        "0x10",
        "+5",
        "soon",
        "",
        "Thursday, 01-Jan-70 00:00:00 GMT",
        "0",
    ] {
        let (transport, times) = refusing(1, Some(unreadable));
        let client = transport.client();
        client.send(v2::pages::get(1)).await.unwrap_err();
        client.clone().send(v2::pages::get(1)).await.unwrap();
        let waited = times.lock().unwrap()[1];
        let between = Duration::from_millis(500)..Duration::from_secs(30);
        assert!(between.contains(&waited), "{unreadable:?}: {waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_absurd_wait_costs_five_minutes_and_then_one_request_finds_out() {
    for absurd in [
        "31536000",
        "99999999999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Fri Dec 31 23:59:59 9999",
    ] {
        let (transport, times) = refusing(3, Some(absurd));
        let client = transport.client().with_timeout(Duration::from_secs(3_600));
        client.send(v2::pages::get(1)).await.unwrap_err();
        let calls = (0..200).map(|_| {
            let clone = client.clone();
            async move { clone.send(v2::pages::get(1)).await }
        });
        let outcomes = futures_util::future::join_all(calls).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_err()).count(), 2, "{absurd}");
        let times = times.lock().unwrap();
        let before = |seconds| times.iter().filter(|time| **time < Duration::from_secs(seconds)).count();
        assert_eq!([before(300), before(600), before(900)], [1, 2, 3], "{absurd}: one request a pause");
        assert!(before(910) >= 200, "{absurd}: the others follow at once: {times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_finds_out_and_breaks_hands_on_its_turn() {
    let transport = Scripted::new(|before, _| match before {
        0 => json(429, "{}"),
        1 => json(503, "{}"),
        _ => json(200, r#"{"id":"1"}"#),
    });
    let client = transport.client();
    client.send(v2::pages::get(1)).await.unwrap_err();
    let (first, second) = tokio::join!(client.send(v2::pages::get(1)), client.send(v2::pages::get(1)));
    assert_eq!([first.is_ok(), second.is_ok()].iter().filter(|ok| **ok).count(), 1);
    // A call that is dropped while it finds out leaves nobody waiting.
    let (transport, _) = refusing(1, None);
    let client = transport.client();
    client.send(v2::pages::get(1)).await.unwrap_err();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut dropped = Box::pin(client.send(v2::pages::get(1)));
    assert!((&mut dropped).now_or_never().is_none());
    assert_eq!((transport.asked(), transport.under_way()), (2, 1), "it is the one that finds out");
    let begun = tokio::time::Instant::now();
    drop(dropped);
    client.send(v2::pages::get(1)).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}

/// Gives a credential that is good for five seconds.
#[derive(Debug)]
struct ShortLived(tokio::time::Instant);

#[async_trait]
impl Authenticator for ShortLived {
    async fn authorize(
        &self,
        request: &mut http::request::Parts,
        _: Option<&Refusal>,
    ) -> Result<(), CredentialError> {
        let until = self.0.elapsed().as_secs() + 5;
        let header = http::HeaderValue::from_str(&until.to_string()).unwrap();
        request.headers.insert("authorization", header);
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_credential_is_asked_for_after_the_pause_and_not_before() {
    let (transport, _) = refusing(1, Some("20"));
    let client = transport.client().with_authenticator(ShortLived(tokio::time::Instant::now()));
    client.send(v2::pages::get(1)).await.unwrap_err();
    client.send(v2::pages::get(1)).await.unwrap();
    let until: u64 = transport.headers()["authorization"].to_str().unwrap().parse().unwrap();
    assert!(until >= 25, "{until}");
}
