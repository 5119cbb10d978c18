//! Who gets in: RFC 6750, RFC 9728, and tokens that somebody made up, stole or kept for too long.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tests::issuer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Parts, Proof, Shared, http, message, post};

async fn ask(shared: &Shared, token: Option<&str>) -> Response {
    let request = post(&shared.running.endpoint, &message("tools/list", &json!({})));
    match token {
        Some(token) => request.bearer_auth(token).send().await.unwrap(),
        None => request.send().await.unwrap(),
    }
}

fn challenge(answer: &Response) -> String {
    answer
        .headers()
        .get("www-authenticate")
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_caller_without_a_token_learns_where_to_get_one() {
    let shared = Shared::start(Proof::SignIn).await;
    let refused = ask(&shared, None).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let place = shared.running.at("/.well-known/oauth-protected-resource/mcp");
    assert_eq!(challenge(&refused), format!("Bearer resource_metadata=\"{place}\""));
    for place in [place, shared.running.at("/.well-known/oauth-protected-resource")] {
        let document = http().get(place).send().await.unwrap().text().await.unwrap();
        let document: Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["resource"], shared.running.endpoint.as_str());
        assert_eq!(document["authorization_servers"], json!([shared.issuer.url()]));
        assert_eq!(document["bearer_methods_supported"], json!(["header"]));
    }
    let good = shared.running.token_for(&shared.issuer, "ada");
    assert_eq!(ask(&shared, Some(&good)).await.status(), StatusCode::OK);
    let twice = post(&shared.running.endpoint, &message("tools/list", &json!({})));
    let twice = twice.bearer_auth(&good).bearer_auth(&good).send().await.unwrap();
    assert_eq!(twice.status(), StatusCode::BAD_REQUEST);
    // Who knows only another way to authenticate did nothing wrong and learns of this one.
    let basic = post(&shared.running.endpoint, &message("tools/list", &json!({})));
    let basic = basic.basic_auth("ada", Some("x")).send().await.unwrap();
    assert_eq!((basic.status(), challenge(&basic).contains("error")), (StatusCode::UNAUTHORIZED, false));
    let empty = post(&shared.running.endpoint, &message("tools/list", &json!({})));
    let empty = empty.header("authorization", "Bearer ").send().await.unwrap();
    assert_eq!(empty.status(), StatusCode::BAD_REQUEST);
    assert!(challenge(&empty).contains("error=\"invalid_request\""));
    let query = format!("{}?access_token={good}", shared.running.endpoint);
    let query = post(&query.parse().unwrap(), &message("tools/list", &json!({}))).send().await.unwrap();
    assert_eq!(query.status(), StatusCode::UNAUTHORIZED, "a token in an address is no token");
}

/// What is answered so far, and whether the connection ends with it.
async fn answered(stream: &mut TcpStream) -> (String, bool) {
    let mut text = [0; 4096];
    let read = timeout(Duration::from_secs(5), stream.read(&mut text)).await.expect("no answer").unwrap();
    let text = String::from_utf8_lossy(&text[..read]).into_owned();
    (text.lines().next().unwrap_or_default().to_owned(), text.contains("connection: close"))
}

#[tokio::test]
async fn who_is_refused_may_ask_again_on_the_same_connection() {
    let shared = Shared::start(Proof::SignIn).await;
    let endpoint = &shared.running.endpoint;
    let list = message("tools/list", &json!({})).to_string();
    let head = |length: usize, more: &str| {
        let kind = "content-type: application/json\r\naccept: application/json, text/event-stream";
        let host = endpoint.authority();
        format!("POST /mcp HTTP/1.1\r\nhost: {host}\r\n{kind}\r\n{more}content-length: {length}\r\n\r\n")
    };
    let mut stream = TcpStream::connect(("127.0.0.1", endpoint.port().unwrap())).await.unwrap();
    // As clients do, whose body comes in a segment of its own.
    stream.write_all(head(list.len(), "").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    stream.write_all(list.as_bytes()).await.unwrap();
    assert_eq!(answered(&mut stream).await, ("HTTP/1.1 401 Unauthorized".to_owned(), false));
    let token = shared.running.token_for(&shared.issuer, "ada");
    let again = head(list.len(), &format!("authorization: Bearer {token}\r\n")) + &list;
    stream.write_all(again.as_bytes()).await.unwrap();
    assert_eq!(answered(&mut stream).await, ("HTTP/1.1 200 OK".to_owned(), false));
    // Much is not waited for, and the client is told that the connection ends.
    let mut stream = TcpStream::connect(("127.0.0.1", endpoint.port().unwrap())).await.unwrap();
    stream.write_all(head(1 << 20, "").as_bytes()).await.unwrap();
    assert_eq!(answered(&mut stream).await, ("HTTP/1.1 401 Unauthorized".to_owned(), true));
}

#[tokio::test]
async fn pages_that_look_for_a_token_may_read_where_and_what_they_lack() {
    let parts = Parts {
        issuer: Box::new(|issuer| issuer.scope("wiki")),
        options: |options| options.allow_origin("https://app.example.com").unwrap(),
        ..Parts::default()
    };
    let shared = Shared::with(Proof::SignIn, parts).await;
    let place = shared.running.at("/.well-known/oauth-protected-resource/mcp");
    let ask = async |method: reqwest::Method| {
        let request = http().request(method, &place).header("origin", "https://anybody.example");
        request.send().await.unwrap()
    };
    let before = ask(reqwest::Method::OPTIONS).await;
    assert_eq!(before.status(), StatusCode::NO_CONTENT);
    assert_eq!(before.headers()["access-control-allow-headers"], "mcp-protocol-version");
    for answer in [before, ask(reqwest::Method::GET).await] {
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    }
    let refused = ask(reqwest::Method::POST).await;
    assert_eq!(
        (refused.status(), &refused.headers()["allow"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"GET, HEAD, OPTIONS".parse().unwrap())
    );
    let call = post(&shared.running.endpoint, &message("tools/list", &json!({})));
    let call = call.bearer_auth(shared.running.token_for(&shared.issuer, "ada"));
    let call = call.header("origin", "https://app.example.com").send().await.unwrap();
    assert_eq!(call.status(), StatusCode::FORBIDDEN);
    assert_eq!(call.headers()["access-control-allow-origin"], "https://app.example.com");
    let challenge = challenge(&call);
    assert!(
        challenge.contains("error=\"insufficient_scope\"") && challenge.contains("scope=\"wiki\""),
        "{challenge}"
    );
}

#[tokio::test]
async fn every_other_token_is_refused_and_nothing_of_it_is_said() {
    let shared = Shared::start(Proof::SignIn).await;
    let (issuer, resource) = (&shared.issuer, shared.running.endpoint.as_str());
    let claims = |change: fn(&mut Value)| {
        let mut claims = issuer.claims("canary", resource);
        change(&mut claims);
        issuer.sign(&claims)
    };
    let header = |header: Value| issuer.sign_as(&header, &issuer.claims("canary", resource));
    let unsigned = {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.", part(&json!({"alg": "none"})), part(&issuer.claims("canary", resource)))
    };
    let good = issuer.token("canary", resource);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let turned: String = signature.chars().rev().collect();
    let stranger = issuer::Issuer::start().await;
    let mut borrowed = stranger.claims("canary", resource);
    borrowed["iss"] = json!(issuer.url());
    for (what, token) in [
        ("another audience", issuer.token("canary", "https://other.example/mcp")),
        ("another issuer", claims(|claims| claims["iss"] = json!("https://evil.example"))),
        ("another issuer's own", stranger.token("canary", resource)),
        ("another issuer's key", stranger.sign(&borrowed)),
        (
            "an extension that must be known",
            header(json!({"alg": "ES256", "kid": "one", "crit": ["b64"], "b64": false})),
        ),
        ("an end in milliseconds", claims(|claims| claims["exp"] = json!(4_000_000_000_000_u64))),
        ("an end beyond all times", claims(|claims| claims["exp"] = json!(1e300))),
        ("an end that is a text", claims(|claims| claims["exp"] = json!("4000000000"))),
        ("an end before all times", claims(|claims| claims["exp"] = json!(-1e300))),
        ("a beginning beyond all times", claims(|claims| claims["nbf"] = json!(1e300))),
        ("a beginning that is a text", claims(|claims| claims["nbf"] = json!("now"))),
        ("an extension, but none of them", header(json!({"alg": "ES256", "kid": "one", "crit": []}))),
        ("what must be known is no list", header(json!({"alg": "ES256", "kid": "one", "crit": "exp"}))),
        ("a key whose id is a number", header(json!({"alg": "ES256", "kid": 1}))),
        ("a key whose id is a query", header(json!({"alg": "ES256", "kid": "one' or '1'='1"}))),
        ("an algorithm in other letters", header(json!({"alg": "NoNe", "kid": "one"}))),
        ("expired", claims(|claims| claims["exp"] = json!(1_700_000_000))),
        ("without an end", claims(|claims| drop(claims.as_object_mut().unwrap().remove("exp")))),
        ("not yet", claims(|claims| claims["nbf"] = json!(4_000_000_000_u64))),
        ("for nobody", claims(|claims| drop(claims.as_object_mut().unwrap().remove("sub")))),
        ("without an audience", claims(|claims| drop(claims.as_object_mut().unwrap().remove("aud")))),
        ("unsigned", unsigned),
        ("unsigned with a signature", header(json!({"alg": "none", "kid": "one"}))),
        ("shared secret", header(json!({"alg": "HS256", "kid": "one"}))),
        ("another algorithm", header(json!({"alg": "RS256", "kid": "one"}))),
        ("an unknown key", header(json!({"alg": "ES256", "kid": "../one"}))),
        ("a proof", header(json!({"alg": "ES256", "kid": "one", "typ": "dpop+jwt"}))),
        ("its own key", header(json!({"alg": "ES256", "kid": "x", "jku": "http://127.0.0.1:1/keys"}))),
        ("a turned signature", format!("{head}.{turned}")),
        ("cut off", head.to_owned()),
        ("no token", "canary".to_owned()),
        ("too long", format!("{good}{}", "A".repeat(20_000))),
    ] {
        let refused = ask(&shared, Some(&token)).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{what}");
        let challenge = challenge(&refused);
        assert!(
            challenge.contains("error=\"invalid_token\"") && challenge.contains("resource_metadata="),
            "{what}"
        );
        let said = refused.text().await.unwrap();
        let named = if what.starts_with("an end") || what == "without an end" {
            "exp"
        } else if what == "for nobody" {
            "lacks sub"
        } else if what == "without an audience" {
            "lacks aud"
        } else if what.contains("extension") {
            "crit"
        } else {
            ""
        };
        assert!(said.contains(named), "{what}: {said}");
        assert!(!format!("{challenge}{said}").contains("canary"), "{what}: {said}");
    }
    assert_eq!(ask(&shared, Some(&good)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_was_good_is_refused_once_it_has_ended() {
    let shared = Shared::start(Proof::SignIn).await;
    let mut claims = shared.issuer.claims("ada", shared.running.endpoint.as_str());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    // Clocks may differ by a minute.
    claims["exp"] = json!(now - 57);
    let late = shared.issuer.sign(&claims);
    for _ in 0..3 {
        assert_eq!(ask(&shared, Some(&late)).await.status(), StatusCode::OK);
    }
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(ask(&shared, Some(&late)).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn keys_are_asked_for_again_when_they_change_and_not_for_every_stranger() {
    let shared = Shared::start(Proof::SignIn).await;
    let good = shared.running.token_for(&shared.issuer, "ada");
    for _ in 0..5 {
        assert_eq!(ask(&shared, Some(&good)).await.status(), StatusCode::OK);
    }
    assert_eq!(shared.issuer.key_requests(), 1);
    for at in 0..20 {
        let header = json!({"alg": "ES256", "kid": format!("made up {at}")});
        let claims = shared.issuer.claims("ada", shared.running.endpoint.as_str());
        let made_up = shared.issuer.sign_as(&header, &claims);
        assert_eq!(ask(&shared, Some(&made_up)).await.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(shared.issuer.key_requests(), 1, "asked a moment ago");
    assert_eq!(ask(&shared, Some(&good)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn keys_elsewhere_are_not_fetched_and_the_caller_is_told_to_wait() {
    let shared = Shared::start(Proof::Code).await;
    let elsewhere = issuer::Issuer::start().await;
    shared.issuer.point_keys_to(&format!("{}/keys", elsewhere.url()));
    let good = shared.running.token_for(&shared.issuer, "ada");
    let refused = ask(&shared, Some(&good)).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(elsewhere.key_requests(), 0);
}
