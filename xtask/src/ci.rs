//! `cargo xtask ci`: the gate, but for the tests.

use std::process::Command;

use crate::{
    Result, audit, dist,
    step::{cargo, root, run as run_command, step},
    tidy::{self, PUBLISHED},
    uncleared,
};

/// The features of confluence-client of which a program may want one alone. All sets of features are tried in the workflow.
const INTERFACES: [&str; 3] = ["v2", "v1", "dc"];

/// Runs the checks, cheapest first.
pub(crate) fn run() -> Result<()> {
    step("format", || run_command(cargo(["fmt", "--all", "--check"])))?;
    step("format outside the workspace", || {
        let mut command = cargo(["fmt", "--all", "--check"]);
        command.current_dir(root().join("tests/outside"));
        run_command(command)
    })?;
    step("tidy", tidy::run)?;
    step("audit", audit::run)?;
    step("lints", || run_command(cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])))?;
    step("documentation", || run_command(documentation()))?;
    for package in PUBLISHED {
        let bare = ["check", "--package", package, "--no-default-features"];
        step(&format!("{package} without features"), || run_command(cargo(bare)))?;
    }
    for interface in INTERFACES {
        let alone =
            ["check", "--package", "confluence-client", "--no-default-features", "--features", interface];
        step(&format!("confluence-client with {interface} alone"), || run_command(cargo(alone)))?;
    }
    step("no driver takes what the policy has not cleared", uncleared::run)?;
    // What is packed has been compiled above, from the same files, and `tidy` looks at the list of files.
    step("packages", || dist::pack_crates(dist::Purpose::Look))
}

fn documentation() -> Command {
    let mut command = cargo(["doc", "--workspace", "--no-deps", "--exclude", "xtask", "--exclude", "tests"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}
