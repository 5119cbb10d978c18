//! Running other programs: named, timed, and stopped at the first failure.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use crate::Result;

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// A cargo command in the root of the workspace.
pub(crate) fn cargo<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// A program that npm made, or npm itself: on Windows that is a script of its own, which is not found without its ending.
pub(crate) fn script(program: impl Into<PathBuf>) -> PathBuf {
    let mut program = program.into();
    if cfg!(windows) {
        program.set_extension("cmd");
    }
    program
}

/// Does `work` under a heading, and says how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {name}");
    let start = Instant::now();
    let done = work().map_err(|error| format!("{name}: {error}"))?;
    println!("    {name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(done)
}

/// Runs `command`, whose output goes to ours.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let status = command.status().map_err(|error| format!("{}: {error}", shown(&command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed: {status}", shown(&command)).into()) }
}

/// Runs `command` and returns what it printed.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let result =
        command.stderr(Stdio::inherit()).output().map_err(|error| format!("{}: {error}", shown(&command)))?;
    if result.status.success() {
        Ok(String::from_utf8(result.stdout)?)
    } else {
        Err(format!("`{}` failed: {}", shown(&command), result.status).into())
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_command_that_failed() {
        let error = output(cargo(["no-such-subcommand-here"])).unwrap_err().to_string();
        assert!(error.contains("no-such-subcommand-here"), "{error}");
    }

    #[test]
    fn names_the_step_that_failed() {
        let error = step("docs", || -> Result<()> { Err("broken link".into()) }).unwrap_err();
        assert_eq!(error.to_string(), "docs: broken link");
    }
}
