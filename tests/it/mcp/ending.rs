//! The end of the input: what is due is still answered, and nobody is waited for who does not.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::json;
use tests::sandbox::Sandbox;
use tokio::time::sleep;

use super::process::Process;

const CALLS: usize = 80;

/// Calls of a tool, each with a request to the wiki.
fn calls(number: usize) -> String {
    let call = json!({"name": "confluence_list_spaces", "arguments": {}});
    (0..number).fold(String::new(), |mut frames, id| {
        let id = format!("e{id}");
        writeln!(frames, "{}", json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": call}))
            .unwrap();
        frames
    })
}

/// How many calls were answered until the output ended, and all of them well.
async fn answers(server: &mut Process) -> usize {
    let mut answered = 0;
    while let Some(answer) = server.receive().await {
        assert!(answer["result"]["content"].is_array(), "{answer}");
        answered += 1;
    }
    answered
}

#[tokio::test]
async fn all_that_was_asked_is_answered_however_many_turns_it_takes() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = Process::start(&sandbox.connection_string()).await;
    sandbox.set_latency(Duration::from_millis(700));
    server.write(calls(CALLS).as_bytes()).await;
    server.close();
    assert_eq!(answers(&mut server).await, CALLS);
    assert!(server.end().await.0.success());
}

#[tokio::test]
async fn answers_wait_for_who_reads_late() {
    let mut server = Process::start("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await;
    let mut frames = String::new();
    for id in 0..20 {
        let id = format!("l{id}");
        writeln!(frames, "{}", json!({"jsonrpc": "2.0", "id": id, "method": "tools/list", "params": {}}))
            .unwrap();
    }
    server.write(frames.as_bytes()).await;
    server.close();
    sleep(Duration::from_secs(3)).await;
    let mut bytes = 0;
    for _ in 0..20 {
        bytes += server.receive().await.expect("an answer is missing").to_string().len();
    }
    assert!(bytes > 128 << 10, "{bytes} bytes fit into the pipe");
    assert!(server.end().await.0.success());
}

#[tokio::test]
async fn a_call_that_takes_long_is_given_up() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = Process::start(&sandbox.connection_string()).await;
    sandbox.set_latency(Duration::from_secs(60));
    server.write(calls(CALLS).as_bytes()).await;
    sleep(Duration::from_millis(200)).await;
    let began = Instant::now();
    server.close();
    assert_eq!(answers(&mut server).await, 0);
    let (status, said) = server.end().await;
    assert!(status.success(), "{said}");
    assert!(began.elapsed() < Duration::from_millis(2_000), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_last_line_without_an_end_is_answered() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = Process::start(&sandbox.connection_string()).await;
    let two = calls(2);
    server.write(two.trim_end().as_bytes()).await;
    server.close();
    assert_eq!(answers(&mut server).await, 2);
    assert!(server.end().await.0.success());

    let mut server = Process::start(&sandbox.connection_string()).await;
    server.write(br#"{"jsonrpc": "2.0", "id": 7, "method": "#).await;
    server.close();
    let told = server.receive().await.expect("what was cut off is refused");
    assert_eq!(told["error"]["code"], -32_700, "{told}");
    assert!(server.receive().await.is_none() && server.end().await.0.success());
}
