//! What ends a session, and that nothing of it is left.

use std::sync::Arc;
use std::time::{Duration, Instant};

use confluence_mcp::http::McpSessionOptions;
use reqwest::StatusCode;
use tokio::time::{sleep, timeout};

use super::{Client, Idler, SOON, counted, events, eventually, idle, sessions};

/// Nothing of any session is left once the server has no more than it had before the first.
async fn nothing_is_left(idler: &Idler, before: usize) {
    eventually("all handlers of sessions are gone", || Arc::strong_count(&idler.0) <= before).await;
}

#[tokio::test]
async fn a_client_that_is_done_ends_it() {
    let (idler, issuer, running) = idle(sessions).await;
    let before = Arc::strong_count(&idler.0);
    let client = Client::new(&running, &issuer, "one").begin().await;
    let stream = client.listen().await;
    assert_eq!(client.end().await.status(), StatusCode::NO_CONTENT);
    assert_eq!(counted(&running), 0);
    events(stream).await;
    for answer in [client.ping().await, client.listen().await, client.end().await] {
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
    nothing_is_left(&idler, before).await;
}

#[tokio::test]
async fn one_that_nobody_uses_ends_and_one_that_is_listened_to_does_not() {
    let quick = McpSessionOptions::new().idle_timeout(Duration::from_millis(300));
    let (idler, issuer, running) = idle(|options| options.sessions(quick)).await;
    let before = Arc::strong_count(&idler.0);
    let client = Client::new(&running, &issuer, "one").begin().await;
    let stream = client.listen().await;
    sleep(Duration::from_millis(900)).await;
    assert_eq!(counted(&running), 1);
    drop(stream);
    eventually("it has ended", || counted(&running) == 0).await;
    assert_eq!(client.ping().await.status(), StatusCode::NOT_FOUND);
    nothing_is_left(&idler, before).await;
}

#[tokio::test]
async fn a_server_that_stops_waits_for_answers_and_for_no_listener() {
    let (idler, issuer, mut running) = idle(sessions).await;
    let client = Client::new(&running, &issuer, "one").begin().await;
    let stream = client.listen().await;
    let resting = client.rest(7, 600).await;
    let began = Instant::now();
    running.stop.take().unwrap().send(()).unwrap();
    events(stream).await;
    assert!(began.elapsed() < Duration::from_millis(500), "the listener was kept waiting");
    let answered = events(resting).await;
    assert!(answered.last().unwrap().to_string().contains("rested"), "{answered:?}");
    timeout(SOON, running.task).await.expect("it does not end").unwrap().unwrap();
    nothing_is_left(&idler, 1).await;
}
