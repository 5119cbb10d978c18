//! The bundle, by the tool that makes and reads bundles.

use std::path::Path;

use serde_json::json;
use tests::sandbox::{Deployment, Sandbox};
use tokio::process::Command;

use crate::full::install::{folder, npm, output};
use crate::mcp::process::{Process, binary};

#[tokio::test]
#[ignore = "installs a program from npm: cargo xtask test --full interop"]
async fn a_bundle_that_was_packed_and_unpacked_answers() {
    let bundler = npm("bundler", &["@anthropic-ai/mcpb@2.1.2"]).await.join("mcpb");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../confluence-mcp/packaging/manifest.json");
    output(Command::new(&bundler).arg("validate").arg(&manifest)).await;

    let work = folder("bundle");
    let (source, packed, unpacked) =
        (work.join("source"), work.join("confluence.mcpb"), work.join("unpacked"));
    std::fs::create_dir_all(source.join("server")).unwrap();
    std::fs::copy(&manifest, source.join("manifest.json")).unwrap();
    std::fs::copy(binary(), source.join("server/confluence-mcp")).unwrap();
    output(Command::new(&bundler).arg("pack").args([&source, &packed])).await;
    output(Command::new(&bundler).arg("unpack").args([&packed, &unpacked])).await;

    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let mut server = Command::new(unpacked.join("server/confluence-mcp"));
    server.env_clear().args(["--connection", &sandbox.connection_string()]).kill_on_drop(true);
    server.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut server = Process::silent(server);
    server.initialize("2025-11-25").await;
    let found = server.call("confluence_search", json!({"query": "label = howto"})).await;
    assert_ne!(found["isError"], true, "{found}");
    println!("bundle: {} bytes", std::fs::metadata(packed).unwrap().len());
}
