//! The MCP Inspector, in its strict mode, over all that the server offers.

use std::path::Path;
use std::process::Stdio;

use confluence_mcp::Toolset;
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Sandbox};
use tokio::process::Command;

use crate::full::install::npm;
use crate::full::serving::serve;
use crate::mcp::process::binary;

const PACKAGES: &[&str] = &["node@22", "@modelcontextprotocol/inspector@2.12.0"];

/// How a server is reached.
enum Target<'a> {
    Command(&'a [&'a str]),
    Address(&'a str),
}

/// Runs the Inspector's command line: how it ended, what it printed, and its complaints.
async fn inspect(programs: &Path, target: &Target<'_>, arguments: &[&str]) -> (i32, Value, String) {
    let home = tempfile::tempdir().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(programs.join("mcp-inspector"));
    command.env_clear().env("PATH", path).env("HOME", home.path());
    command.args(["--cli", "--format", "json"]);
    match target {
        Target::Address(address) => command.args([address, "--transport", "http"]).args(arguments),
        Target::Command(server) => command.args(arguments).arg("--").arg(binary()).args(*server),
    };
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    let printed = serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{arguments:?}: {printed}{said}"));
    (output.status.code().unwrap(), printed, said)
}

#[tokio::test]
#[ignore = "installs the Inspector from npm: cargo xtask test --full interop"]
async fn strict_mode_finds_nothing() {
    let programs = npm("inspector", PACKAGES).await;
    let sandbox = Sandbox::builder().deployment(Deployment::Cloud).sample_content().start().await;
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    let connection = sandbox.connection_string();
    let toolsets: Vec<&str> = Toolset::ALL.iter().map(|toolset| toolset.name()).collect();
    let toolsets = toolsets.join(",");
    let server = ["--toolsets", toolsets.as_str(), "--connection", &connection];
    let serving = serve(&server).await;
    let address = format!("confluence://pages/{page}");
    let filled = format!("page_id={page}");
    let call = json!({"page_id": page}).to_string();
    for target in [Target::Command(&server), Target::Address(serving.endpoint())] {
        for era in ["legacy", "modern"] {
            for method in [
                &["tools/list", "--strict"][..],
                &["resources/list"],
                &["resources/templates/list"],
                &["resources/read", "--uri", &address],
                &["prompts/list"],
                &["prompts/get", "--prompt-name", "review_page", "--prompt-args", &filled],
                &["tools/call", "--tool-name", "confluence_get_page", "--tool-args-json", &call],
            ] {
                let arguments = [&["--protocol-era", era, "--method"], method].concat();
                let (code, printed, said) = inspect(&programs, &target, &arguments).await;
                println!("{era} {}: exit {code}, {} bytes, {said:?}", method[0], printed.to_string().len());
                assert!(code == 0 && !said.contains("warn"), "{arguments:?}: {printed} {said}");
                if method[0] == "tools/list" {
                    let tools = printed.pointer("/tools").or(printed.pointer("/result/tools"));
                    assert_eq!(tools.unwrap().as_array().unwrap().len(), 38, "{printed}");
                }
            }
        }
    }
}
