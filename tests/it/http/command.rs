//! `confluence-mcp --http`.

use std::process::Stdio;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use tests::sandbox::{Deployment, Sandbox};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;
use url::Url;

use super::{call, connect, http, legacy, message, modern, post, said};
use crate::mcp::process::{command, run};

const PATIENCE: Duration = Duration::from_secs(30);

/// Starts the binary on a port of its choice.
pub(crate) async fn start(command: Command) -> (Child, Url) {
    let (child, endpoint, mut lines) = start_to_be_read(command).await;
    tokio::spawn(async move { while lines.next_line().await.is_ok_and(|line| line.is_some()) {} });
    (child, endpoint)
}

/// The same with the log that it goes on to write.
async fn start_to_be_read(mut command: Command) -> (Child, Url, Lines<BufReader<ChildStderr>>) {
    command.stdin(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = loop {
        let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().expect("it ended");
        if let Some((_, address)) = line.split_once("serving address=") {
            break address.split(' ').next().unwrap().to_owned();
        }
    };
    (child, Url::parse(&format!("http://{address}/mcp")).unwrap(), lines)
}

#[cfg(unix)]
#[tokio::test]
async fn a_person_serves_themselves_over_http_and_the_process_ends_when_told() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let string = sandbox.connection_string();
    let arguments = ["serve", "--http", "127.0.0.1:0", "--log", "info", "--connection", &string];
    let (mut child, endpoint) = start(command(&arguments)).await;
    let client = connect(&endpoint, None, modern(), ()).await;
    assert!(said(&call(&client, "confluence_list_spaces", json!({})).await).0.contains("DOCS"));
    let healthy = http().get(endpoint.join("/healthz").unwrap()).send().await.unwrap();
    assert_eq!(healthy.text().await.unwrap(), "ok\n");
    let metrics = http().get(endpoint.join("/metrics").unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("tool=\"confluence_list_spaces\",outcome=\"done\"} 1"), "{metrics}");
    drop(client);
    terminate(&child);
    let status = timeout(PATIENCE, child.wait()).await.expect("it does not end").unwrap();
    assert!(status.success(), "{status}");
}

/// It is no error of the server, and whoever looks for one in its log should not have to look past these.
#[tokio::test]
async fn a_client_that_hangs_up_makes_no_line_of_an_error() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    sandbox.set_latency(Duration::from_millis(300));
    let string = sandbox.connection_string();
    let arguments = ["serve", "--http", "127.0.0.1:0", "--connection", &string];
    let (_child, endpoint, mut lines) = start_to_be_read(command(&arguments)).await;
    let slow = json!({"name": "confluence_list_spaces", "arguments": {}});
    for _ in 0..10 {
        let request = post(&endpoint, &message("tools/call", &slow)).timeout(Duration::from_millis(100));
        assert!(request.send().await.is_err_and(|error| error.is_timeout()));
    }
    sandbox.set_latency(Duration::ZERO);
    tokio::time::sleep(Duration::from_millis(800)).await;
    let last = post(&endpoint, &message("tools/call", &slow)).send().await.unwrap();
    assert_eq!(last.status(), StatusCode::OK);
    let mut told = String::new();
    while let Ok(Ok(Some(line))) = timeout(Duration::from_secs(2), lines.next_line()).await {
        told += &format!("{line}\n");
    }
    assert!(told.contains("confluence_list_spaces"), "{told}");
    assert!(!told.contains("ERROR"), "{told}");
}

#[tokio::test]
async fn older_clients_get_a_session_where_it_was_asked_for() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let string = sandbox.connection_string();
    for (more, sessions) in [(&[][..], "0"), (&["--sessions"], "1")] {
        let arguments = ["serve", "--http", "127.0.0.1:0", "--log", "info", "--connection", &string];
        let (_child, endpoint) = start(command(&[&arguments[..], more].concat())).await;
        let client = connect(&endpoint, None, legacy(), ()).await;
        assert!(said(&call(&client, "confluence_list_spaces", json!({})).await).0.contains("DOCS"));
        let metrics = http().get(endpoint.join("/metrics").unwrap()).send().await.unwrap();
        let metrics = metrics.text().await.unwrap();
        assert!(metrics.contains(&format!("confluence_mcp_sessions {sessions}\n")), "{metrics}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_balancer_hears_that_a_server_stops_before_its_port_closes() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let string = sandbox.connection_string();
    let arguments =
        ["serve", "--http", "127.0.0.1:0", "--drain", "6", "--log", "info", "--connection", &string];
    let (mut child, endpoint) = start(command(&arguments)).await;
    let probe = async || http().get(endpoint.join("/readyz").unwrap()).send().await.unwrap().status();
    assert_eq!(probe().await, StatusCode::OK);
    terminate(&child);
    let stops = async {
        while probe().await != StatusCode::SERVICE_UNAVAILABLE {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, stops).await.expect("it does not say that it stops");
    let listed = post(&endpoint, &message("tools/list", &json!({}))).send().await.unwrap();
    assert_eq!(listed.status(), StatusCode::OK, "whoever still comes is served");
    assert!(timeout(PATIENCE, child.wait()).await.expect("it does not end").unwrap().success());
}

/// As in a container, whose port is published: beyond this machine, and without an issuer.
#[tokio::test]
async fn a_port_of_a_container_needs_a_token_or_a_credential_of_each_caller() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let string = sandbox.connection_string();
    let reached = |endpoint: Url, name: &str| -> Url {
        format!("http://{name}:{}/mcp", endpoint.port().unwrap()).parse().unwrap()
    };
    let call = json!({"name": "confluence_list_spaces", "arguments": {}});
    let call = || message("tools/call", &call);

    let arguments =
        ["serve", "--http", "0.0.0.0:0", "--token", "env:T", "--log", "info", "--connection", &string];
    let mut serve = command(&arguments);
    serve.env("T", "canary-of-the-callers");
    let (_child, endpoint) = start(serve).await;
    let endpoint = reached(endpoint, "localhost");
    let refused = post(&endpoint, &call()).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let answer = post(&endpoint, &call()).bearer_auth("canary-of-the-callers").send().await.unwrap();
    assert!(answer.text().await.unwrap().contains("DOCS"));
    // By a name that nobody gave it, a page elsewhere could have brought its visitor here.
    let rebound = post(&endpoint, &call()).bearer_auth("canary-of-the-callers").header("host", "a.example");
    let rebound = rebound.send().await.unwrap();
    assert_eq!(rebound.status(), StatusCode::FORBIDDEN);
    assert!(rebound.text().await.unwrap().contains("--allow-host"));

    let arguments =
        ["serve", "--http", "0.0.0.0:0", "--credential-header", "--log", "info", "--connection", &string];
    let (_child, endpoint) = start(command(&arguments)).await;
    let endpoint = reached(endpoint, "localhost");
    let nobody = post(&endpoint, &call()).send().await.unwrap().text().await.unwrap();
    assert!(nobody.contains("X-Confluence-Authorization") && !nobody.contains("DOCS"), "{nobody}");
    // The machine of the server is out of the caller's reach.
    assert!(!nobody.contains("confluence-mcp doctor") && nobody.contains("Tell the user"), "{nobody}");
    let own =
        post(&endpoint, &call()).header("x-confluence-authorization", format!("Bearer {}", pat(&string)));
    assert!(own.send().await.unwrap().text().await.unwrap().contains("DOCS"));
    let wrong = post(&endpoint, &call()).header("x-confluence-authorization", "Bearer made-up");
    let wrong = wrong.send().await.unwrap().text().await.unwrap();
    assert!(wrong.contains("in the settings of the client") && !wrong.contains("doctor"), "{wrong}");
}

/// A proxy in front of it is on the same machine as often as on another.
#[tokio::test]
async fn a_public_url_without_a_path_is_warned_of() {
    for (url, warned) in [("https://mcp.example.com", true), ("https://mcp.example.com/mcp", false)] {
        let connection = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x";
        let arguments =
            ["serve", "--http", "127.0.0.1:0", "--token", "env:T", "--public-url", url, "--log", "info"];
        let mut serve = command(&[&arguments[..], &["--connection", connection]].concat());
        serve.env("T", "canary-of-the-callers").stdin(Stdio::null());
        let mut child = serve.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut before = String::new();
        loop {
            let line = timeout(PATIENCE, log.next_line()).await.unwrap().unwrap().expect("it ended");
            if line.contains("serving address=") {
                break;
            }
            before += &line;
        }
        assert_eq!(before.contains("give https://mcp.example.com/mcp if that is meant"), warned, "{before}");
    }
}

/// Whoever runs a server finds out by which name it is asked for, in its log and in the audit log.
#[tokio::test]
async fn a_name_that_a_server_does_not_go_by_is_told_to_whoever_runs_it() {
    let folder = tempfile::tempdir().unwrap();
    let audit = folder.path().join("audit.jsonl");
    let place = format!("file:{}", audit.display());
    let more = ["--token", "env:T", "--audit-log", &place, "--log", "info"];
    let connection = ["--connection", "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x"];
    let mut serve = command(&[&["serve", "--http", "0.0.0.0:0"], &more[..], &connection].concat());
    serve.env("T", "canary-of-the-callers").stdin(Stdio::null());
    let mut child = serve.spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut until = async |words: &[&str]| {
        let mut before = String::new();
        loop {
            let line = timeout(PATIENCE, log.next_line()).await.unwrap().unwrap().expect("it ended");
            if words.iter().all(|word| line.contains(word)) {
                return (before, line);
            }
            before += &line;
        }
    };
    let (before, serving) = until(&["serving address="]).await;
    assert!(
        before.contains("only requests for localhost are allowed") && before.contains("--public-url"),
        "{before}"
    );
    let port = serving.split("0.0.0.0:").nth(1).unwrap().split(' ').next().unwrap();
    let endpoint: Url = format!("http://127.0.0.1:{port}/mcp").parse().unwrap();
    let list = || post(&endpoint, &message("tools/list", &json!({}))).bearer_auth("canary-of-the-callers");
    for _ in 0..3 {
        let refused = list().header("host", "mcp.example.com").send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    }
    let page = list().header("origin", "https://app.example.com").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    let (before, _) = until(&["WARN", "https://app.example.com", "--allow-origin"]).await;
    assert_eq!(before.matches("mcp.example.com").count(), 1, "once a minute: {before}");
    assert!(before.contains("--allow-host"), "{before}");
    let mut told = String::new();
    for _ in 0..100 {
        told = std::fs::read_to_string(&audit).unwrap();
        if told.lines().count() >= 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(told.matches("\"status\":403").count(), 4, "{told}");
    assert!(told.contains("Host not allowed") && told.contains("Origin not allowed"), "{told}");
}

/// What no caller could send, or what nobody filled in, lets nobody in.
#[tokio::test]
async fn a_token_that_is_none_is_refused_at_the_start() {
    let string = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x";
    let started = async |token: &str| {
        let mut serve =
            command(&["serve", "--http", "127.0.0.1:0", "--token", "env:T", "--connection", string]);
        let ended = serve.env("T", token).stdin(Stdio::null()).output();
        let ended = timeout(PATIENCE, ended).await.expect("it serves").unwrap();
        assert!(!ended.status.success());
        String::from_utf8(ended.stderr).unwrap()
    };
    for wrong in
        ["${CANARY}", "Bearer canary-canary-canary", "canary canary", "canary\ncanary", "\u{fc}canary"]
    {
        let said = started(wrong).await;
        assert!(said.contains("--token: ") && !said.to_lowercase().contains("canary"), "{wrong}: {said}");
    }
    let place = "env:NzY2MDg5MTM5NTkyOhWIQm9vZm9vYmFy";
    let (good, _, said) =
        run(&["serve", "--http", "127.0.0.1:0", "--token", place, "--connection", string]).await;
    assert!(!good && said.contains("--token: ") && !said.contains("NzY2"), "{said}");
    let wild =
        ["serve", "--http", "127.0.0.1:0", "--allow-origin", "https://*.example.com", "--connection", string];
    let (good, _, said) = run(&wild).await;
    assert!(!good && said.contains("--allow-origin") && said.contains("`*`"), "{said}");
}

/// The personal access token of a connection string.
fn pat(string: &str) -> &str {
    string.split(';').find_map(|part| part.strip_prefix("PAT=")).expect("a token")
}

#[tokio::test]
async fn an_address_may_be_a_name_of_this_machine() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let string = sandbox.connection_string();
    let arguments = ["serve", "--http", "localhost:0", "--log", "info", "--connection", &string];
    let (_child, endpoint) = start(command(&arguments)).await;
    assert_eq!(http().get(endpoint.join("/healthz").unwrap()).send().await.unwrap().status(), StatusCode::OK);
    for wrong in ["localhost", "8080", "localhost:many", "http://127.0.0.1:8080"] {
        let (good, _, said) = run(&["serve", "--http", wrong, "--connection", &string]).await;
        assert!(!good && said.contains("--http") && said.contains("localhost:8080"), "{wrong}: {said}");
    }
}

#[cfg(unix)]
pub(super) fn terminate(child: &Child) {
    let id = i32::try_from(child.id().unwrap()).unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), rustix::process::Signal::TERM)
        .unwrap();
}

#[tokio::test]
async fn what_would_be_unsafe_is_refused_and_says_what_would_be_right() {
    let string = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x";
    let refused = async |arguments: &[&str]| {
        let all = [&["serve", "--connection", string], arguments].concat();
        let (good, _, said) = run(&all).await;
        assert!(!good, "{arguments:?}");
        said
    };
    let everywhere = refused(&["--http", "0.0.0.0:0"]).await;
    for way in ["--token", "--credential-header", "--issuer", "127.0.0.1"] {
        assert!(everywhere.contains(way), "{everywhere}");
    }
    let issuer = ["--issuer", "https://id.example.com"];
    let half = refused(&[&["--http", "0.0.0.0:0"], &issuer[..]].concat()).await;
    assert!(half.contains("--public-url"), "{half}");
    let public = ["--public-url", "https://mcp.example.com/mcp"];
    let plain = refused(&["--http", "127.0.0.1:0", "--public-url", "http://mcp.example.com/mcp"]).await;
    assert!(plain.contains("must be https"), "{plain}");
    let nobody = refused(&[&["--http", "127.0.0.1:0"], &public[..]].concat()).await;
    assert!(nobody.contains("--public-url https://mcp") && nobody.contains("--token"), "{nobody}");
    assert!(nobody.contains("leave --public-url out") && !nobody.contains("serve on 127.0.0.1"), "{nobody}");
    let named = refused(&["--http", "127.0.0.1:0", "--allow-host", "localhost,mcp.example.com"]).await;
    assert!(named.contains("--allow-host mcp.example.com") && named.contains("--token"), "{named}");
    assert!(!nobody.contains("HttpServer") && !nobody.contains("HttpOptions"), "{nobody}");
    let everybody = refused(&[&["--http", "0.0.0.0:0"], &issuer[..], &public[..]].concat()).await;
    assert!(everybody.contains("AuthScheme"), "the operator's own credential is nobody else's: {everybody}");
    let files = refused(&["--http", "127.0.0.1:0", "--files", "/"]).await;
    assert!(files.contains("--files"), "{files}");
    let secret = ["--issuer-client-id", "x", "--issuer-client-secret", "canary"];
    let shown = refused(&[&["--http", "127.0.0.1:0"], &issuer[..], &secret[..]].concat()).await;
    assert!(shown.contains("env:VARIABLE") && !shown.contains("canary"), "{shown}");
}

/// Behind a proxy, which only says 502: whoever runs the server finds the reason in its log, once.
#[tokio::test]
async fn connections_beyond_those_of_one_address_are_told_in_the_log() {
    let string = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x";
    let few = ["--max-connections-per-address", "1", "--log", "info", "--connection", string];
    let arguments = [&["serve", "--http", "127.0.0.1:0"], &few[..]].concat();
    let (_child, endpoint, mut log) = start_to_be_read(command(&arguments)).await;
    let address = endpoint.socket_addrs(|| None).unwrap()[0];
    let _first = TcpStream::connect(address).await.unwrap();
    for _ in 0..3 {
        let mut beyond = TcpStream::connect(address).await.unwrap();
        let closed = timeout(PATIENCE, beyond.read(&mut [0])).await.expect("it stays open");
        assert!(matches!(closed, Ok(0) | Err(_)), "{closed:?}");
    }
    let told = timeout(PATIENCE, log.next_line()).await.expect("nothing is told").unwrap().unwrap();
    let wanted = ["WARN", "127.0.0.1", "limit=1", "proxy", "--max-connections-per-address"];
    assert!(wanted.iter().all(|part| told.contains(part)), "{told}");
    assert!(timeout(Duration::from_millis(200), log.next_line()).await.is_err(), "it is told once a minute");
}

#[tokio::test]
async fn a_bound_of_nothing_is_refused_by_its_name() {
    let string = "URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x";
    for option in [
        "--max-calls",
        "--max-requests-per-caller",
        "--max-calls-per-minute",
        "--max-connections",
        "--max-connections-per-address",
        "--max-body-size",
        "--header-timeout",
        "--body-timeout",
        "--write-timeout",
        "--idle-timeout",
    ] {
        let arguments = ["serve", "--http", "127.0.0.1:0", option, "0", "--connection", string];
        let (good, _, said) = timeout(PATIENCE, run(&arguments)).await.expect("it serves");
        assert!(!good && said.contains(option) && said.contains('1'), "{option}: {said}");
    }
}
