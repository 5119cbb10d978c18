//! How many sessions there may be, and how much may go on in one.

use confluence_mcp::http::McpSessionOptions;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::json;

use super::super::message;
use super::{Client, counted, events, idle, sessions};

#[tokio::test]
async fn one_more_than_there_may_be_ends_the_quietest() {
    let few = McpSessionOptions::new().max_sessions_per_caller(2).max_sessions(3);
    let (_, issuer, running) = idle(|options| options.sessions(few)).await;
    let begin = |subject: &str| Client::new(&running, &issuer, subject).begin();
    let (first, second) = (begin("one").await, begin("one").await);
    assert_eq!(first.ping().await.status(), StatusCode::OK);
    let third = begin("one").await;
    assert_eq!(second.ping().await.status(), StatusCode::NOT_FOUND, "the quietest of the caller's own");
    assert_eq!(first.ping().await.status(), StatusCode::OK);
    assert_eq!(third.ping().await.status(), StatusCode::OK);
    let (two, three) = (begin("two").await, begin("three").await);
    assert_eq!(first.ping().await.status(), StatusCode::NOT_FOUND, "the quietest of all");
    for client in [&third, &two, &three] {
        assert_eq!(client.ping().await.status(), StatusCode::OK);
    }
    assert_eq!(counted(&running), 3);
}

#[tokio::test]
async fn listening_takes_no_turn_and_has_a_bound_of_its_own() {
    let (_, issuer, running) = idle(|options| sessions(options).max_requests_per_caller(1)).await;
    let client = Client::new(&running, &issuer, "one").begin().await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        let stream = client.listen().await;
        assert_eq!(stream.status(), StatusCode::OK);
        streams.push(stream);
    }
    assert_eq!(client.listen().await.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(!events(client.rest(1, 1).await).await.is_empty(), "a call gets through");
    streams.pop();
    super::eventually_listens(&client).await;
}

#[tokio::test]
async fn calls_take_turns_and_leave_way_for_the_users_answers() {
    let (_, issuer, running) = idle(|options| sessions(options).max_requests_per_caller(3)).await;
    let client = Client::new(&running, &issuer, "one").begin().await;
    let other = Client::new(&running, &issuer, "two").begin().await;
    let mut resting = Vec::new();
    for id in 0..3 {
        resting.push(client.rest(id, 2_000).await);
    }
    // Whether their streams are read or not.
    resting.pop();
    let refused = events(client.rest(9, 1).await).await;
    assert_eq!(refused.last().unwrap()["error"]["code"], -32_000, "{refused:?}");
    assert!(!events(other.rest(9, 1).await).await.last().unwrap()["result"].is_null());
    let said = json!({"jsonrpc": "2.0", "id": 77, "result": {"action": "accept"}});
    assert_eq!(client.send(&said).await.status(), StatusCode::ACCEPTED);
    let gave_up = |id: u64| {
        let params = json!({"requestId": id});
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params})
    };
    for id in 0..3 {
        assert_eq!(client.send(&gave_up(id)).await.status(), StatusCode::ACCEPTED);
    }
    let ended = join_all(resting.into_iter().map(events)).await;
    assert!(ended.iter().flatten().all(|event| event["result"].is_null()), "given up: {ended:?}");
    let again = events(client.rest(10, 1).await).await;
    assert!(!again.last().unwrap()["result"].is_null(), "the turns came back: {again:?}");
}

#[tokio::test]
async fn without_sessions_a_call_that_tells_how_far_it_is_keeps_its_turn() {
    let (_, issuer, running) = idle(|options| options.max_requests_per_caller(1)).await;
    let client = Client::new(&running, &issuer, "one");
    let call = json!({"name": "700", "_meta": {"progressToken": "p"}});
    let long = client.send(&message("tools/call", &call)).await;
    assert_eq!(long.headers()["content-type"], "text/event-stream");
    assert_eq!(client.rest(2, 1).await.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(events(long).await.last().unwrap().to_string().contains("rested"));
    assert_eq!(client.rest(3, 1).await.status(), StatusCode::OK);
}
