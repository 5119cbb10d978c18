//! `cargo xtask bench`: the benchmarks of the package `tests`.

mod budget;
mod build;
mod features;
mod start;

use std::path::PathBuf;

use clap::Args;

use self::budget::Budgets;
use crate::{
    Result,
    built::executable,
    step::{cargo, output, run as run_command, step},
};

/// Options of `cargo xtask bench`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only the benchmark of this name, such as `send`; `build` for what client and server cost to build, or `features` for
    /// what each set of features does, which is not among the others.
    name: Option<String>,
    /// With `features`: the crate whose sets are built, such as `confluence-mcp`; without it all three.
    package: Option<String>,
}

/// Runs the benchmarks, which print their figures.
pub(crate) fn run(options: &Options) -> Result<()> {
    let wanted = |name: &str| options.name.as_deref().is_none_or(|only| only == name);
    if options.name.as_deref() == Some("features") {
        return features::run(options.package.as_deref());
    }
    if wanted("build") {
        step("what client and server cost to build, and what the server is then", build::run_all)?;
    }
    if options.name.as_deref() == Some("build") {
        return Ok(());
    }
    let server = step("build the server", || released("confluence-mcp", &["--bins"]))?;
    let bare = step("build what it is measured against", || released("bare", &["--example", "bare"]))?;
    if wanted("server") {
        let mut budgets = Budgets::default();
        step("start and idle", || start::measure(server.as_os_str(), bare.as_os_str(), &mut budgets))?;
        // All figures are wanted, also behind one that is over its budget.
        if let Err(broken) = budgets.finish() {
            println!("{broken}");
        }
    }
    step("benchmarks", || {
        let mut command = cargo(["bench", "--package", "tests"]);
        match &options.name {
            Some(name) => command.args(["--bench", name]),
            None => command.arg("--benches"),
        };
        command.env("CONFLUENCE_MCP_BIN", &server).env("BARE_MCP_BIN", &bare);
        run_command(command)
    })
}

/// A program as it is released.
fn released(name: &str, target: &[&str]) -> Result<PathBuf> {
    let package = if name == "bare" { "tests" } else { name };
    let format = "--message-format=json-render-diagnostics";
    let mut build = cargo(["build", "--release", "--package", package, format]);
    build.args(target);
    let messages = output(build)?;
    let built = messages.lines().filter_map(executable).find(|(built, _)| built == name);
    built.map(|(_, path)| path).ok_or_else(|| format!("cargo built no {name}").into())
}
