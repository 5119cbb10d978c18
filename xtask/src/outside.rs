//! The programs in `tests/outside`: a workspace of their own, with just the dependencies that the READMEs name, as
//! strangers write them.

use std::{fs, path::PathBuf, process::Command};

use ::tests::sandbox::{Deployment, Sandbox};

use crate::{
    Result,
    built::executable,
    step::{cargo, output, root, run as run_command},
};

/// The one that is built alone: with the others beside it, cargo would give it their features too.
const ALONE: &str = "oauth-over-hyper";

/// What programs are built without, by cargo's word: the promise of the features that they leave out.
const WITHOUT: [(&str, &[&str]); 2] = [
    (ALONE, &["reqwest", "rustls", "hyper-rustls", "aws-lc-sys", "aes", "des", "pkcs8", "argon2"]),
    (
        "embedded-server",
        &["clap", "clap_mangen", "rpassword", "rustyline", "toml_edit", "jsonc-parser", "tracing-subscriber"],
    ),
];

/// Builds the programs, runs their tests, and runs two of them on a Confluence over HTTP.
pub(crate) fn run() -> Result<()> {
    // The same versions as the workspace, so that nothing is built twice that need not be.
    fs::copy(root().join("Cargo.lock"), folder().join("Cargo.lock"))?;
    for (program, without) in WITHOUT {
        let mut tree = outside(["tree", "--edges", "normal,build", "--prefix", "none", "--package", program]);
        tree.args(["--format", "{p}"]);
        if let Some(unwanted) = unwanted(&output(tree)?, without) {
            return Err(format!("{program} is built with {unwanted}, which it has no use for").into());
        }
    }
    run_command(outside(["test", "--quiet", "--workspace", "--exclude", ALONE]))?;
    run_command(outside(["test", "--quiet", "--package", ALONE]))?;
    let page_cli = together("page-cli")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    for deployment in [Deployment::Cloud, Deployment::DataCenter] {
        let start = Sandbox::builder().deployment(deployment).sample_content().start();
        let sandbox = runtime.block_on(start);
        let page = sandbox.page_by_title("DOCS", "Getting started").ok_or("the sample has this page")?;
        let mut reads = Command::new(&page_cli);
        reads.args(["read", &page.id]).env("CONFLUENCE_CONNECTION", sandbox.connection_string());
        begins(&output(reads)?, "# Getting started (version 1)")?;
        let mut asks = outside(["run", "--quiet", "--package", ALONE]);
        let store = "OAuthSettingsLocation=memory://outside";
        asks.env("CONNECTION", format!("{};{store}", sandbox.service_connection_string()));
        begins(&output(asks)?, "a token of ")?;
    }
    Ok(())
}

/// A program as it is built beside the others and their tests: alone it would want the client once more, with other
/// features.
fn together(program: &str) -> Result<PathBuf> {
    let mut build = outside(["build", "--quiet", "--workspace", "--exclude", ALONE, "--bins", "--tests"]);
    build.arg("--message-format=json-render-diagnostics");
    let messages = output(build)?;
    let built = messages.lines().filter_map(executable).find(|(name, _)| name == program);
    built.map(|(_, file)| file).ok_or_else(|| format!("cargo built no {program}").into())
}

fn folder() -> PathBuf {
    root().join("tests").join("outside")
}

/// A cargo command in that workspace, which builds where this one does.
fn outside<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = cargo(arguments);
    command.current_dir(folder()).env("CARGO_TARGET_DIR", root().join("target"));
    command
}

/// The first of these crates that is in a tree.
fn unwanted(tree: &str, without: &[&'static str]) -> Option<&'static str> {
    let has = |name: &str| tree.lines().any(|line| line.split(' ').next() == Some(name));
    without.iter().copied().find(|name| has(name))
}

fn begins(printed: &str, expected: &str) -> Result<()> {
    match printed.starts_with(expected) {
        true => Ok(()),
        false => {
            Err(format!("a program outside the workspace printed `{printed}`, not `{expected}...`").into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_found_by_its_whole_name() {
        let tree = "embedded-server v0.0.0 (/src)\nclap_lex v1.0.0\nserde v1.0.0 (*)\n";
        assert_eq!(unwanted(tree, &["clap", "serde"]), Some("serde"));
        assert_eq!(unwanted(tree, &["clap"]), None);
    }
}
