//! A thousand callers at a time: no error, no answer that is another's, and what each costs.

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

use crate::full::stores::database::Database;
use crate::mcp::process::command;

const PRINCIPALS: usize = 1000;
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
struct Crowd {
    issuer: Issuer,
    tokens: Vec<String>,
    connection: String,
}

impl Crowd {
    /// Gives each caller a login of their own in the store.
    async fn gather(store: &str) -> Self {
        let confluence = confluence().await;
        let issuer = Issuer::start().await;
        let connection = format!(
            "URL=http://{confluence};Deployment=DataCenter;OAuthClientId=app;OAuthClientSecret=secret;Scope=WRITE;\
             CallbackURL=https://mcp.example.com/oauth/callback;{store}"
        );
        let template = Connection::new(ConnectionString::parse(&connection).unwrap()).unwrap();
        for at in 0..PRINCIPALS {
            let principal = Principal::new(issuer.url(), &format!("caller {at}"));
            let one = template.of_principal(principal.key()).unwrap();
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

    async fn server(&self) -> (Child, SocketAddr) {
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
                break address.trim().parse().unwrap();
            }
        };
        tokio::spawn(async move { while lines.next_line().await.is_ok_and(|line| line.is_some()) {} });
        (child, address)
    }
}

/// What came of a crowd's calls.
#[derive(Debug, Default)]
struct Counted {
    calls: AtomicUsize,
    again: AtomicUsize,
    /// How long each call took.
    took: Mutex<Vec<Duration>>,
    /// How long after the beginning each caller had its first answer.
    first: Mutex<Vec<Duration>>,
}

/// How long it took at most, and all but one in a hundred.
fn slowest(times: &Mutex<Vec<Duration>>) -> String {
    let mut times = times.lock().unwrap();
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len() - 1)).unwrap().as_millis();
    format!("half within {} ms, 99 % within {} ms, the slowest {} ms", at(50), at(99), at(100))
}

/// Lets all callers call for a while, each one call after the other, at whichever server is next. Whatever is not
/// the caller's own answer is a failure; a server that went away is left out, as a balancer does.
async fn press(crowd: &Crowd, servers: &[SocketAddr], lasts: Duration, may_vanish: bool) -> Arc<Counted> {
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
fn resident(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id().unwrap())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// As many connections as callers, at both ends, are more files than many systems allow at first.
fn allow_files() {
    let most = rustix::process::getrlimit(Resource::Nofile).maximum;
    rustix::process::setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a minute: cargo xtask test --full load"]
async fn a_thousand_callers_for_a_minute() {
    allow_files();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    let crowd = Crowd::gather(&format!("OAuthSettingsLocation={}", file.display())).await;
    let (server, address) = crowd.server().await;
    let before = resident(&server);
    let minute = Duration::from_secs(60);
    let counted = press(&crowd, &[address], minute, false).await;
    let (calls, after) = (counted.calls.load(Ordering::Relaxed), resident(&server));
    println!(
        "{PRINCIPALS} callers, 60 s: {calls} calls ({:.0} a second), no error, no answer of another; {}; first answers: \
         {}; resident {before} KiB before and {after} KiB after: {:.1} KiB for each caller with its connection",
        calls as f64 / 60.0,
        slowest(&counted.took),
        slowest(&counted.first),
        (after.saturating_sub(before)) as f64 / PRINCIPALS as f64
    );
    assert!(calls >= PRINCIPALS, "{calls} calls");
    let metrics = reqwest::get(format!("http://{address}/metrics")).await.unwrap().text().await.unwrap();
    assert!(metrics.contains(&format!("confluence_mcp_callers {PRINCIPALS}\n")), "{metrics}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL and minutes: cargo xtask test --full load"]
async fn replicas_over_one_store_and_one_of_them_dies() {
    allow_files();
    let database = Database::start();
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), "6b".repeat(32)).unwrap();
    let key = key.path().display();
    let crowd =
        Crowd::gather(&format!("OAuthSettingsLocation={};OAuthSettingsKey=file:{key}", database.address()))
            .await;
    let lasts = Duration::from_secs(20);
    let mut alone = 0.0;
    for replicas in [1, 2, 4] {
        let mut servers = Vec::new();
        for _ in 0..replicas {
            servers.push(crowd.server().await);
        }
        let addresses: Vec<SocketAddr> = servers.iter().map(|(_, address)| *address).collect();
        let counted = press(&crowd, &addresses, lasts, false).await;
        let rate = counted.calls.load(Ordering::Relaxed) as f64 / lasts.as_secs_f64();
        if replicas == 1 {
            alone = rate;
        }
        println!("{replicas} of them: {rate:.0} calls a second, {:.2} of what one does", rate / alone);
        if replicas == 1 {
            continue;
        }
        let dying = async {
            tokio::time::sleep(lasts / 2).await;
            servers[0].0.kill().await.unwrap();
        };
        let (counted, ()) = tokio::join!(press(&crowd, &addresses, lasts, true), dying);
        let (calls, again) = (counted.calls.load(Ordering::Relaxed), counted.again.load(Ordering::Relaxed));
        println!(
            "{replicas} of them, one killed in the middle: {:.0} calls a second, each caller's own answer; {again} \
             calls found a server gone and went to the next",
            calls as f64 / lasts.as_secs_f64()
        );
        assert!(calls >= PRINCIPALS, "{calls} calls");
    }
}
