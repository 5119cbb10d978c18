//! `cargo xtask bench`: the benchmarks of the package `tests`.

use clap::Args;

use crate::{
    Result,
    step::{cargo, run as run_command, step},
};

/// Options of `cargo xtask bench`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only benchmarks whose name contains this.
    filter: Option<String>,
}

/// Runs the benchmarks, which print their figures.
pub(crate) fn run(options: &Options) -> Result<()> {
    step("benchmarks", || {
        let mut command = cargo(["bench", "--package", "tests", "--benches"]);
        if let Some(filter) = &options.filter {
            command.arg("--").arg(filter);
        }
        run_command(command)
    })
}
