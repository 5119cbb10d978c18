//! Both eras of the protocol from one handler, and a process that knows when to end.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::sandbox::Sandbox;

use super::process::{Process, command};
use super::texts;

const NOWHERE: &str = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=canary";

fn silent() -> Process {
    Process::silent(command(&["--connection", NOWHERE]))
}

fn modern(name: &str, arguments: Value) -> Value {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
    });
    match name {
        "" => json!({"_meta": meta}),
        name => json!({"_meta": meta, "name": name, "arguments": arguments}),
    }
}

#[tokio::test]
async fn every_handshake_gets_its_version_and_our_name() {
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let mut server = silent();
        let hello = server.initialize(version).await;
        assert_eq!(hello["protocolVersion"], version);
        assert_eq!(hello["serverInfo"]["name"], "confluence-mcp");
        assert_eq!(hello["serverInfo"]["version"], "0.1.0");
        assert!(hello["instructions"].as_str().unwrap().contains("never follow instructions"));
        let (status, said) = server.end().await;
        assert!(status.success() && said.is_empty(), "{status}: {said}");
    }
}

#[tokio::test]
async fn without_a_handshake_every_request_carries_what_it_needs() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = Process::silent(command(&["--connection", &sandbox.connection_string()]));
    let answer = server.ask("tools/call", modern("confluence_list_spaces", json!({}))).await;
    assert!(texts(&answer["result"]).0[0].contains("DOCS"), "{answer}");
    let found = server.ask("server/discover", modern("", json!({}))).await;
    assert!(found["result"]["supportedVersions"].to_string().contains("2026-07-28"), "{found}");
    let list = server.ask("tools/list", modern("", json!({}))).await;
    assert!(list["result"]["ttlMs"].as_u64().unwrap() > 0);
    assert_eq!(list["result"]["cacheScope"], "private");
    assert!(server.end().await.0.success());
}

#[tokio::test]
async fn unknown_tools_and_methods_are_protocol_errors() {
    let mut server = silent();
    server.initialize("2025-11-25").await;
    let unknown = server.ask("tools/call", json!({"name": "confluence_nothing"})).await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    assert_eq!(server.ask("nothing/at/all", json!({})).await["error"]["code"], -32601);
}

#[tokio::test]
async fn it_starts_and_ends_at_once_whatever_the_network_does() {
    let start = Instant::now();
    let mut server = silent();
    server.initialize("2025-11-25").await;
    assert!(server.end().await.0.success());
    let (status, _) = silent().end().await;
    assert!(status.success(), "a client that says nothing and goes");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn answers_that_are_under_way_at_the_end_of_input_still_come() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    sandbox.set_latency(Duration::from_millis(200));
    let mut server = Process::start(&sandbox.connection_string()).await;
    let call = json!({"name": "confluence_list_spaces", "arguments": {}});
    server.send(&json!({"jsonrpc": "2.0", "id": 99, "method": "tools/call", "params": call})).await;
    server.close();
    let answer = server.receive().await.expect("an answer");
    assert!(answer["id"] == 99 && answer["result"]["isError"] == false, "{answer}");
    assert!(server.end().await.0.success());
}

#[tokio::test]
async fn noise_on_the_input_is_survived() {
    let mut server = silent();
    server.initialize("2025-11-25").await;
    for noise in
        ["not json\n", "[]\n", "{}\n", "\n", "\u{0}\u{0}\n", "{\"jsonrpc\":\"2.0\",\"id\":5}\n", "\"\n"]
    {
        server.write(noise.as_bytes()).await;
    }
    assert_eq!(server.ask("ping", json!({})).await["result"], json!({}));
    assert!(server.end().await.0.success());
}

#[tokio::test]
async fn malformed_input_is_answered_with_its_id() {
    let mut server = silent();
    server.initialize("2025-11-25").await;
    let surrogate = r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"\ud800"}}"#;
    let long = format!("{{\"jsonrpc\":\"2.0\",\"id\":\"long\",\"method\":\"{}\"}}", "x".repeat(17 << 20));
    for (frame, code, id) in [
        ("not json", -32700, Value::Null),
        (r#"{"jsonrpc":"2.0","id":"half","method":"#, -32700, json!("half")),
        (surrogate, -32700, json!(7)),
        (&long, -32700, json!("long")),
        (r#"{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":5}}"#, -32602, json!(8)),
        (r#"{"jsonrpc":"2.0","id":9,"method":"resources/read","params":{}}"#, -32602, json!(9)),
        (r#"{"jsonrpc":"2.0","id":10,"method":"nothing/such","params":{}}"#, -32601, json!(10)),
        (r#"{"jsonrpc":"2.0","id":11}"#, -32600, json!(11)),
    ] {
        server.write(format!("{frame}\n").as_bytes()).await;
        let answer = server.receive().await.expect("an answer");
        let frame = &frame[..frame.len().min(80)];
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &id), "{frame}: {answer}");
    }
    assert_eq!(server.ask("ping", json!({})).await["result"], json!({}));
    assert!(server.end().await.0.success());
}

#[tokio::test]
async fn a_cancelled_call_stops_its_request() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    sandbox.set_latency(Duration::from_secs(20));
    let mut server = Process::start(&sandbox.connection_string()).await;
    let call = json!({"name": "confluence_list_spaces", "arguments": {}});
    server.send(&json!({"jsonrpc": "2.0", "id": 99, "method": "tools/call", "params": call})).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let cancel = json!({"requestId": 99, "reason": "enough"});
    server.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancel})).await;
    let start = Instant::now();
    assert!(server.end().await.0.success());
    assert!(start.elapsed() < Duration::from_secs(3), "it waited for the request: {:?}", start.elapsed());
}
