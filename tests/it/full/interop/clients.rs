//! What `init` writes, read back by the clients themselves.

use std::path::Path;

use serde_json::Value;
use tests::sandbox::Sandbox;
use tokio::process::Command;

use crate::full::install::{npm, output};
use crate::mcp::process::binary;

/// A command for a user with this home, who has Node and nothing else.
fn command(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    let path = std::env::var_os("PATH").unwrap();
    command.env_clear().env("PATH", path).env("HOME", home).current_dir(home);
    command
}

/// A home in which `init` configured this client.
async fn configured(client: &str, sandbox: &Sandbox) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let connection = sandbox.connection_string();
    let arguments = ["init", "--connection", &connection, "--client", client];
    output(command(binary(), home.path()).args(arguments)).await;
    home
}

#[tokio::test]
#[ignore = "installs a client from npm: cargo xtask test --full interop"]
async fn claude_code_starts_the_server_and_is_connected() {
    let client = npm("claude-code", &["@anthropic-ai/claude-code"]).await.join("claude");
    let sandbox = Sandbox::builder().sample_content().start().await;
    let home = configured("claude-code", &sandbox).await;
    let said = output(command(&client, home.path()).args(["mcp", "get", "confluence"])).await;
    println!("{said}");
    assert!(said.contains("Connected"), "{said}");
}

#[tokio::test]
#[ignore = "installs a client from npm: cargo xtask test --full interop"]
async fn gemini_starts_the_server_and_is_connected() {
    let client = npm("gemini", &["@google/gemini-cli"]).await.join("gemini");
    let sandbox = Sandbox::builder().sample_content().start().await;
    let home = configured("gemini", &sandbox).await;
    // It says this on standard error.
    let mut list = command(Path::new("sh"), home.path());
    list.env("GEMINI_CLI_TRUST_WORKSPACE", "true");
    let said = output(list.args(["-c", r#"exec "$0" mcp list 2>&1"#]).arg(&client)).await;
    println!("{said}");
    assert!(said.contains("confluence") && said.contains("Connected"), "{said}");
}

#[tokio::test]
#[ignore = "installs a client from npm: cargo xtask test --full interop"]
async fn codex_reads_the_entry() {
    let client = npm("codex", &["@openai/codex"]).await.join("codex");
    let sandbox = Sandbox::start().await;
    let home = configured("codex", &sandbox).await;
    let said = output(command(&client, home.path()).args(["mcp", "get", "confluence", "--json"])).await;
    let entry: Value = serde_json::from_str(&said).unwrap();
    println!("{entry}");
    let transport = &entry["transport"];
    assert_eq!(transport["command"], binary().to_str().unwrap(), "{entry}");
    assert_eq!(transport["args"], serde_json::json!(["--profile", "default"]), "{entry}");
}
