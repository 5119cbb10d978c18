//! `cargo xtask bench`: the benchmarks of the package `tests`.

mod build;

use std::path::PathBuf;

use clap::Args;

use crate::{
    Result,
    step::{cargo, output, run as run_command, step},
    test::executable,
};

/// Options of `cargo xtask bench`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only the benchmark of this name, such as `send`, or `build` for what it costs to depend on the client.
    name: Option<String>,
}

/// Runs the benchmarks, which print their figures.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.name.as_deref().is_none_or(|name| name == "build") {
        step("what it costs to depend on confluence-client", build::run_all)?;
    }
    if options.name.as_deref() == Some("build") {
        return Ok(());
    }
    let server = step("build the server", server)?;
    step("benchmarks", || {
        let mut command = cargo(["bench", "--package", "tests"]);
        match &options.name {
            Some(name) => command.args(["--bench", name]),
            None => command.arg("--benches"),
        };
        command.env("CONFLUENCE_MCP_BIN", &server);
        run_command(command)
    })
}

/// The server binary as it is released.
fn server() -> Result<PathBuf> {
    let format = "--message-format=json-render-diagnostics";
    let messages = output(cargo(["build", "--release", "--package", "confluence-mcp", "--bins", format]))?;
    let built = messages.lines().filter_map(executable).find(|(name, _)| name == "confluence-mcp");
    built.map(|(_, path)| path).ok_or_else(|| "cargo built no server".into())
}
