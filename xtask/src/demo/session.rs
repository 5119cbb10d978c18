//! A client that speaks the protocol in plain lines, and shows them to people.

use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::Result;

/// As much of an answer as people want to see.
const SHOWN_LINES: usize = 40;

/// A running server and the lines to it.
pub(crate) struct Session {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    requests: u64,
}

impl Session {
    /// Starts the server and shakes hands.
    pub(crate) async fn start(server: &Path, connection: &str) -> Result<Self> {
        Self::start_with(server, connection, &[]).await
    }

    /// Starts the server with more arguments and shakes hands.
    pub(crate) async fn start_with(server: &Path, connection: &str, arguments: &[&str]) -> Result<Self> {
        let shown: Vec<String> = arguments.iter().map(|argument| format!("{argument} ")).collect();
        println!("$ confluence-mcp {}--connection \"{connection}\"", shown.concat());
        let mut command = Command::new(server);
        command
            .args(arguments)
            .args(["--connection", connection])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let input = child.stdin.take().ok_or("the server has no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("the server has no output")?).lines();
        let mut session = Self { child, input, output, requests: 0 };
        let client = json!({"name": "demo", "version": env!("CARGO_PKG_VERSION")});
        let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client});
        let hello = session.ask("initialize", hello).await?;
        session.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await?;
        heading("initialize");
        println!(
            "{} {}, protocol {}",
            word(&hello, "/serverInfo/name"),
            word(&hello, "/serverInfo/version"),
            word(&hello, "/protocolVersion")
        );
        Ok(session)
    }

    /// Lists the tools.
    pub(crate) async fn tools(&mut self) -> Result<()> {
        let list = self.ask("tools/list", json!({})).await?;
        heading("tools/list");
        for tool in list.pointer("/tools").and_then(Value::as_array).into_iter().flatten() {
            println!("{:30} {}", word(tool, "/name"), word(tool, "/description"));
        }
        Ok(())
    }

    /// Calls a tool that must succeed, shows the answer, and returns its first text.
    pub(crate) async fn call(&mut self, tool: &str, arguments: Value) -> Result<String> {
        let (text, failed) = self.answer(tool, arguments).await?;
        if failed { Err(format!("{tool} failed: {text}").into()) } else { Ok(text) }
    }

    /// Calls a tool that must refuse, and shows how it does.
    pub(crate) async fn refused(&mut self, tool: &str, arguments: Value) -> Result<()> {
        match self.answer(tool, arguments).await? {
            (_, true) => Ok(()),
            (text, false) => Err(format!("{tool} was to refuse and answered {text}").into()),
        }
    }

    /// Closes the input, at which the server ends.
    pub(crate) async fn end(self) -> Result<()> {
        let Self { mut child, input, .. } = self;
        drop(input);
        let status = child.wait().await?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }

    async fn answer(&mut self, tool: &str, arguments: Value) -> Result<(String, bool)> {
        heading(&format!("{tool} {arguments}"));
        let result = self.ask("tools/call", json!({"name": tool, "arguments": arguments})).await?;
        let blocks = result.pointer("/content").and_then(Value::as_array).cloned().unwrap_or_default();
        let texts: Vec<&str> = blocks.iter().map(|block| word(block, "/text")).collect();
        texts.iter().for_each(|text| excerpt(text));
        let failed = result.pointer("/isError") == Some(&Value::Bool(true));
        Ok(((*texts.first().unwrap_or(&"")).to_owned(), failed))
    }

    async fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await?;
        loop {
            let line = self.output.next_line().await?.ok_or("the server went away")?;
            let message: Value = serde_json::from_str(&line)?;
            if message.get("id") != Some(&json!(id)) {
                continue;
            }
            return match message.get("result") {
                Some(result) => Ok(result.clone()),
                None => Err(format!("{method}: {message}").into()),
            };
        }
    }

    async fn send(&mut self, message: &Value) -> Result<()> {
        Ok(self.input.write_all(format!("{message}\n").as_bytes()).await?)
    }
}

fn heading(asked: &str) {
    println!("\n> {asked}");
}

fn excerpt(text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    for line in lines.iter().take(SHOWN_LINES) {
        println!("   {line}");
    }
    if lines.len() > SHOWN_LINES {
        println!("   ({} more lines)", lines.len() - SHOWN_LINES);
    }
}

fn word<'a>(value: &'a Value, at: &str) -> &'a str {
    value.pointer(at).and_then(Value::as_str).unwrap_or_default()
}
