//! `cargo xtask test`: everything that can be tested on this machine.

use std::{collections::BTreeMap, path::PathBuf};

use clap::Args;
use serde_json::Value;

use crate::{
    Result, outside,
    step::{cargo, output, run as run_command, step},
};

/// The binaries that tests start, and the variable that tells a test where each one is.
const STARTED: [(&str, &str); 2] = [("confluence-mcp", "CONFLUENCE_MCP_BIN"), ("worker", "WORKER_BIN")];

/// Options of `cargo xtask test`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to pass on to the test harness, such as the name of a test.
    #[arg(last = true)]
    harness: Vec<String>,
}

/// Builds the binaries and runs all tests.
pub(crate) fn run(options: &Options) -> Result<()> {
    let binaries = step("build the binaries that tests start", binaries)?;
    step("tests", || {
        let mut command = cargo(["test", "--workspace"]);
        command.envs(variables(&binaries));
        if !options.harness.is_empty() {
            command.arg("--").args(&options.harness);
        }
        run_command(command)
    })?;
    if options.harness.is_empty() {
        step("a program outside the workspace", outside::run)?;
    }
    Ok(())
}

/// The variables that tell a test where the binaries are.
fn variables(binaries: &BTreeMap<String, PathBuf>) -> Vec<(&'static str, &PathBuf)> {
    STARTED.iter().filter_map(|(name, variable)| Some((*variable, binaries.get(*name)?))).collect()
}

/// Builds the binaries of the workspace but this one, which is running. The whole workspace is named, so
/// that features unite as they do for the tests, and nothing is built twice.
fn binaries() -> Result<BTreeMap<String, PathBuf>> {
    let format = "--message-format=json-render-diagnostics";
    let messages = output(cargo(["build", "--workspace", "--exclude", "xtask", "--bins", format]))?;
    Ok(messages.lines().filter_map(executable).collect())
}

/// The name and the file of a binary, out of one message of cargo.
pub(crate) fn executable(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let file = message.get("executable")?.as_str()?;
    let name = message.pointer("/target/name")?.as_str()?;
    Some((name.to_owned(), file.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_binary_in_a_message() {
        let message = r#"{"reason":"compiler-artifact","target":{"name":"worker"},"executable":"/t/worker"}"#;
        assert_eq!(executable(message), Some(("worker".into(), "/t/worker".into())));
        assert_eq!(executable(r#"{"target":{"name":"tests"},"executable":null}"#), None);
    }

    #[test]
    fn tells_tests_only_of_binaries_that_exist() {
        let built = BTreeMap::from([("worker".to_owned(), PathBuf::from("/t/worker"))]);
        assert_eq!(variables(&built), [("WORKER_BIN", &PathBuf::from("/t/worker"))]);
    }
}
