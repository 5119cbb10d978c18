//! A client that is not ours: the official Python SDK, over stdio, in both eras.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use tests::sandbox::Sandbox;
use tokio::process::Command;

use super::process::binary;

const SDK: &str = "mcp==2.3.0";

const SESSION: &str = r#"
import asyncio, json, sys
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

async def session(mode):
    server = StdioServerParameters(command=sys.argv[1], args=["--connection", sys.argv[2]])
    async with Client(stdio_client(server), mode=mode) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        found = await client.call_tool("confluence_search", {"query": "label = howto"})
        page = json.loads(found.content[0].text)["results"][0]["id"]
        read = await client.call_tool("confluence_get_page", {"page_id": page})
        wrong = await client.call_tool("confluence_get_page", {"page_id": "999999999"})
        return {"names": names, "text": read.content[1].text, "good": not read.is_error, "wrong": wrong.is_error}

print(json.dumps([asyncio.run(session(mode)) for mode in ("legacy", "auto")]))
"#;

/// A Python with the SDK, in the target folder; nothing if there is none and none can be had.
async fn python() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("python-sdk");
    let python = folder.join("bin/python");
    let quiet = |mut command: Command| async move {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await
            .is_ok_and(|status| status.success())
    };
    let mut check = Command::new(&python);
    check.args(["-c", "import mcp; mcp.Client"]);
    if quiet(check).await {
        return Some(python);
    }
    let mut create = Command::new("python3");
    create.args(["-m", "venv"]).arg(&folder);
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", SDK]);
    (quiet(create).await && quiet(install).await).then_some(python)
}

#[tokio::test]
async fn the_official_python_client_reads_a_page() {
    let Some(python) = python().await else {
        assert!(
            std::env::var_os("CONFLUENCE_REQUIRE_SDKS").is_none(),
            "the Python SDK could not be installed"
        );
        // Not by a macro: the harness would keep what a passing test prints to itself.
        let _ = writeln!(std::io::stderr(), "SKIPPED: the Python SDK could not be installed");
        return;
    };
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut session = Command::new(python);
    session.args(["-c", SESSION]).arg(binary()).arg(sandbox.connection_string()).kill_on_drop(true);
    let output =
        tokio::time::timeout(std::time::Duration::from_secs(120), session.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let sessions: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for session in sessions.as_array().unwrap() {
        assert!(session["names"].as_array().unwrap().contains(&"confluence_get_page".into()), "{session}");
        assert!(session["text"].as_str().unwrap().contains("## Prerequisites"), "{session}");
        assert!(session["good"] == true && session["wrong"] == true, "{session}");
    }
}
