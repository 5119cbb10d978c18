//! What is tried again, and what is not.

use std::time::{Duration, Instant};

use confluence_client::models::{NewBody, NewPage as NewPageBody};
use confluence_client::{ErrorKind, RetryPolicy, v2};
use tests::sandbox::{Fault, NewPage, Sandbox};

use super::open;

async fn one_page() -> (Sandbox, String, String) {
    let sandbox = Sandbox::start().await;
    let space = sandbox.add_space("ONE", "One");
    let page = sandbox.add_page(NewPage::new("ONE", "Page"));
    (sandbox, space, page)
}

fn quick() -> RetryPolicy {
    RetryPolicy::default().first_wait(Duration::from_millis(1))
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
