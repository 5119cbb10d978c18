//! Clients that behave badly on the pipe: the real binary has to keep its memory, and to end when they go.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;
use tests::sandbox::Sandbox;

use super::process::Process;

const NOWHERE: &str = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x";

async fn answers(server: &mut Process) {
    let list = server.ask("tools/list", json!({})).await;
    assert!(list["result"]["tools"].as_array().is_some_and(|tools| tools.len() > 10), "{list}");
}

#[tokio::test]
async fn a_flood_of_malformed_frames_is_survived() {
    let mut server = Process::start(NOWHERE).await;
    answers(&mut server).await;
    let before = server.peak_kib();
    let frames: [&[u8]; 7] = [
        b"{\n",
        b"not json at all\n",
        b"\xff\xfe\xfd\n",
        b"\n",
        b"\"text\"\n",
        b"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":7}\n",
        b"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/unknown\",\"params\":{\"a\":[1,2,3]}}\n",
    ];
    for _ in 0..200 {
        server.write(&frames.concat().repeat(20)).await;
        // Some frames are answered: a client that reads is spoken to, and a request still gets through.
        answers(&mut server).await;
    }
    let grown = server.peak_kib() - before;
    assert!(grown < 8 << 10, "grew by {grown} KiB");
    assert!(server.end().await.0.success());
}

#[tokio::test]
async fn large_arguments_do_not_pile_up() {
    let grown = grown_by(4, 2 << 20).await;
    assert!(grown < 40 << 10, "grew by {grown} KiB");
}

/// How much memory so many calls at once take, in KiB, each with an argument of so many bytes; what is longer than the
/// longest line is passed over.
pub(crate) async fn grown_by(calls: usize, bytes: usize) -> u64 {
    let mut server = Process::start(NOWHERE).await;
    let before = server.peak_kib();
    let large = "x".repeat(bytes);
    for id in 0..calls {
        let call = json!({"name": "confluence_get_page", "arguments": {"page_id": large}});
        let id = format!("large {id}");
        server.send(&json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": call})).await;
    }
    for _ in 0..calls {
        let answer = server.receive().await.unwrap();
        let refused = answer["result"]["isError"] == true || answer["error"]["code"] == -32_000;
        assert!(refused && answer.to_string().len() < 4_000, "{}", answer.to_string().len());
    }
    server.write(format!("{}\n", "y".repeat(17 << 20)).as_bytes()).await;
    answers(&mut server).await;
    server.peak_kib() - before
}

#[tokio::test]
async fn a_client_that_never_reads_is_not_read_either() {
    let mut server = Process::start(NOWHERE).await;
    let before = server.peak_kib();
    let mut asked = 0;
    for round in 0..200 {
        let mut frames = String::new();
        for number in 0..100 {
            let id = round * 100 + number;
            let request =
                json!({"jsonrpc": "2.0", "id": format!("f{id}"), "method": "tools/list", "params": {}});
            writeln!(frames, "{request}").unwrap();
        }
        asked = (round + 1) * 100;
        if !server.pour(frames.as_bytes(), Duration::from_millis(1_500)).await {
            break;
        }
    }
    let grown = server.peak_kib() - before;
    println!("{asked} lists asked for and not read: {grown} KiB");
    assert!(asked < 20_000, "the server reads on and on");
    assert!(grown < 16 << 10, "grew by {grown} KiB");
    assert!(server.receive().await.is_some(), "the answers come as soon as somebody reads");
}

#[tokio::test]
async fn more_requests_than_can_wait_are_refused_and_the_rest_answered() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    sandbox.set_latency(Duration::from_millis(50));
    let mut server = Process::start(&sandbox.connection_string()).await;
    let mut frames = String::new();
    for id in 0..700 {
        let call = json!({"name": "confluence_get_user", "arguments": {}});
        let call =
            if id % 2 == 0 { call } else { json!({"name": "confluence_list_spaces", "arguments": {}}) };
        writeln!(
            frames,
            "{}",
            json!({"jsonrpc": "2.0", "id": format!("r{id}"), "method": "tools/call", "params": call})
        )
        .unwrap();
    }
    server.write(frames.as_bytes()).await;
    let (mut busy, mut done) = (0, 0);
    while busy + done < 700 {
        let answer = server.receive().await.unwrap();
        match answer["error"]["code"].as_i64() {
            Some(-32_000) => busy += 1,
            _ => done += 1,
        }
    }
    assert!(busy > 0 && done >= 512, "{busy} refused, {done} done");
}

#[tokio::test]
async fn an_id_that_is_in_use_is_refused() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    sandbox.set_latency(Duration::from_millis(300));
    let mut server = Process::start(&sandbox.connection_string()).await;
    let call = json!({"jsonrpc": "2.0", "id": "twice", "method": "tools/call", "params": {"name": "confluence_list_spaces"}});
    server.send(&call).await;
    server.send(&call).await;
    let (first, second) = (server.receive().await.unwrap(), server.receive().await.unwrap());
    assert!(first["error"]["message"].as_str().unwrap().contains("not answered yet"), "{first}");
    assert!(second["result"].is_object(), "{second}");
}

#[tokio::test]
async fn a_client_that_vanishes_leaves_no_server_behind() {
    let idle = Process::start(NOWHERE).await.vanish().await;
    assert!(idle < Duration::from_secs(1), "{idle:?}");
    let sandbox = Sandbox::builder().sample_content().start().await;
    sandbox.set_latency(Duration::from_secs(60));
    let mut server = Process::start(&sandbox.connection_string()).await;
    for id in 0..50 {
        let call = json!({"name": "confluence_list_spaces", "arguments": {}});
        server
            .send(&json!({"jsonrpc": "2.0", "id": format!("v{id}"), "method": "tools/call", "params": call}))
            .await;
    }
    let busy = server.vanish().await;
    assert!(busy < Duration::from_secs(2), "{busy:?}");
}
