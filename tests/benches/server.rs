//! The server against a bare server of the same SDK, in one run: the round trip. Then what a page costs it, and calls at
//! the same time. What a start costs is measured by `cargo xtask bench` itself.
//!
//! Goals: round trip 1.1 times, memory 18 MiB after a page of 1 MB; 5 ms of CPU for a page of 100 KB, 50 ms for 1 MB; 16
//! calls at a time in 105 ms where the wiki takes 100 ms.
//!
//! Linux only: the figures come from `/proc`. The bare server is a program of its own (`examples/bare.rs`); ours with the
//! tool of the bare one runs from this binary, in another mode.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use confluence_client::connection;
use confluence_mcp::{BoundedTransport, Server};
use rmcp::ServiceExt as _;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, Tool};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::transport::io::stdio_pipes;
use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};

const ROUNDS: usize = 20;
const CALLS: usize = 200;
const PAGES: usize = 11;
const NOWHERE: &str = "URL=https://wiki.example.com;AuthScheme=PAT;PAT=none";

fn tool() -> Tool {
    let schema = serde_json::Map::from_iter([("type".to_owned(), json!("object"))]);
    Tool::new("echo", "Says it again.", Arc::new(schema))
}

fn again(arguments: Option<rmcp::model::JsonObject>) -> CallToolResponse {
    let text = arguments.unwrap_or_default().get("text").cloned().unwrap_or_default();
    CallToolResult::success(vec![ContentBlock::text(text.as_str().unwrap_or_default())]).into()
}

/// Ours with all that the binary has by default, and the tool of the bare one.
async fn serve_ours() {
    let wiki = connection::open(NOWHERE).await.expect("a wiki");
    let echo = ToolRoute::new_dyn(tool(), |context| Box::pin(async move { Ok(again(context.arguments)) }));
    let server = Server::builder(wiki).tool(echo).build().expect("a server");
    let (input, output) = stdio_pipes();
    let transport = BoundedTransport::new(AsyncRwTransport::new_server(input, output));
    server.serve(transport).await.expect("a client").waiting().await.expect("an end");
}

/// A server that runs, spoken to in lines.
struct Process {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Process {
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let input = child.stdin.take().expect("its input");
        let output = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut process = Self { child, input, output };
        let client = json!({"name": "bench", "version": "1"});
        let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client});
        process.send(0, "initialize", &hello);
        assert!(process.receive().contains("serverInfo"));
        writeln!(process.input, r#"{{"jsonrpc":"2.0","method":"notifications/initialized"}}"#)
            .expect("a pipe");
        process
    }

    fn send(&mut self, id: usize, method: &str, params: &Value) {
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        writeln!(self.input, "{request}").expect("a pipe");
    }

    fn receive(&mut self) -> String {
        self.output.next().expect("an answer").expect("a line")
    }

    fn call(&mut self, tool: &str, arguments: &Value) -> String {
        self.send(1, "tools/call", &json!({"name": tool, "arguments": arguments}));
        let answer = self.receive();
        assert!(!answer.contains("\"isError\":true"), "{answer}");
        answer
    }

    /// The time on a processor of all its threads.
    fn processor(&self) -> Duration {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id()));
        let nanoseconds = threads.into_iter().flatten().flatten().filter_map(|thread| {
            let statistics = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
            statistics.split_whitespace().next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(nanoseconds.sum())
    }

    /// Resident memory in MiB.
    fn resident(&self) -> f64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1024.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn ratio(what: &str, unit: &str, ours: f64, bare: f64, goal: f64) {
    let times = ours / bare;
    println!("{what}: {ours:.2} {unit}, bare {bare:.2} {unit}: {times:.2} times (goal {goal})");
}

fn goal(what: &str, unit: &str, value: f64, most: f64) {
    println!("{what}: {value:.2} {unit} (goal {most})");
}

/// On one processor, where a round trip is what both ends do: else it is mostly the time in which another processor is
/// woken, or not.
fn round_trips(bare: &OsStr) {
    let everywhere = rustix::thread::sched_getaffinity(None).expect("a system that says");
    let mut one = rustix::thread::CpuSet::new();
    let first =
        (0..rustix::thread::CpuSet::MAX_CPU).find(|cpu| everywhere.is_set(*cpu)).expect("a processor");
    one.set(first);
    rustix::thread::sched_setaffinity(None, &one).expect("a processor that may be used");
    let mut ours = Command::new(std::env::current_exe().expect("a path"));
    let servers = [Process::start(ours.arg("ours")), Process::start(&mut Command::new(bare))];
    let mut servers = servers.map(|server| (server, Vec::new()));
    let arguments = json!({"text": "hello"});
    for round in 0..=ROUNDS {
        for (server, took) in &mut servers {
            for _ in 0..CALLS {
                let began = Instant::now();
                server.call("echo", &arguments);
                if round > 0 {
                    took.push(began.elapsed().as_secs_f64() * 1e6);
                }
            }
        }
    }
    let [ours, bare] = servers.map(|(_, took)| median(took));
    ratio("round trip", "µs", ours, bare, 1.1);
    rustix::thread::sched_setaffinity(None, &everywhere).expect("what was there before");
}

/// Storage format of about so many bytes.
fn body(bytes: usize) -> String {
    let part = "<h2>Part</h2><p>Some <strong>bold</strong> words and a <a href=\"https://example.com/\">link</a>.</p>\
        <ul><li><p>One</p></li><li><p>Two</p></li></ul><table><tbody><tr><th><p>Key</p></th><th><p>Value</p></th></tr>\
        <tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>";
    part.repeat(bytes / part.len() + 1)
}

async fn pages(server: &OsStr) {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let small = sandbox.add_page(NewPage::new("DOCS", "Small").storage(body(100_000)));
    let big = sandbox.add_page(NewPage::new("DOCS", "Big").storage(body(1_000_000)));
    let note = sandbox.add_page(NewPage::new("DOCS", "Note").storage("<p>Some words.</p>"));
    let connection = sandbox.connection_string();
    let start = || Process::start(Command::new(server).args(["--connection", &connection]));
    let mut process = start();
    for (what, page, most) in [("100 KB", &small, 5.0), ("1 MB", &big, 50.0)] {
        let arguments = json!({"page_id": page});
        process.call("confluence_get_page", &arguments);
        let costs = (0..PAGES).map(|_| {
            let before = process.processor();
            process.call("confluence_get_page", &arguments);
            milliseconds(process.processor().saturating_sub(before))
        });
        goal(&format!("get_page of {what}, CPU"), "ms", median(costs), most);
    }
    let mut process = start();
    process.call("confluence_get_page", &json!({"page_id": big}));
    goal("memory after a page of 1 MB", "MiB", process.resident(), 18.0);
    sandbox.set_latency(Duration::from_millis(100));
    let page = json!({"name": "confluence_get_page", "arguments": {"page_id": note}});
    let took = (0..PAGES).map(|_| {
        let began = Instant::now();
        (0..16).for_each(|id| process.send(id, "tools/call", &page));
        (0..16).for_each(|_| assert!(process.receive().contains("Some words.")));
        milliseconds(began.elapsed())
    });
    goal("16 calls at a time, the wiki takes 100 ms", "ms", median(took), 105.0);
}

fn main() {
    if std::env::args().nth(1).is_some_and(|mode| mode == "ours") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        return runtime.block_on(serve_ours());
    }
    let programs = ["CONFLUENCE_MCP_BIN", "BARE_MCP_BIN"].map(std::env::var_os);
    let [Some(server), Some(bare)] = programs else {
        println!("skipped: nothing names the programs to measure; `cargo xtask bench server` builds them");
        return;
    };
    round_trips(&bare);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(pages(&server));
}
