//! The binary, spoken to in lines of JSON.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);

/// The path of the binary: what `cargo xtask test` says, or built here once.
pub(crate) fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| std::env::var_os("CONFLUENCE_MCP_BIN").map_or_else(build, PathBuf::from))
}

/// Builds what `cargo test --workspace` does not: the whole workspace is named, with its examples, so that features unite
/// as they do for the tests and nothing is built twice.
fn build() -> PathBuf {
    let arguments =
        ["build", "--workspace", "--exclude", "xtask", "--bins", "--examples", "--message-format=json"];
    let output =
        std::process::Command::new(env!("CARGO")).args(arguments).stderr(Stdio::null()).output().unwrap();
    let messages = String::from_utf8(output.stdout).unwrap();
    let built = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let path = built.filter(|message| message["target"]["name"] == "confluence-mcp");
    path.filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next()
        .expect("the binary was built")
}

/// A command on the binary, with an environment of its own.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    let folder = std::env::temp_dir();
    command.args(arguments).env_clear().env("HOME", folder).kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running server.
pub(crate) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
    requests: u64,
    crossed: usize,
    /// What the server said of its own accord since the last request.
    told: Vec<Value>,
}

impl Process {
    /// Starts the server on a connection string, and shakes hands.
    pub(crate) async fn start(connection: &str) -> Self {
        Self::with(&["--connection", connection]).await
    }

    /// Starts the server with these arguments, and shakes hands.
    pub(crate) async fn with(arguments: &[&str]) -> Self {
        let mut process = Self::silent(command(arguments));
        process.initialize("2025-11-25").await;
        process
    }

    /// Starts a server and says nothing to it.
    pub(crate) fn silent(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { input: child.stdin.take(), output, child, requests: 0, crossed: 0, told: Vec::new() }
    }

    /// The handshake of the protocols up to 2025-11-25.
    pub(crate) async fn initialize(&mut self, version: &str) -> Value {
        let client = json!({"name": "tests", "version": "1"});
        let hello = json!({"protocolVersion": version, "capabilities": {}, "clientInfo": client});
        let answer = self.ask("initialize", hello).await;
        self.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        answer["result"].clone()
    }

    /// Calls a tool, and returns its result.
    pub(crate) async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.ask("tools/call", json!({"name": tool, "arguments": arguments})).await;
        answer.get("result").cloned().unwrap_or_else(|| panic!("{tool}: {answer}"))
    }

    /// Sends a request and returns its answer, the whole message.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.told.clear();
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await;
        loop {
            let message = self.receive().await.expect("the server went away");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.told.push(message);
        }
    }

    pub(crate) async fn send(&mut self, message: &Value) {
        self.write(format!("{message}\n").as_bytes()).await;
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.crossed += bytes.len();
        let input = self.input.as_mut().expect("open");
        timeout(PATIENCE, input.write_all(bytes)).await.expect("the server does not read").unwrap();
    }

    /// The next message, or nothing at the end. Whatever is not a message of the protocol is a failure.
    pub(crate) async fn receive(&mut self) -> Option<Value> {
        let line =
            timeout(PATIENCE, self.output.next_line()).await.expect("the server is silent").unwrap()?;
        self.crossed += line.len() + 1;
        let message: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("not the protocol: {line}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
        Some(message)
    }

    /// How many bytes went in and out so far.
    pub(crate) fn crossed(&self) -> usize {
        self.crossed
    }

    /// What the server said while the last request was worked on.
    pub(crate) fn told(&self) -> &[Value] {
        &self.told
    }

    /// Writes for as long as the server reads, and tells whether all was read.
    pub(crate) async fn pour(&mut self, bytes: &[u8], patience: Duration) -> bool {
        let input = self.input.as_mut().expect("open");
        timeout(patience, input.write_all(bytes)).await.is_ok_and(|written| written.is_ok())
    }

    /// The most memory that the server had so far, in KiB.
    pub(crate) fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// How much of a core the server uses within this time.
    pub(crate) async fn busy_for(&self, time: Duration) -> f64 {
        let ticks = || ticks_of(self.id());
        let (before, begun) = (ticks(), std::time::Instant::now());
        tokio::time::sleep(time).await;
        // A tick is a hundredth of a second.
        #[expect(clippy::cast_precision_loss, reason = "a few hundred ticks")]
        let used = (ticks() - before) as f64 / 100.0;
        used / begun.elapsed().as_secs_f64()
    }

    /// Goes away without a word: nobody reads, nobody writes. Tells how long the server took to end.
    pub(crate) async fn vanish(self) -> Duration {
        let Self { mut child, input, output, .. } = self;
        drop((input, output));
        let begun = std::time::Instant::now();
        timeout(PATIENCE, child.wait()).await.expect("the server does not end").unwrap();
        begun.elapsed()
    }

    /// Closes the input.
    pub(crate) fn close(&mut self) {
        self.input = None;
    }

    /// Closes the input and waits for the end: how it ended, and what it wrote to standard error.
    pub(crate) async fn end(mut self) -> (ExitStatus, String) {
        self.close();
        while self.receive().await.is_some() {}
        let status = timeout(PATIENCE, self.child.wait()).await.expect("the server does not end").unwrap();
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
        (status, said)
    }
}

/// The time of processors that a process has used so far, in hundredths of a second.
pub(crate) fn ticks_of(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields = stat.rsplit_once(')').unwrap().1.split_whitespace().skip(11).take(2);
    fields.map(|field| field.parse::<u64>().unwrap()).sum()
}

/// Runs a command of the binary to its end.
pub(crate) async fn run(arguments: &[&str]) -> (bool, String, String) {
    let output = timeout(PATIENCE, command(arguments).stdin(Stdio::null()).output())
        .await
        .expect("it does not end")
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}
