//! The examples of the crate, as programs.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::OnceLock;

use serde_json::{Value, json};
use tests::sandbox::{Person, Sandbox};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// The program of an example: what `cargo xtask test` says, or built here once.
fn example(name: &str) -> Command {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let told = std::env::var_os(format!("EXAMPLE_{}", name.to_uppercase()));
    let mut command = Command::new(told.map_or_else(|| BUILT.get_or_init(build).join(name), PathBuf::from));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Builds the examples, with the whole workspace named so that nothing is built twice, and returns their folder.
fn build() -> PathBuf {
    let arguments = ["build", "--workspace", "--exclude", "xtask", "--examples", "--message-format=json"];
    let output = std::process::Command::new(env!("CARGO")).args(arguments).stderr(Stdio::null()).output();
    let messages = String::from_utf8(output.unwrap().stdout).unwrap();
    let mut built = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let built = built.find(|message| message["target"]["kind"][0] == "example").expect("an example");
    PathBuf::from(built["executable"].as_str().expect("a program")).parent().expect("a folder").to_owned()
}

#[tokio::test]
async fn a_client_and_the_server_live_in_one_process() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut command = example("in_process");
    command.args(["release", "notes"]).env("CONFLUENCE_CONNECTION", sandbox.connection_string());
    let output = command.output().await.unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed} {}", String::from_utf8_lossy(&output.stderr));
    assert!(
        printed.contains("confluence_search: ") && !printed.contains("confluence_create_page: "),
        "{printed}"
    );
    assert!(printed.contains("\"title\":\"Release notes\""), "{printed}");
}

async fn call(client: &reqwest::Client, url: &str, token: &str) -> (u16, String) {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
    });
    let params = json!({"name": "confluence_get_page", "arguments": {"title": "Salaries", "space_key": "DOCS"}, "_meta": meta});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let request = client
        .post(url)
        .bearer_auth(token)
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", "tools/call")
        .header("mcp-name", "confluence_get_page")
        .body(message.to_string());
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn the_server_lives_in_an_application_with_a_wiki_for_each_caller() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let users =
        format!("ada {}\ngrace {}", sandbox.connection_string(), sandbox.connection_string_of(Person::GRACE));
    let mut running = example("in_axum").env("USERS", users).spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let url = lines.next_line().await.unwrap().expect("it says where it is");
    let client = reqwest::Client::new();
    let (status, said) = call(&client, &url, "ada").await;
    assert!(status == 200 && said.contains("Not for everybody."), "{status} {said}");
    let (status, said) = call(&client, &url, "grace").await;
    assert!(
        status == 200 && said.contains("isError\":true") && !said.contains("Not for everybody."),
        "{status} {said}"
    );
    assert_eq!(call(&client, &url, "nobody").await.0, 401);
    let health = client.get(url.replace("/mcp", "/health")).send().await.unwrap();
    assert_eq!(health.text().await.unwrap(), "well");
}
