//! A thousand callers, each with a token and a login of their own, and what comes of their calls.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use confluence_client::connection::{Connection, ConnectionString};
use confluence_mcp::http::Principal;
use confluence_oauth::Entry;
use rustix::process::{Resource, Rlimit};
use serde_json::json;
use tests::issuer::Issuer;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::mcp::process::command;

pub(super) const PRINCIPALS: usize = 1000;
const AUDIENCE: &str = "https://mcp.example.com/mcp";

/// A Data Center that tells who asked by the token that came, and nothing else.
async fn confluence() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).unwrap();
            tokio::spawn(tell(stream));
        }
    });
    address
}

async fn tell(mut stream: TcpStream) {
    let mut head = Vec::new();
    let mut some = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut some).await {
        head.extend_from_slice(&some[..read]);
        if !head.ends_with(b"\r\n\r\n") {
            continue;
        }
        let text = String::from_utf8_lossy(&head).to_lowercase();
        let token = text.split_once("authorization: bearer ").and_then(|(_, rest)| rest.split_once("\r\n"));
        let who = token.map_or("nobody", |(token, _)| token);
        let body =
            json!({"type": "known", "username": who, "userKey": who, "displayName": format!("<{who}>")});
        let body = body.to_string();
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        head.clear();
        if stream.write_all(answer.as_bytes()).await.is_err() {
            break;
        }
    }
}

/// The callers with their tokens, each logged in, and what a server needs to serve them.
pub(super) struct Crowd {
    issuer: Issuer,
    tokens: Vec<String>,
    connection: String,
}

impl Crowd {
    /// Gives each caller a login of their own in the store.
    pub(super) async fn gather(store: &str) -> Self {
        let confluence = confluence().await;
        let issuer = Issuer::start().await;
        let connection = format!(
            "URL=http://{confluence};Deployment=DataCenter;OAuthClientId=app;OAuthClientSecret=secret;Scope=WRITE;\
             CallbackURL=https://mcp.example.com/oauth/callback;{store}"
        );
        let template = Connection::new(ConnectionString::parse(&connection).unwrap()).unwrap();
        for at in 0..PRINCIPALS {
            let principal = Principal::new(issuer.url(), &format!("caller {at}"));
            let one = template.for_principal(principal.key()).unwrap();
            let session = one.session().unwrap();
            let entry = json!({"version": 1, "access_token": format!("token-of-{at}"), "expires_in": -1});
            let entry = Entry::from_json(&entry.to_string()).unwrap();
            let mut lease = session.store().lease(session.key(), Duration::from_secs(5)).await.unwrap();
            lease.publish(&entry).await.unwrap();
            lease.release().await.unwrap();
        }
        let tokens = (0..PRINCIPALS).map(|at| issuer.token(&format!("caller {at}"), AUDIENCE)).collect();
        Self { issuer, tokens, connection }
    }

    pub(super) async fn server(&self) -> (Child, SocketAddr) {
        let mut command: Command = command(&["serve", "--http", "127.0.0.1:0", "--log", "info"]);
        command.args(["--connection", &self.connection, "--issuer", self.issuer.url()]);
        command.args([
            "--public-url",
            AUDIENCE,
            "--allow-host",
            "127.0.0.1",
            "--tools",
            "confluence_get_user",
        ]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next_line().await.unwrap().expect("the server ended");
            if let Some((_, address)) = line.split_once("serving address=") {
                break address.split(' ').next().unwrap().parse().unwrap();
            }
        };
        tokio::spawn(async move { while lines.next_line().await.is_ok_and(|line| line.is_some()) {} });
        (child, address)
    }
}

/// What came of a crowd's calls.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) calls: AtomicUsize,
    pub(super) again: AtomicUsize,
    /// How long each call took.
    pub(super) took: Mutex<Vec<Duration>>,
    /// How long after the beginning each caller had its first answer.
    pub(super) first: Mutex<Vec<Duration>>,
}

/// How long it took at most, and all but one in a hundred.
pub(super) fn slowest(times: &Mutex<Vec<Duration>>) -> String {
    let mut times = times.lock().unwrap();
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len() - 1)).unwrap().as_millis();
    format!("half within {} ms, 99 % within {} ms, the slowest {} ms", at(50), at(99), at(100))
}

/// Lets all callers call for a while, each one call after the other, at whichever server is next. Whatever is not
/// the caller's own answer is a failure; where a server may vanish, a call that finds it gone goes to the next one.
pub(super) async fn press(
    crowd: &Crowd,
    servers: &[SocketAddr],
    lasts: Duration,
    may_vanish: bool,
) -> Arc<Counted> {
    let client = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build().unwrap();
    let (counted, start) = (Arc::new(Counted::default()), Instant::now());
    let end = start + lasts;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "confluence_get_user", "arguments": {}}});
    let call = Arc::new(call.to_string());
    let mut tasks = tokio::task::JoinSet::new();
    for (at, token) in crowd.tokens.iter().cloned().enumerate() {
        let (client, counted, call) = (client.clone(), Arc::clone(&counted), Arc::clone(&call));
        let servers = servers.to_vec();
        tasks.spawn(async move {
            let (own, mut next, mut answered) = (format!("<token-of-{at}>"), at, false);
            while Instant::now() < end {
                let began = Instant::now();
                next += 1;
                let request = client.post(format!("http://{}/mcp", servers[next % servers.len()]));
                let request = request.bearer_auth(&token).header("content-type", "application/json");
                let request = request.header("accept", "application/json, text/event-stream");
                let text = match request.body(call.as_str().to_owned()).send().await {
                    // What a balancer says of a server that is gone.
                    Ok(answer) if may_vanish => match answer.error_for_status() {
                        Ok(answer) => answer.text().await,
                        Err(error) => Err(error),
                    },
                    Ok(answer) => answer.text().await,
                    Err(error) => Err(error),
                };
                match text {
                    Ok(text) => assert!(text.contains(&own), "{own} was answered {text}"),
                    Err(_) if may_vanish => {
                        counted.again.fetch_add(1, Ordering::Relaxed);
                        continue;
                    }
                    Err(error) => panic!("{own}: {error:?}"),
                }
                counted.calls.fetch_add(1, Ordering::Relaxed);
                counted.took.lock().unwrap().push(began.elapsed());
                if !std::mem::replace(&mut answered, true) {
                    counted.first.lock().unwrap().push(start.elapsed());
                }
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    counted
}

/// Resident memory of a process in KiB.
pub(super) fn resident(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id().unwrap())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// As many connections as callers, at both ends, are more files than many systems allow at first.
pub(super) fn allow_files() {
    let most = rustix::process::getrlimit(Resource::Nofile).maximum;
    rustix::process::setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }).unwrap();
}
