//! `cargo xtask api`: the public API of the published crates, item by item, in `xtask/api`.

use std::{fs, path::PathBuf, process::Command};

use clap::Args;

use crate::{
    Result,
    step::{cargo, output, root, run as run_command, step},
    tidy::PUBLISHED,
};

/// The release whose lists are in the repository; another one may word an item in another way.
const LISTER: &str = "cargo-public-api@^0.52";

/// Options of `cargo xtask api`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Writes nothing, and fails where a list differs from the sources.
    #[arg(long)]
    check: bool,
    /// One crate alone.
    package: Option<String>,
}

/// Writes the lists, or compares them.
pub(crate) fn run(options: &Options) -> Result<()> {
    let lister = step("install cargo-public-api", lister)?;
    let wanted = |package: &&&str| options.package.as_deref().is_none_or(|only| only == **package);
    for package in PUBLISHED.iter().filter(wanted) {
        step(package, || {
            let mut command = Command::new(&lister);
            // The documentation as JSON is not stable yet; any toolchain has it, allowed to it. The lists leave out what
            // every type has, and what is derived.
            command.args(["public-api", "--package", package, "--all-features", "-sss"]);
            command.current_dir(root()).env("RUSTC_BOOTSTRAP", "1");
            let (listed, file) = (output(command)?, root().join("xtask/api").join(format!("{package}.txt")));
            if !options.check {
                return Ok(fs::write(file, listed)?);
            }
            match difference(&fs::read_to_string(file).unwrap_or_default(), &listed) {
                None => Ok(()),
                Some(change) => Err(format!(
                    "the public API differs from its list: {change}\nif that is meant, write the list with \
                     `cargo xtask api`, and tell of it in CHANGELOG.md"
                )
                .into()),
            }
        })?;
    }
    Ok(())
}

/// The items that are in one list alone, the first few.
fn difference(before: &str, now: &str) -> Option<String> {
    let only = |these: &str, those: &str, sign: char| -> Vec<String> {
        let known: std::collections::BTreeSet<&str> = those.lines().collect();
        these
            .lines()
            .filter(|line| !known.contains(line))
            .map(|line| format!("\n    {sign} {line}"))
            .collect()
    };
    let changes: Vec<String> = only(before, now, '-').into_iter().chain(only(now, before, '+')).collect();
    (!changes.is_empty()).then(|| changes.into_iter().take(20).collect())
}

/// The program that lists, in the target folder.
fn lister() -> Result<PathBuf> {
    let folder = root().join("target/tools");
    let lister = folder.join("bin/cargo-public-api");
    if !lister.exists() {
        let mut install = cargo(["install", LISTER, "--locked", "--quiet", "--root"]);
        install.arg(&folder);
        run_command(install)?;
    }
    Ok(lister)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_came_and_what_went() {
        assert_eq!(difference("pub mod a\npub mod b\n", "pub mod b\npub mod a\n"), None);
        let change = difference("pub mod a\npub mod b\n", "pub mod b\npub mod c\n").unwrap();
        assert_eq!(change, "\n    - pub mod a\n    + pub mod c");
    }
}
