//! Work on hostile pages keeps nobody waiting: not the probe of an orchestrator, and not another caller, even where the
//! whole server has one thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use confluence_client::connection;
use confluence_client::content::{Document, Edit, ReadOptions};
use confluence_client::wiki::NewPage;
use confluence_mcp::http::{HttpServer, Metrics};
use confluence_mcp::{Server, Toolset};
use reqwest::StatusCode;
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Sandbox};
use tokio::sync::oneshot;

use super::{bind, call, connect, http, legacy, said};

/// The longest that the server's thread may work without looking at anything else. It is counted in time of the
/// processor, which the machine's other work does not change.
const LONGEST: Duration = Duration::from_millis(50);

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

/// A server on a thread of its own, which is its only one; and the longest stretch of work between two ticks of a timer
/// there, in microseconds.
struct Alone {
    endpoint: url::Url,
    longest: Arc<AtomicU64>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Alone {
    fn start(connection_string: String) -> Self {
        let metrics = Metrics::new();
        let (listener, options) = bind(&metrics);
        let endpoint = url::Url::parse(&format!("http://{}/mcp", listener.local_addr().unwrap())).unwrap();
        let longest = Arc::new(AtomicU64::new(0));
        let (stop, stopped) = oneshot::channel::<()>();
        let told = Arc::clone(&longest);
        let serve = async move {
            let wiki = connection::open(&connection_string).await.unwrap();
            let server = HttpServer::local(
                Server::builder(wiki).toolsets(Toolset::ALL.iter().copied()).build().unwrap(),
                options,
            )
            .unwrap();
            let ticking = async {
                let mut last = thread_time();
                loop {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    let now = thread_time();
                    told.fetch_max((now - last).as_micros() as u64, Ordering::Relaxed);
                    last = now;
                }
            };
            tokio::select! {
                served = server.serve(listener, async move { drop(stopped.await) }) => served.unwrap(),
                () = ticking => {}
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let thread = std::thread::spawn(move || runtime.block_on(serve));
        Self { endpoint, longest, stop: Some(stop), thread: Some(thread) }
    }

    fn take_longest(&self) -> Duration {
        Duration::from_micros(self.longest.swap(0, Ordering::Relaxed))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// A page of some hundred kilobytes that is read, searched and merged for much longer than the server may be away.
fn hostile() -> String {
    let list: String = (0..6_000).map(|number| format!("<li>item {number} of some</li>")).collect();
    let line = "a b ".repeat(40_000);
    let links: String =
        (0..1_600).map(|number| format!("<a href=\"https://e.com/{number}\">a</a> ")).collect();
    format!("<p>first</p><ul>{list}</ul><p>{line}c</p><p>{links}</p>")
}

/// A query in which the beginning of its order is looked for behind each of so many blanks.
fn blank_query(blanks: usize) -> String {
    format!("title = \"Hostile\"{}order by title", " ".repeat(blanks))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_blocks_no_other_call() {
    let storage = hostile();
    // What is about to happen would block for longer than it may if it were done where the calls are.
    let alone = std::thread::spawn({
        let storage = storage.clone();
        move || {
            let begun = thread_time();
            let page = Document::parse(&storage).unwrap();
            let markdown = page.markdown(&ReadOptions::new()).text.replace("item", "thing");
            drop(page.edit(&[Edit::page_markdown(markdown)]).unwrap());
            thread_time() - begun
        }
    });
    let inline = alone.join().unwrap();
    assert!(inline > LONGEST * 3, "the page is too harmless: {inline:?}");

    let sandbox = Sandbox::builder().deployment(Deployment::Cloud).sample_content().start().await;
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    let space = wiki.spaces().slice().await.unwrap().items.remove(0).key;
    let page = wiki.create_page(NewPage::new(space, "Hostile").storage(storage.clone())).await.unwrap();
    let id = page.id.as_str();
    // A policy of spaces is put around each query, which is taken apart for that.
    let server = Alone::start(format!("{};BlockedSpaces=HR", sandbox.connection_string()));
    let client = connect(&server.endpoint, None, legacy(), ()).await;

    let probe = tokio::spawn({
        let health = server.endpoint.join("/healthz").unwrap();
        async move {
            let http = http();
            loop {
                assert_eq!(http.get(health.clone()).send().await.unwrap().status(), StatusCode::OK);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    });

    let steps = |step: Value| json!({"page_id": id, "steps": [step], "dry_run": true});
    let needle = format!("{}d", "a b ".repeat(4_000));
    let markdown = Document::parse(&storage).unwrap().markdown(&ReadOptions::new()).text;
    let calls: Vec<(&'static str, Value, &str)> = vec![
        ("confluence_get_page", json!({"page_id": id}), "first"),
        ("confluence_get_page", json!({"page_id": id, "format": "handles"}), "#b"),
        ("confluence_get_page", json!({"page_id": id, "format": "text"}), "first"),
        ("confluence_get_page", json!({"page_id": id, "format": "outline"}), "blocks"),
        (
            "confluence_edit_page",
            steps(json!({"op": "replace_text", "find": needle, "replace": "x"})),
            "is not on the page",
        ),
        (
            "confluence_edit_page",
            steps(json!({"op": "replace_text", "find": "item", "replace": "thing", "all": true})),
            "dry_run",
        ),
        (
            "confluence_update_page",
            json!({"page_id": id, "content": markdown.replace("item", "thing"), "version": 1}),
            "changed",
        ),
        // Somebody wrote meanwhile: the edit is merged.
        (
            "confluence_update_page",
            json!({"page_id": id, "content": markdown.replace("first", "last"), "version": 1}),
            "merged_with",
        ),
        ("confluence_get_page_diff", json!({"page_id": id, "from_version": 1, "to_version": 3}), "-first"),
        (
            "confluence_add_comment",
            json!({"page_id": id, "content": "which?", "text_selection": "a b"}),
            "occurrence",
        ),
        ("confluence_create_page", json!({"space_key": "DOCS", "title": "Copy", "content": markdown}), ""),
        ("confluence_search", json!({"query": blank_query(8_000)}), "Hostile"),
        ("confluence_search", json!({"query": blank_query(1 << 20)}), "16 KiB"),
    ];
    server.take_longest();
    let (mut slow, mut wrong) = (Vec::new(), Vec::new());
    for (tool, arguments, expected) in calls {
        let begun = Instant::now();
        let (text, _) = said(&call(&client, tool, arguments).await);
        if !text.contains(expected) {
            wrong.push(format!("{tool} ({expected}): {}", text.chars().take(400).collect::<String>()));
        }
        let longest = server.take_longest();
        if longest > LONGEST {
            slow.push(format!("{tool} ({expected}): away for {longest:?} of {:?}", begun.elapsed()));
        }
    }
    assert!(slow.is_empty() && wrong.is_empty(), "{slow:#?} {wrong:#?}");
    assert!(!probe.is_finished(), "{:?}", probe.await);
    probe.abort();
}
