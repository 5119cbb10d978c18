//! A program of its own, built from nothing.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use crate::{
    Result,
    step::{cargo, output, root, run},
};

/// A package outside of the workspace, with the versions of the workspace's lock file.
pub(in crate::bench) struct Package {
    folder: PathBuf,
}

/// What a build took.
pub(in crate::bench) struct Cost {
    pub(in crate::bench) seconds: f64,
    /// Of all processors, in seconds.
    pub(in crate::bench) processor: f64,
}

/// What a package depends on.
pub(in crate::bench) struct Tree {
    /// How many crates.
    pub(in crate::bench) crates: usize,
    /// The crates that are there in several versions.
    pub(in crate::bench) twice: BTreeSet<String>,
}

impl Package {
    /// Writes the package: what stands behind its name in the manifest, and its `main.rs`.
    pub(in crate::bench) fn lay(name: &str, manifest: &str, main: &str) -> Result<Self> {
        let folder = root().join("target/build-cost").join(name);
        fs::create_dir_all(folder.join("src"))?;
        let head =
            format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n");
        fs::write(folder.join("Cargo.toml"), format!("{head}\n{manifest}\n"))?;
        fs::write(folder.join("src/main.rs"), main)?;
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { folder })
    }

    /// What it depends on, without what builds the others.
    pub(in crate::bench) fn tree(&self) -> Result<Tree> {
        let listed = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--target"];
        let mut tree = cargo(listed);
        tree.arg("x86_64-unknown-linux-gnu").current_dir(&self.folder);
        Ok(read(&output(tree)?))
    }

    /// Builds it from nothing, into a folder that is gone afterwards but for the program, whose path this returns.
    pub(in crate::bench) fn build(&self, name: &str, flags: &[&str]) -> Result<(Cost, PathBuf)> {
        let target = self.folder.join("target");
        let mut build = cargo(["build", "--quiet"]);
        build.args(flags).current_dir(&self.folder);
        let cost = cold(build, &target)?;
        let profile = if flags.contains(&"--release") { "release" } else { "debug" };
        let program = self.folder.join(name);
        fs::rename(target.join(profile).join(name), &program)?;
        fs::remove_dir_all(&target)?;
        Ok((cost, program))
    }
}

/// What `cargo tree` listed: a name and a version on each line, where one may be repeated or marked.
fn read(listed: &str) -> Tree {
    let named = listed.lines().filter_map(|line| line.split_once(' '));
    let crates: BTreeSet<(&str, &str)> = named
        .map(|(name, rest)| (name, rest.split(' ').next().unwrap_or_default()))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let versions = |name: &str| crates.iter().filter(|(other, _)| *other == name).count();
    let twice = crates.iter().filter(|(name, _)| versions(name) > 1).map(|(name, _)| (*name).to_owned());
    // The program itself is not among its dependencies.
    Tree { crates: crates.len().saturating_sub(1), twice: twice.collect() }
}

/// Runs a build into this folder, which is emptied before. It is as a stranger's is: with the profile of cargo, and of a
/// crate that comes from the registry nothing is kept for the next build.
pub(super) fn cold(mut build: Command, target: &Path) -> Result<Cost> {
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    build.env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0");
    build.env_remove("CARGO_PROFILE_DEV_DEBUG").env_remove("RUSTFLAGS");
    let (before, began) = (of_children()?, Instant::now());
    run(build)?;
    Ok(Cost { seconds: began.elapsed().as_secs_f64(), processor: of_children()? - before })
}

/// Seconds on a processor of all processes that this one has waited for, and of those that they have: proc(5), the fields
/// `cutime` and `cstime`, in hundredths of a second.
fn of_children() -> Result<f64> {
    let statistics = fs::read_to_string("/proc/self/stat")?;
    // The second field is a name in parentheses, with whatever in it.
    let (_, fields) = statistics.rsplit_once(')').ok_or("no fields in /proc/self/stat")?;
    let times = fields.split_whitespace().skip(13).take(2).map(str::parse::<f64>);
    Ok(times.sum::<Result<f64, _>>()? / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_counted_once_and_versions_apart() {
        let tree =
            read("p v0.0.0 (/src)\na v1.0.0\nb v2.0.0 (proc-macro)\nb v2.0.0 (proc-macro) (*)\na v0.9.0\n\n");
        assert_eq!(tree.crates, 3);
        assert_eq!(tree.twice.into_iter().collect::<Vec<_>>(), ["a"]);
    }
}
