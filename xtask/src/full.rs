//! `cargo xtask test --full`: tests that need other programs, or more time than a gate has.

use std::{path::PathBuf, process::Command};

use clap::ValueEnum;

use crate::{
    Result,
    step::{cargo, root, run, step},
};

/// How long each fuzz target is run, in seconds.
const FUZZED: &str = "600";

/// A group of these tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Other implementations: SDKs, signers, tools that write certificates, the protocol's own conformance suite.
    Interop,
    /// Stores that other programs run: PostgreSQL, the Secret Service.
    Stores,
    /// Many principals, many processes, big files.
    Load,
    /// The server in production: proxies in front, several servers, the files for services.
    Operation,
    /// Every package that people install: each installed into an empty environment, and started.
    Dist,
    /// Every fuzz target, ten minutes each.
    Fuzz,
}

impl Part {
    /// The tests of this group, each of which is ignored elsewhere.
    pub(crate) fn tests(self) -> Option<&'static str> {
        match self {
            Self::Interop => Some("full::interop::"),
            Self::Stores => Some("full::stores::"),
            Self::Load => Some("full::load::"),
            Self::Operation => Some("full::operation::"),
            Self::Dist | Self::Fuzz => None,
        }
    }
}

/// Runs the fuzz targets, or only the one of this name. Any toolchain will do: what the fuzzer needs of a nightly one is
/// allowed to it.
pub(crate) fn fuzz(only: Option<&str>) -> Result<()> {
    let fuzzer = step("install the fuzzer", fuzzer)?;
    let targets = targets()?.into_iter().filter(|target| only.is_none_or(|name| name == target));
    for target in targets {
        step(&format!("fuzz {target}"), || {
            let mut command = Command::new(&fuzzer);
            // The first folder grows; the fixtures of the tests are what the fuzzer starts from.
            let grown = format!("tests/fuzz/corpus/{target}");
            std::fs::create_dir_all(root().join(&grown))?;
            command.args(["run", "--fuzz-dir", "tests/fuzz", &target, &grown, "tests/fixtures", "--"]);
            command.current_dir(root());
            command.arg(format!("-max_total_time={FUZZED}")).env("RUSTC_BOOTSTRAP", "1");
            run(command)
        })?;
    }
    Ok(())
}

fn targets() -> Result<Vec<String>> {
    let mut targets = Vec::new();
    for file in std::fs::read_dir(root().join("tests/fuzz/fuzz_targets"))? {
        targets.extend(file?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    targets.sort();
    Ok(targets)
}

/// cargo-fuzz, in the target folder.
fn fuzzer() -> Result<PathBuf> {
    let folder = root().join("target/tools");
    let fuzzer = folder.join("bin/cargo-fuzz");
    if !fuzzer.exists() {
        let mut install = cargo(["install", "cargo-fuzz", "--locked", "--quiet", "--root"]);
        install.arg(&folder);
        run(install)?;
    }
    Ok(fuzzer)
}
