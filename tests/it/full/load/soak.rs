//! A mixed load for a long time, from a service that is hostile now and then and from clients that are: at its end the
//! server holds what it held at the beginning.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Child;
use tokio::task::JoinSet;
use url::Url;

use super::crowd::{allow_files, resident};
use crate::http::command::start;
use crate::mcp::process::command;

/// How long it goes on, in seconds, where the variable does not say.
const SECONDS: u64 = 600;
const VARIABLE: &str = "SOAK_SECONDS";
/// How many callers there are of each kind.
const CALLERS: usize = 8;
/// What an allocator keeps of memory that came and went, in KiB.
const KEPT: u64 = 8 << 10;
/// The longest that the server has for letting go of what was under way: connections to the service that nobody uses are
/// kept for 90 s.
const QUIET: Duration = Duration::from_secs(120);

/// What the service does to some request or other.
fn faults() -> Vec<Fault> {
    let answer = |body: String| Fault::Answer { status: 200, content_type: "application/json", body };
    vec![
        Fault::RateLimited { retry_after: 1 },
        Fault::Unavailable { retry_after: None },
        Fault::BadGateway,
        Fault::ServiceError,
        Fault::NotFound,
        Fault::Html,
        Fault::LoginRedirect,
        Fault::HangUp,
        Fault::LostAnswer,
        Fault::Delay(Duration::from_secs(2)),
        answer("[".repeat(100_000)),
        answer(format!("{{\"id\":\"{}\"}}", "9".repeat(1 << 20))),
        answer("{\"results\":[],\"_links\":{\"next\":\"/wiki/api/v2/pages?cursor=again\"}}".to_owned()),
        answer("\u{feff}{\"results\":null}".to_owned()),
    ]
}

/// The server, and what its callers ask.
struct Soak {
    endpoint: Url,
    sandbox: Sandbox,
    pages: Vec<String>,
    client: reqwest::Client,
    answered: AtomicUsize,
    refused: AtomicUsize,
    dropped: AtomicUsize,
}

impl Soak {
    fn message(&self, random: &mut fastrand::Rng) -> Value {
        let page = &self.pages[random.usize(..self.pages.len())];
        let (tool, arguments) = match random.u8(..10) {
            0 => ("confluence_search", json!({"query": "sample text"})),
            1 => ("confluence_list_spaces", json!({})),
            2 => ("confluence_get_page", json!({"page_id": page, "format": "handles"})),
            3 => ("confluence_get_comments", json!({"page_id": page})),
            4 => ("confluence_add_comment", json!({"page_id": page, "content": "Again."})),
            5 => {
                let step = json!({"operation": "append", "content": "One more."});
                ("confluence_edit_page", json!({"page_id": page, "steps": [step], "dry_run": true}))
            }
            6 => ("confluence_get_page_history", json!({"page_id": page})),
            7 => ("confluence_no_such_tool", json!({"page_id": [page]})),
            _ => ("confluence_get_page", json!({"page_id": page})),
        };
        let params = json!({"name": tool, "arguments": arguments});
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    }

    /// Calls one after another; some are dropped before their answers.
    async fn call(&self, seed: u64, end: Instant) {
        let mut random = fastrand::Rng::with_seed(seed);
        while Instant::now() < end {
            let request = self.client.post(self.endpoint.as_str()).header("content-type", "application/json");
            let request = request.header("accept", "application/json, text/event-stream");
            let sent = request.body(self.message(&mut random).to_string()).send();
            let patience = match random.u8(..8) {
                0 => Duration::from_millis(random.u64(..200)),
                _ => Duration::from_secs(100),
            };
            let counter = match tokio::time::timeout(patience, async { sent.await?.text().await }).await {
                Ok(Ok(text)) if text.contains("\"isError\":true") || text.contains("\"error\"") => {
                    &self.refused
                }
                Ok(Ok(_)) => &self.answered,
                Ok(Err(error)) => panic!("the server gave no answer: {error:?}"),
                Err(_) => &self.dropped,
            };
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Begins requests and leaves them at any byte.
    async fn abandon(&self, seed: u64, end: Instant) {
        let mut random = fastrand::Rng::with_seed(seed);
        let address = self.endpoint.socket_addrs(|| None).unwrap()[0];
        while Instant::now() < end {
            let body = self.message(&mut random).to_string();
            let length = body.len();
            let whole = format!(
                "POST /mcp HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\naccept: application/json, \
                 text/event-stream\r\ncontent-length: {length}\r\n\r\n{body}"
            );
            let mut stream = TcpStream::connect(address).await.unwrap();
            drop(stream.write_all(&whole.as_bytes()[..random.usize(..=whole.len())]).await);
            let waits = Duration::from_millis(random.u64(..300));
            drop(tokio::time::timeout(waits, stream.read(&mut [0; 64])).await);
        }
    }

    /// Lets the service misbehave, now and then.
    async fn torment(&self, end: Instant) {
        let (faults, mut random) = (faults(), fastrand::Rng::with_seed(3));
        while Instant::now() < end {
            self.sandbox.next(faults[random.usize(..faults.len())].clone());
            tokio::time::sleep(Duration::from_millis(random.u64(50..400))).await;
        }
    }
}

/// For so long, all at once.
async fn under_load(soak: &Arc<Soak>, lasts: Duration) {
    let (end, mut tasks) = (Instant::now() + lasts, JoinSet::new());
    for seed in 0..CALLERS as u64 {
        let (one, other) = (Arc::clone(soak), Arc::clone(soak));
        tasks.spawn(async move { one.call(seed, end).await });
        tasks.spawn(async move { other.abandon(seed + 1000, end).await });
    }
    let torment = Arc::clone(soak);
    tasks.spawn(async move { torment.torment(end).await });
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}

fn descriptors(server: &Child) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", server.id().unwrap())).unwrap().count()
}

/// Waits until no more descriptors are open than there were, and returns how many are.
async fn quiet(server: &Child, before: usize) -> usize {
    let end = Instant::now() + QUIET;
    while descriptors(server) > before && Instant::now() < end {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    descriptors(server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes ten minutes, or as long as SOAK_SECONDS says: cargo xtask test --full load"]
async fn memory_and_descriptors_are_at_the_end_where_they_were() {
    allow_files();
    let seconds = std::env::var(VARIABLE).map_or(SECONDS, |seconds| seconds.parse().unwrap());
    let sandbox = Sandbox::builder().deployment(Deployment::Cloud).sample_content().start().await;
    let part = "<p>Some <strong>sample</strong> text.</p><ul><li><p>One</p></li></ul>";
    let pages = [1, 100, 2_000].map(|times| {
        sandbox.add_page(NewPage::new("DOCS", &format!("Of {times}")).storage(part.repeat(times)))
    });
    let string = sandbox.connection_string();
    let arguments =
        ["serve", "--http", "127.0.0.1:0", "--toolsets", "all", "--log", "info", "--connection", &string];
    let (server, endpoint) = start(command(&arguments)).await;
    // Connections that nobody uses are closed soon, so that they are not counted.
    let client =
        reqwest::Client::builder().no_proxy().pool_idle_timeout(Duration::from_secs(5)).build().unwrap();
    let [answered, refused, dropped] = [(); 3].map(|()| AtomicUsize::new(0));
    let soak = Soak { endpoint, sandbox, pages: pages.into(), client, answered, refused, dropped };
    let soak = Arc::new(soak);
    // What is allocated once, and what the allocator keeps at hand, is there after a tenth of the time.
    let first = descriptors(&server);
    under_load(&soak, Duration::from_secs(seconds.div_ceil(10))).await;
    let before = (quiet(&server, first).await, resident(&server));
    under_load(&soak, Duration::from_secs(seconds)).await;
    let after = (quiet(&server, before.0).await, resident(&server));
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    println!(
        "{seconds} s: {} calls answered, {} refused, {} dropped; descriptors {first} at the start, {} before and {} after; \
         resident {} KiB before and {} KiB after",
        count(&soak.answered),
        count(&soak.refused),
        count(&soak.dropped),
        before.0,
        after.0,
        before.1,
        after.1
    );
    assert!(count(&soak.answered) > 0 && count(&soak.refused) > 0 && count(&soak.dropped) > 0);
    assert!(after.0 <= before.0, "descriptors: {} before and {} after", before.0, after.0);
    assert!(after.1 <= before.1 + KEPT, "resident: {} KiB before and {} KiB after", before.1, after.1);
}
