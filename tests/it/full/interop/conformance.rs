//! The protocol's own conformance suite: on the handler that it asks for, behind what serves ours over HTTP, and on ours.

mod changes;
mod contents;
mod fixtures;
mod questions;

use std::path::{Path, PathBuf};

use confluence_mcp::http::{HttpOptions, HttpServer, McpSessionOptions};
use serde_json::Value;
use tests::sandbox::Sandbox;
use tokio::process::Command;
use url::Url;

use crate::full::install::npm;
use crate::full::serving::serve;
use fixtures::Fixtures;

const SUITE: &str = "@modelcontextprotocol/conformance@0.2.0-alpha.12";

/// What cannot be done without sessions, which a server that is the same behind every balancer does not keep: asking the
/// client during a call, and streams that are taken up again. Since 2026-07-28 there is nothing of the kind.
const OF_SESSIONS: &[&str] = &[
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
    "server-sse-multiple-streams",
    "server-sse-polling",
    "tools-call-elicitation",
    "tools-call-sampling",
];

/// What every server has to pass, whatever its tools are.
const OF_ANY_SERVER: [(&str, &[&str]); 2] = [
    (
        "2025-11-25",
        &[
            "server-initialize",
            "server-session-lifecycle",
            "ping",
            "tools-list",
            "resources-list",
            "prompts-list",
            "completion-complete",
            "dns-rebinding-protection",
        ],
    ),
    (
        "2026-07-28",
        &[
            "tools-list",
            "resources-list",
            "prompts-list",
            "completion-complete",
            "caching",
            "http-header-validation",
            "dns-rebinding-protection",
            "sep-2164-resource-not-found",
            "input-required-result-unsupported-methods",
        ],
    ),
];

/// The suite, on the Node that it needs.
struct Suite {
    node: PathBuf,
    package: PathBuf,
    results: tempfile::TempDir,
}

/// What one scenario found.
#[derive(Default)]
struct Found {
    passed: usize,
    /// What the suite did not look at, and why.
    skipped: Vec<String>,
    failures: Vec<String>,
}

impl Suite {
    async fn install() -> Self {
        let programs = npm("conformance", &["node@22", SUITE]).await;
        let package = programs.parent().unwrap().join("@modelcontextprotocol/conformance");
        Self { node: programs.join("node"), package, results: tempfile::tempdir().unwrap() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.node);
        command.arg(self.package.join("dist/index.js")).kill_on_drop(true);
        command
    }

    /// The scenarios for servers of a revision; extensions are of none.
    async fn scenarios(&self, revision: &str) -> Vec<String> {
        let output = self.command().args(["list", "--server"]).output().await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let of_revision = text.lines().filter(|line| line.contains(revision));
        let names = of_revision.filter_map(|line| line.trim().strip_prefix("- ")?.split(' ').next());
        let names: Vec<String> = names.map(ToOwned::to_owned).collect();
        for required in self.required(revision) {
            assert!(names.contains(&required), "{required} is required by {revision} and not in {names:?}");
        }
        names
    }

    /// The scenarios that a server has to pass to conform to a revision, as the suite publishes them.
    fn required(&self, revision: &str) -> Vec<String> {
        let file = self.package.join(format!("requirements/{revision}.yaml"));
        let text = std::fs::read_to_string(file).unwrap();
        let of_servers = text.lines().skip_while(|line| *line != "server:").skip(1);
        let of_servers = of_servers.take_while(|line| line.is_empty() || line.starts_with([' ', '#']));
        let names: Vec<String> =
            of_servers.filter_map(|line| Some(line.trim().strip_prefix("- ")?.to_owned())).collect();
        assert!(names.len() > 25, "{names:?}");
        names
    }

    async fn run(&self, url: &str, scenario: &str, revision: &str) -> Found {
        let port = Url::parse(url).unwrap().port().unwrap();
        let folder = self.results.path().join(format!("{port}-{revision}-{scenario}"));
        let mut command = self.command();
        command.args(["server", "--url", url, "--scenario", scenario]);
        command.args(["--spec-version", revision, "--output-dir"]).arg(&folder);
        let output = command.output().await.unwrap();
        let mut found = Found::default();
        for check in checks(&folder) {
            let id = check["id"].as_str().unwrap_or_default();
            let why = [&check["errorMessage"], &check["details"]["message"], &check["details"]["note"]];
            let why = why.iter().find_map(|why| why.as_str()).unwrap_or_default();
            match check["status"].as_str() {
                Some("SUCCESS" | "INFO") => found.passed += 1,
                Some("SKIPPED") => found.skipped.push(format!("{id}: {why}")),
                _ => found.failures.push(format!("{id}: {why}")),
            }
        }
        let looked = found.passed + found.failures.len() + found.skipped.len() > 0;
        if !looked || (!output.status.success() && found.failures.is_empty()) {
            found.failures.push(format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        found
    }

    /// Runs scenarios, prints what they found, and returns those that failed and the checks that were skipped.
    async fn all(&self, url: &str, revision: &str, scenarios: &[String]) -> (Vec<String>, Vec<String>) {
        let (mut failed, mut skipped, mut passed, mut broken) = (Vec::new(), Vec::new(), 0, 0);
        for scenario in scenarios {
            let found = self.run(url, scenario, revision).await;
            println!("{revision} {scenario}: {} passed, {} failed", found.passed, found.failures.len());
            for failure in &found.failures {
                println!("    {failure}");
            }
            for skip in &found.skipped {
                println!("    skipped: {skip}");
                skipped.push(skip.split(':').next().unwrap_or_default().to_owned());
            }
            passed += found.passed;
            broken += found.failures.len();
            if !found.failures.is_empty() {
                failed.push(scenario.clone());
            }
        }
        println!(
            "{revision}: {} scenarios, {passed} checks passed, {broken} failed, {} skipped",
            scenarios.len(),
            skipped.len()
        );
        (failed, skipped)
    }
}

/// The checks that a run wrote down.
fn checks(folder: &Path) -> Vec<Value> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(checks(&path));
        } else if path.file_name().is_some_and(|name| name == "checks.json") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(serde_json::from_str::<Vec<Value>>(&text).unwrap());
        }
    }
    found
}

/// Runs all scenarios on the fixtures, and expects these of 2025-11-25 to fail.
async fn conforms(suite: &Suite, with: impl Fn(HttpOptions) -> HttpOptions, failing: &[&str]) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    let options = with(HttpOptions::new(Url::parse(&url).unwrap()).unwrap());
    let server = HttpServer::local(Fixtures::new(), options).unwrap();
    tokio::spawn(server.serve(listener, std::future::pending()));
    for (revision, expected) in [("2025-11-25", failing), ("2026-07-28", &[])] {
        let scenarios = suite.scenarios(revision).await;
        assert!(scenarios.len() > 25, "{scenarios:?}");
        let (mut failed, skipped) = suite.all(&url, revision, &scenarios).await;
        failed.sort();
        assert_eq!(failed, expected, "the scenarios of {revision} that failed");
        assert_eq!(skipped, [""; 0], "the checks of {revision} that were skipped");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "installs the suite from npm: cargo xtask test --full interop"]
async fn what_serves_ours_conforms_in_all_that_the_suite_asks() {
    let suite = Suite::install().await;
    println!("with sessions:");
    conforms(&suite, |options| options.sessions(McpSessionOptions::new()), &[]).await;
    println!("without:");
    conforms(&suite, |options| options, OF_SESSIONS).await;
}

#[tokio::test]
#[ignore = "installs the suite from npm: cargo xtask test --full interop"]
async fn ours_conforms_in_all_that_asks_for_no_fixtures() {
    let suite = Suite::install().await;
    let sandbox = Sandbox::builder().sample_content().start().await;
    for sessions in [&[][..], &["--sessions"]] {
        println!("ours {}:", sessions.concat());
        let connection = sandbox.connection_string();
        let serving = serve(&[sessions, &["--connection", &connection]].concat()).await;
        for (revision, scenarios) in OF_ANY_SERVER {
            let scenarios: Vec<String> = scenarios.iter().map(ToString::to_string).collect();
            let (failed, _) = suite.all(serving.endpoint(), revision, &scenarios).await;
            assert_eq!(failed, [""; 0], "{revision}");
        }
    }
}
