//! Sessions of every tool, resource and prompt with the official SDKs of Python and TypeScript.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use confluence_mcp::Toolset;
use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Sandbox};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use crate::full::install::{npm, pip};
use crate::full::serving::{Serving, everything, serve};
use crate::mcp::process::binary;

/// The longest that a session may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// The levels below the page whose tree takes long to read.
const DEEP: usize = 14;

/// How long the wiki takes for a request while a call is given up.
const SLOW: Duration = Duration::from_millis(250);

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("it/full/interop/every_tool").join(name)
}

/// What is called in a session, in this order.
fn calls() -> Value {
    serde_json::from_str(&std::fs::read_to_string(script("calls.json")).unwrap()).unwrap()
}

/// The names of all tools, each of which the table has to call.
async fn tools() -> Vec<String> {
    let names = everything("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.tools();
    let names: BTreeSet<String> = names.iter().map(|tool| tool.name.to_string()).collect();
    let calls = calls();
    let called = calls.as_array().unwrap().iter();
    let called: BTreeSet<String> =
        called.map(|call| format!("confluence_{}", call["tool"].as_str().unwrap())).collect();
    let differ: Vec<&String> = names.symmetric_difference(&called).collect();
    assert!(differ.is_empty(), "every_tool/calls.json has to call every tool, and nothing else: {differ:?}");
    names.into_iter().collect()
}

/// Needs no SDK: whoever adds a tool is told at once.
#[tokio::test]
async fn the_sessions_call_every_tool() {
    assert!(!tools().await.is_empty());
}

/// How a client reaches the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Stdio,
    Http,
    HttpWithSessions,
}

/// A program that holds a session.
struct Client {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<PathBuf>,
    eras: &'static [&'static str],
}

/// The pages that the calls are about.
fn variables(sandbox: &Sandbox) -> Value {
    let page = |space, title| sandbox.page_by_title(space, title).unwrap().id;
    let deep = sandbox.add_page(NewPage::new("TEAM", "Level 0"));
    (1..=DEEP).fold(deep.clone(), |above, level| {
        sandbox.add_page(NewPage::new("TEAM", &format!("Level {level}")).parent(above))
    });
    json!({
        "page": page("DOCS", "Getting started"),
        "notes": page("DOCS", "Release notes"),
        "install": page("DOCS", "Install on Linux"),
        "upgrade": page("DOCS", "Upgrade"),
        "minutes": page("TEAM", "Meeting notes"),
        "planning": page("TEAM", "2026-11-02 Planning"),
        "deep": deep,
    })
}

impl Client {
    /// Holds a session on its own sandbox, and returns what it counted.
    async fn session(&self, deployment: Deployment, way: Way, era: &str) -> Value {
        let sandbox = Sandbox::builder().deployment(deployment).sample_content().start().await;
        let connection = sandbox.connection_string();
        let toolsets: Vec<&str> = Toolset::ALL.iter().map(|toolset| toolset.name()).collect();
        let toolsets = toolsets.join(",");
        let arguments = ["--toolsets", &toolsets, "--connection", &connection];
        let serving = match way {
            Way::Stdio => None,
            Way::Http => Some(serve(&arguments).await),
            Way::HttpWithSessions => Some(serve(&[&arguments[..], &["--sessions"]].concat()).await),
        };
        // Before a client had to say in each request what it can do, and closed its stream to give a call up, a server
        // without sessions got to know of neither.
        let forgetful = way == Way::Http && era == "legacy";
        let command = [&[binary().to_str().unwrap()], arguments.as_slice()].concat();
        let plan = json!({
            "url": serving.as_ref().map(Serving::endpoint),
            "command": command,
            "era": era,
            "deployment": if deployment == Deployment::Cloud { "cloud" } else { "data center" },
            "can_ask": !forgetful,
            "tools": tools().await,
            "variables": variables(&sandbox),
            "calls": calls(),
        });
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut complaints = child.stderr.take().unwrap();
        let complaints = tokio::spawn(async move {
            let mut text = String::new();
            complaints.read_to_string(&mut text).await.map(|_| text)
        });
        input.write_all(format!("{plan}\n").as_bytes()).await.unwrap();
        while let Some(line) = timeout(PATIENCE, output.next_line()).await.expect("it hangs").unwrap() {
            match line.as_str() {
                "slow" => {
                    sandbox.set_latency(SLOW);
                    sandbox.reset_traffic();
                }
                "given up" if forgetful => sandbox.set_latency(Duration::ZERO),
                "given up" => given_up(&sandbox).await,
                report => return serde_json::from_str(report).unwrap_or_else(|_| panic!("{report}")),
            }
            input.write_all(b"ok\n").await.unwrap();
        }
        panic!("it failed: {}", complaints.await.unwrap().unwrap());
    }
}

/// Asserts that nobody asks the wiki any more.
async fn given_up(sandbox: &Sandbox) {
    let asked = sandbox.traffic().requests;
    assert!(asked >= 1, "the call came to nothing before it was given up");
    sleep(SLOW * 3).await;
    assert_eq!(sandbox.traffic().requests, asked, "the call went on");
    sandbox.set_latency(Duration::ZERO);
}

async fn sessions(client: Client) {
    for deployment in [Deployment::Cloud, Deployment::DataCenter] {
        for way in [Way::Stdio, Way::Http, Way::HttpWithSessions] {
            for era in client.eras {
                let began = Instant::now();
                println!("{}, {deployment:?}, {way:?}, {era}:", client.name);
                let report = client.session(deployment, way, era).await;
                println!("  {report} in {:.1} s", began.elapsed().as_secs_f64());
            }
        }
    }
}

#[tokio::test]
#[ignore = "installs an SDK from PyPI: cargo xtask test --full interop"]
async fn python() {
    let program = pip("python-sdk", &["mcp==2.3.0"]).await;
    let arguments = vec![script("session.py")];
    sessions(Client { name: "Python, mcp 2.3.0", program, arguments, eras: &["legacy", "modern"] }).await;
}

async fn typescript(name: &'static str, package: &str, sdk: &str, eras: &'static [&'static str]) {
    let modules = npm(&format!("typescript-sdk-{sdk}"), &[package]).await;
    let arguments =
        vec![script("session.mjs"), modules.parent().unwrap().parent().unwrap().into(), sdk.into()];
    sessions(Client { name, program: "node".into(), arguments, eras }).await;
}

#[tokio::test]
#[ignore = "installs an SDK from npm: cargo xtask test --full interop"]
async fn typescript_of_the_first_generation() {
    typescript("TypeScript, sdk 1.32.2", "@modelcontextprotocol/sdk@1.32.2", "v1", &["legacy"]).await;
}

#[tokio::test]
#[ignore = "installs an SDK from npm: cargo xtask test --full interop"]
async fn typescript_of_the_second_generation() {
    let package = "@modelcontextprotocol/client@2.4.0";
    typescript("TypeScript, client 2.4.0", package, "v2", &["legacy", "modern"]).await;
}
