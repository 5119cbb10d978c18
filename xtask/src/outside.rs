//! A program outside the workspace that depends on confluence-client by path and reads a page of the sandbox, as a
//! consumer would.

use std::{fs, path::Path};

use tests::sandbox::Sandbox;

use crate::{
    Result,
    step::{cargo, output, root},
};

const MANIFEST: &str = r#"[package]
name = "outside"
version = "0.0.0"
edition = "2024"

[dependencies]
confluence-client = { path = "CLIENT", features = ["oauth"] }
tokio = { version = "1", features = ["macros", "rt"] }

[workspace]
"#;

const PROGRAM: &str = r#"use confluence_client::connection;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), confluence_client::Error> {
    let string = std::env::var("CONNECTION").unwrap_or_default();
    let wiki = connection::open(&string).await?;
    let page = wiki.page_titled("DOCS", "Getting started").await?;
    println!("{}, version {}", page.title, page.version.number);
    Ok(())
}
"#;

/// Builds and runs the program; its dependencies are those that the workspace has built.
pub(crate) fn run() -> Result<()> {
    let folder = root().join("target").join("outside");
    lay(&folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let sandbox = runtime.block_on(Sandbox::builder().sample_content().start());
    let mut command = cargo(["run", "--quiet"]);
    command.current_dir(&folder).env("CARGO_TARGET_DIR", root().join("target"));
    command.env("CONNECTION", sandbox.connection_string());
    let printed = output(command)?;
    match printed.trim() {
        "Getting started, version 1" => Ok(()),
        other => Err(format!("the program outside the workspace printed `{other}`").into()),
    }
}

fn lay(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("src"))?;
    let client = root().join("confluence-client");
    fs::write(
        folder.join("Cargo.toml"),
        MANIFEST.replace("CLIENT", &client.to_string_lossy().replace('\\', "/")),
    )?;
    fs::write(folder.join("src").join("main.rs"), PROGRAM)?;
    // The same versions as the workspace, so that nothing is built twice.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}
