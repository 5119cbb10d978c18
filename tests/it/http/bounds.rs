//! Bounds of size and time, and an end that waits for what is under way.

use std::time::{Duration, Instant};

use confluence_client::connection;
use confluence_mcp::Server;
use confluence_mcp::http::{HttpOptions, HttpServer, Metrics};
use reqwest::StatusCode;
use serde_json::json;
use tests::sandbox::{Deployment, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{
    Parts, Proof, Running, Shared, bind, call, connect, http, legacy, message, modern, post, run, said,
};

const SOON: Duration = Duration::from_secs(5);

async fn local(options: impl FnOnce(HttpOptions) -> HttpOptions) -> (Sandbox, Running) {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    let metrics = Metrics::new();
    let (listener, http) = bind(&metrics);
    let server = HttpServer::local(Server::builder(wiki).build().unwrap(), options(http)).unwrap();
    (sandbox, run(server, listener, metrics))
}

async fn dial(running: &Running) -> TcpStream {
    TcpStream::connect(("127.0.0.1", running.endpoint.port().unwrap())).await.unwrap()
}

/// Everything until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    drop(timeout(SOON, stream.read_to_end(&mut text)).await.expect("the connection stays open"));
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_however_it_is_announced() {
    let (_sandbox, running) = local(|options| options.max_body_bytes(64 << 10)).await;
    let big = message("tools/list", &json!({"cursor": "x".repeat(65 << 10)}));
    assert_eq!(post(&running.endpoint, &big).send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    let small = message("tools/list", &json!({}));
    assert_eq!(post(&running.endpoint, &small).send().await.unwrap().status(), StatusCode::OK);
    // In chunks, so that nobody says how large it will be.
    let mut stream = dial(&running).await;
    let host = running.endpoint.authority();
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\naccept: application/json, \
         text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("4000\r\n{}\r\n", "x".repeat(0x4000));
    for _ in 0..8 {
        if stream.write_all(chunk.as_bytes()).await.is_err() {
            break;
        }
    }
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn a_client_that_takes_its_time_is_given_up() {
    let patience = Duration::from_millis(200);
    let (_sandbox, running) = local(|options| options.header_timeout(patience).body_timeout(patience)).await;
    let began = Instant::now();
    let mut silent = dial(&running).await;
    assert_eq!(rest(&mut silent).await, "");
    let mut drip = dial(&running).await;
    let dripping = async {
        for byte in b"POST /mcp HTTP/1.1\r\nhost: localhost\r\n".iter().cycle() {
            if drip.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(SOON, dripping).await.expect("a head may not come for ever");
    let mut body = dial(&running).await;
    let host = running.endpoint.authority();
    let head = format!("POST /mcp HTTP/1.1\r\nhost: {host}\r\ncontent-length: 100\r\n\r\n{{");
    body.write_all(head.as_bytes()).await.unwrap();
    assert!(rest(&mut body).await.starts_with("HTTP/1.1 408"));
    assert!(began.elapsed() < SOON);
}

#[tokio::test]
async fn a_client_that_never_reads_does_not_hold_its_connection() {
    let (_sandbox, running) = local(|options| options.write_timeout(Duration::from_millis(300))).await;
    let mut deaf = dial(&running).await;
    let list = message("tools/list", &json!({})).to_string();
    let host = running.endpoint.authority();
    let request = format!(
        "POST /mcp HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\naccept: application/json, \
         text/event-stream\r\ncontent-length: {}\r\n\r\n{list}",
        list.len()
    );
    let asking = async { while deaf.write_all(request.as_bytes()).await.is_ok() {} };
    timeout(Duration::from_secs(20), asking).await.expect("it goes on for ever");
    let gone = async {
        while !running.metrics.render().contains("confluence_mcp_connections 0\n") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, gone).await.expect("the connection is still there");
}

/// Half a request costs its sender nothing, and must not cost others their turn.
#[tokio::test]
async fn a_crowd_of_half_requests_shuts_nobody_out() {
    let (_sandbox, running) = local(|options| {
        options.max_connections(64).max_connections_per_address(48).header_timeout(Duration::from_secs(1))
    })
    .await;
    let began = Instant::now();
    let mut crowd = Vec::new();
    for _ in 0..200 {
        let mut half = dial(&running).await;
        drop(half.write_all(b"POST /mcp HTTP/1.1\r\nhost: loc").await);
        crowd.push(half);
    }
    let refused = async {
        let mut closed = 0;
        for half in &mut crowd[64..] {
            closed += usize::from(matches!(half.read(&mut [0; 1]).await, Ok(0) | Err(_)));
        }
        closed
    };
    assert_eq!(
        timeout(Duration::from_millis(900), refused).await.unwrap(),
        136,
        "those beyond the bound are closed at once"
    );
    let serving = async {
        while !http()
            .get(running.at("/healthz"))
            .send()
            .await
            .is_ok_and(|answer| answer.status() == StatusCode::OK)
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(SOON, serving).await.expect("the others are served once the heads took too long");
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_connection_that_is_idle_stays_longer_than_a_head_may_take() {
    let (_sandbox, running) = local(|options| options.header_timeout(Duration::from_millis(200))).await;
    let mut kept = dial(&running).await;
    for _ in 0..2 {
        kept.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        let mut answer = [0; 512];
        let read = timeout(SOON, kept.read(&mut answer)).await.unwrap().unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 200"));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    kept.write_all(b"GET /heal").await.unwrap();
    assert_eq!(rest(&mut kept).await, "", "the next head has begun and does not end");
}

#[tokio::test]
async fn more_connections_than_there_may_be_wait() {
    let (_sandbox, running) =
        local(|options| options.max_connections(1).header_timeout(Duration::from_millis(300))).await;
    let _first = dial(&running).await;
    let began = Instant::now();
    assert_eq!(http().get(running.at("/healthz")).send().await.unwrap().status(), StatusCode::OK);
    assert!(began.elapsed() >= Duration::from_millis(200), "the first one was given up before");
}

#[tokio::test]
async fn answers_do_not_stall() {
    let (_sandbox, running) = local(|options| options).await;
    for mode in [legacy(), modern()] {
        let client = connect(&running.endpoint, None, mode, ()).await;
        let mut took = Vec::new();
        for _ in 0..30 {
            let began = Instant::now();
            // A tool that says what is wrong with its arguments, and asks nobody for it.
            assert!(said(&call(&client, "confluence_get_page", json!({"page_id": ""})).await).1);
            took.push(began.elapsed());
        }
        took.sort();
        // Each one of them would stall; on a busy machine some take long for other reasons.
        assert!(took[5] < Duration::from_millis(30), "a delayed acknowledgement costs 40 ms: {took:?}");
    }
}

#[tokio::test]
async fn a_server_that_stops_ends_what_is_under_way_and_takes_nothing_new() {
    let (sandbox, mut running) = local(|options| options).await;
    sandbox.set_latency(Duration::from_millis(500));
    let client = connect(&running.endpoint, None, modern(), ()).await;
    let under_way = async { said(&call(&client, "confluence_list_spaces", json!({})).await) };
    let stop = running.stop.take().unwrap();
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        stop.send(()).unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        http().get(running.at("/healthz")).send().await.is_err()
    };
    let ((text, failed), refused) = tokio::join!(under_way, stopping);
    assert!(!failed && text.contains("DOCS"), "{text}");
    assert!(refused, "a stopping server took a connection");
    drop(client);
    timeout(SOON, running.task).await.expect("it does not end").unwrap().unwrap();
}

#[tokio::test]
async fn a_call_that_takes_too_long_does_not_keep_a_server_from_stopping() {
    let (sandbox, mut running) = local(|options| options.shutdown_grace(Duration::from_millis(200))).await;
    sandbox.set_latency(Duration::from_secs(30));
    let endpoint = running.endpoint.clone();
    let asked = tokio::spawn(async move {
        let call = json!({"name": "confluence_list_spaces", "arguments": {}});
        post(&endpoint, &message("tools/call", &call)).send().await.map(drop)
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    running.stop.take().unwrap().send(()).unwrap();
    timeout(SOON, running.task).await.expect("it does not end").unwrap().unwrap();
    drop(timeout(SOON, asked).await.expect("the client is left waiting"));
}

/// A call of a tool as `Shared` offers it, and its answer.
async fn called(shared: &Shared, token: &str, id: u64) -> reqwest::Response {
    let mut call = message("tools/call", &json!({"name": "confluence_get_user", "arguments": {}}));
    call["id"] = json!(id);
    post(&shared.running.endpoint, &call).bearer_auth(token).send().await.unwrap()
}

#[tokio::test]
async fn a_caller_makes_so_many_calls_a_minute_and_takes_none_from_others() {
    let parts = Parts { options: |options| options.max_calls_per_minute(3), ..Parts::default() };
    let shared = Shared::with(Proof::SignIn, parts).await;
    let [one, two] = ["one", "two"].map(|subject| shared.running.token_for(&shared.issuer, subject));
    for id in 0..3 {
        assert_eq!(called(&shared, &one, id).await.status(), StatusCode::OK);
    }
    let refused = called(&shared, &one, 7).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    let error: serde_json::Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
    assert_eq!((&error["id"], &error["error"]["code"]), (&json!(7), &json!(-32000)), "{error}");
    assert!(error["error"]["message"].as_str().unwrap().contains("retry after"), "{error}");
    // What is no call is not counted, and another caller has a minute of their own.
    let list = post(&shared.running.endpoint, &message("tools/list", &json!({})));
    assert_eq!(list.bearer_auth(&one).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(called(&shared, &two, 1).await.status(), StatusCode::OK);
    let metrics = shared.running.metrics.render();
    assert!(metrics.contains("_count{route=\"mcp\",status=\"429\"} 1"), "{metrics}");
}

/// The same command, with these limits on open files.
#[cfg(target_os = "linux")]
fn with_files(command: &tokio::process::Command, (soft, hard): (u32, u32)) -> tokio::process::Command {
    let command = command.as_std();
    let mut limited = tokio::process::Command::new("sh");
    limited.args(["-c", &format!("ulimit -Sn {soft} && ulimit -Hn {hard} && exec \"$0\" \"$@\"")]);
    limited.arg(command.get_program()).args(command.get_args());
    let stdio = std::process::Stdio::piped;
    limited.kill_on_drop(true).stdout(stdio()).stderr(stdio());
    limited
}

/// Connections may not take the descriptors that a call to Confluence needs.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_crowd_leaves_files_for_calls_and_the_soft_limit_is_raised() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let string = sandbox.connection_string();
    let serve = ["serve", "--http", "127.0.0.1:0", "--log", "info", "--connection", &string];
    let command = with_files(&crate::mcp::process::command(&serve), (64, 300));
    let (child, endpoint) = super::command::start(command).await;
    let client = connect(&endpoint, None, modern(), ()).await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id().unwrap())).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(files.split_whitespace().skip(3).take(2).collect::<Vec<_>>(), ["300", "300"], "{files}");
    let address = endpoint.socket_addrs(|| None).unwrap()[0];
    let mut crowd = Vec::new();
    for peer in 0..400_u16 {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(std::net::SocketAddr::from(([127, 0, 1, (peer % 200) as u8 + 1], 0))).unwrap();
        if let Ok(Ok(mut stream)) = timeout(Duration::from_millis(200), socket.connect(address)).await {
            drop(stream.write_all(b"POST /mcp HTTP/1.1\r\n").await);
            crowd.push(stream);
        }
    }
    assert!(crowd.len() > 300, "{}", crowd.len());
    let (text, failed) = said(&call(&client, "confluence_list_spaces", json!({})).await);
    assert!(!failed && text.contains("DOCS"), "{text}");
}

#[tokio::test]
async fn the_bounds_of_the_command_line_hold() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let string = sandbox.connection_string();
    let mut serve = vec!["serve", "--http", "127.0.0.1:0", "--log", "info", "--connection", &string];
    serve.extend(["--max-calls-per-minute", "1", "--max-body-size", "1", "--max-calls", "8"]);
    // The old name of `--max-requests-per-caller`, which is still taken.
    serve.extend([
        "--max-calls-per-caller",
        "4",
        "--body-timeout",
        "1",
        "--write-timeout",
        "5",
        "--idle-timeout",
        "1",
    ]);
    let (_child, endpoint) = super::command::start(crate::mcp::process::command(&serve)).await;
    let call = message("tools/call", &json!({"name": "confluence_list_spaces", "arguments": {}}));
    let statuses = [StatusCode::OK, StatusCode::TOO_MANY_REQUESTS];
    for status in statuses {
        assert_eq!(post(&endpoint, &call).send().await.unwrap().status(), status);
    }
    let big = message("tools/list", &json!({"cursor": "x".repeat(1 << 20)}));
    assert_eq!(post(&endpoint, &big).send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    let mut idle = TcpStream::connect(endpoint.socket_addrs(|| None).unwrap()[0]).await.unwrap();
    let host = endpoint.authority();
    idle.write_all(format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes()).await.unwrap();
    // The connection ends a second after its answer.
    assert!(rest(&mut idle).await.starts_with("HTTP/1.1 200"));
    let mut slow = TcpStream::connect(endpoint.socket_addrs(|| None).unwrap()[0]).await.unwrap();
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\naccept: application/json, \
         text/event-stream\r\ncontent-length: 9\r\n\r\n"
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    assert!(rest(&mut slow).await.starts_with("HTTP/1.1 408"));
}
