//! A session is its owner's, at each request anew.

use std::time::{Duration, SystemTime};

use confluence_mcp::http::HttpOptions;
use reqwest::StatusCode;
use serde_json::json;
use tests::sandbox::{ADMIN, Person};
use tokio::time::timeout;

use super::super::many::log_in;
use super::super::{Parts, Proof, Shared, call, legacy, message, said};
use super::{Client, counted, events, idle, sessions};

#[tokio::test]
async fn nobody_else_finds_it() {
    let (_, issuer, running) = idle(sessions).await;
    let one = Client::new(&running, &issuer, "one").begin().await;
    let two = Client { token: running.token_for(&issuer, "two"), ..one.clone() };
    let nowhere = Client { session: Some("made-up".into()), ..two.clone() };
    for client in [&two, &nowhere] {
        for answer in [client.ping().await, client.listen().await, client.end().await] {
            assert_eq!(answer.status(), StatusCode::NOT_FOUND);
            assert_eq!(answer.text().await.unwrap(), "Not Found: Session not found");
        }
    }
    assert_eq!(one.ping().await.status(), StatusCode::OK, "nobody ended it either");
    assert_eq!(counted(&running), 1);
}

#[tokio::test]
async fn a_token_has_to_be_good_at_each_request() {
    let (_, issuer, running) = idle(sessions).await;
    let client = Client::new(&running, &issuer, "one").begin().await;
    let mut claims = issuer.claims("one", running.endpoint.as_str());
    claims["exp"] = json!(1_700_000_000);
    let late = Client { token: issuer.sign(&claims), ..client.clone() };
    for answer in [late.ping().await, late.listen().await, late.end().await] {
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    let renewed = Client { token: running.token_for(&issuer, "one"), ..client };
    assert_eq!(renewed.ping().await.status(), StatusCode::OK, "a new token of the same caller");
}

#[tokio::test]
async fn nobody_listens_for_longer_than_their_token_is_good() {
    let (_, issuer, running) = idle(sessions).await;
    let client = Client::new(&running, &issuer, "one").begin().await;
    let mut claims = issuer.claims("one", running.endpoint.as_str());
    // Clocks may differ by a minute, so that such a token is good for another second.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    claims["exp"] = json!(now - 59);
    let late = Client { token: issuer.sign(&claims), ..client.clone() };
    let (short, long) = (late.listen().await, client.listen().await);
    assert_eq!((short.status(), long.status()), (StatusCode::OK, StatusCode::OK));
    events(short).await;
    assert!(timeout(Duration::from_millis(300), long.text()).await.is_err(), "the other one goes on");
}

fn with_credentials(options: HttpOptions) -> HttpOptions {
    sessions(options.credential_header(true))
}

#[tokio::test]
async fn it_goes_with_the_credential_that_it_was_begun_with() {
    let shared = Shared::with(Proof::SignIn, Parts { options: with_credentials, ..Parts::default() }).await;
    let bearer = |person: Person| Some(format!("Bearer {}", person.personal_access_token));
    let plain = Client::new(&shared.running, &shared.issuer, "one");
    let ada = Client { credential: bearer(ADMIN), ..plain.clone() }.begin().await;
    let grace = Client { credential: bearer(Person::GRACE), ..plain.clone() }.begin().await;
    let who = message("tools/call", &json!({"name": "confluence_get_user", "arguments": {}}));
    for (client, name) in [(&ada, "Ada Lovelace"), (&grace, "Grace Hopper"), (&ada, "Ada Lovelace")] {
        let answer = events(client.send(&who).await).await;
        assert!(answer.last().unwrap().to_string().contains(name), "{answer:?}");
    }
    for credential in [None, bearer(Person::GRACE)] {
        let other = Client { credential, ..ada.clone() };
        assert_eq!(other.send(&who).await.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn tools_see_who_calls() {
    let shared = Shared::with(Proof::SignIn, Parts { options: sessions, ..Parts::default() }).await;
    log_in(&shared, "one", ADMIN).await;
    log_in(&shared, "two", Person::GRACE).await;
    let one = shared.client("one", legacy(), ()).await;
    let two = shared.client("two", legacy(), ()).await;
    let three = shared.client("three", legacy(), ()).await;
    for _ in 0..3 {
        let (first, second) = tokio::join!(
            call(&one, "confluence_get_user", json!({})),
            call(&two, "confluence_get_user", json!({}))
        );
        assert!(said(&first).0.contains("Ada Lovelace"), "{:?}", said(&first));
        assert!(said(&second).0.contains("Grace Hopper"), "{:?}", said(&second));
        assert!(said(&call(&three, "confluence_get_user", json!({})).await).1, "nobody's login is a third's");
    }
    assert!(counted(&shared.running) >= 3);
}

#[tokio::test]
async fn clients_since_2026_07_28_have_none() {
    let (_, issuer, running) = idle(sessions).await;
    let one = Client::new(&running, &issuer, "one").begin().await;
    let mut params = json!({"name": "10"});
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
    });
    // The identifier of another's session means nothing there.
    let answer = super::super::http()
        .post(&one.endpoint)
        .bearer_auth(running.token_for(&issuer, "two"))
        .header("accept", "application/json, text/event-stream")
        .header("content-type", "application/json")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", "tools/call")
        .header("mcp-name", "10")
        .header("mcp-session-id", one.session.as_deref().unwrap())
        .body(message("tools/call", &params).to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert!(!answer.headers().contains_key("mcp-session-id"));
    assert!(answer.text().await.unwrap().contains("rested"));
    assert_eq!(counted(&running), 1);
}
