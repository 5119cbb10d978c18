//! `cargo xtask test`: everything that can be tested on this machine.

use std::{collections::BTreeMap, path::PathBuf};

use clap::{Args, ValueEnum as _};

use crate::{
    Result,
    built::executable,
    dist,
    full::{self, Part},
    outside,
    step::{cargo, output, run as run_command, step},
};

/// The programs that tests start, binaries and examples, and the variable that tells a test where each one is.
const STARTED: [(&str, &str); 9] = [
    ("confluence-mcp", "CONFLUENCE_MCP_BIN"),
    ("worker", "WORKER_BIN"),
    ("read_page", "EXAMPLE_READ_PAGE"),
    ("walk_space", "EXAMPLE_WALK_SPACE"),
    ("edit_page", "EXAMPLE_EDIT_PAGE"),
    ("upload", "EXAMPLE_UPLOAD"),
    ("search", "EXAMPLE_SEARCH"),
    ("in_process", "EXAMPLE_IN_PROCESS"),
    ("in_axum", "EXAMPLE_IN_AXUM"),
];

/// How many tests the harness runs at a time; one for each processor unless told otherwise.
const THREADS: &str = "RUST_TEST_THREADS";

/// Options of `cargo xtask test`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Runs the tests that need other programs or much time, instead of the usual ones: all, or those of one part.
    #[arg(long, value_name = "PART")]
    full: Option<Option<Part>>,
    /// What to pass on to the test harness, such as the name of a test; for the part `fuzz`, a target.
    #[arg(last = true)]
    harness: Vec<String>,
}

/// Builds the binaries and runs all tests.
pub(crate) fn run(options: &Options) -> Result<()> {
    match options.full {
        None => usual(options),
        Some(Some(part)) => full(part, options),
        Some(None) => Part::value_variants().iter().try_for_each(|part| full(*part, options)),
    }
}

/// The tests of one part, optimised: some of them are about time and memory.
fn full(part: Part, options: &Options) -> Result<()> {
    if part == Part::Fuzz {
        return full::fuzz(options.harness.first().map(String::as_str));
    }
    let binaries = step("build the binaries that tests start", || binaries(&["--profile=full"]))?;
    let Some(tests) = part.tests() else {
        let server = binaries.get("confluence-mcp").ok_or("the build made no server")?;
        return dist::prove(server);
    };
    step(&format!("tests of the part {part:?}"), || {
        let mut command =
            cargo(["test", "--profile=full", "--workspace", "--exclude", "xtask", "--test", "it"]);
        command.envs(variables(&binaries)).args(["--", "--ignored", "--nocapture", "--test-threads=1"]);
        match options.harness.as_slice() {
            [] => command.arg(tests),
            named => command.args(named),
        };
        run_command(command)
    })
}

/// Every test that the gate runs.
fn usual(options: &Options) -> Result<()> {
    let binaries = step("build the binaries that tests start", || binaries(&[]))?;
    step("tests", || {
        let mut command = cargo(["test", "--workspace"]);
        command.envs(variables(&binaries));
        if std::env::var_os(THREADS).is_none() {
            // Half of the tests wait for a program that they started, or for time to pass.
            let processors = std::thread::available_parallelism()?.get();
            command.env(THREADS, (2 * processors).to_string());
        }
        if !options.harness.is_empty() {
            command.arg("--").args(&options.harness);
        }
        run_command(command)
    })?;
    if options.harness.is_empty() {
        step("programs outside the workspace", outside::run)?;
    }
    Ok(())
}

/// The variables that tell a test where the binaries are.
fn variables(binaries: &BTreeMap<String, PathBuf>) -> Vec<(&'static str, &PathBuf)> {
    STARTED.iter().filter_map(|(name, variable)| Some((*variable, binaries.get(*name)?))).collect()
}

/// Builds the binaries of the workspace but this one, which is running. The whole workspace is named and its
/// examples are built too, so that features unite as they do for the tests, and nothing is built twice.
fn binaries(flags: &[&str]) -> Result<BTreeMap<String, PathBuf>> {
    let format = "--message-format=json-render-diagnostics";
    let mut build = cargo(["build", "--workspace", "--exclude", "xtask", "--bins", "--examples", format]);
    build.args(flags);
    let messages = output(build)?;
    Ok(messages.lines().filter_map(executable).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_tests_only_of_binaries_that_exist() {
        let built = BTreeMap::from([("worker".to_owned(), PathBuf::from("/t/worker"))]);
        assert_eq!(variables(&built), [("WORKER_BIN", &PathBuf::from("/t/worker"))]);
    }
}
