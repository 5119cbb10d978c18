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
pub(super) struct Package {
    folder: PathBuf,
}

/// What a build took.
pub(super) struct Cost {
    pub(super) seconds: f64,
    /// Of all processors, in seconds.
    pub(super) processor: f64,
}

impl Package {
    /// Writes the package: what stands behind its name in the manifest, and its `main.rs`.
    pub(super) fn lay(name: &str, manifest: &str, main: &str) -> Result<Self> {
        let folder = root().join("target/build-cost").join(name);
        fs::create_dir_all(folder.join("src"))?;
        let head =
            format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n");
        fs::write(folder.join("Cargo.toml"), format!("{head}\n{manifest}\n"))?;
        fs::write(folder.join("src/main.rs"), main)?;
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { folder })
    }

    /// How many crates it depends on.
    pub(super) fn crates(&self) -> Result<usize> {
        let listed = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--target"];
        let mut tree = cargo(listed);
        tree.arg("x86_64-unknown-linux-gnu").current_dir(&self.folder);
        let tree = output(tree)?;
        let crates: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
        // The program itself is not among its dependencies.
        Ok(crates.len() - 1)
    }

    /// Builds it from nothing, into a folder that is gone afterwards but for the program, whose path this returns.
    pub(super) fn build(&self, name: &str, flags: &[&str]) -> Result<(Cost, PathBuf)> {
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

/// Runs a build into this folder, which is emptied before.
pub(super) fn cold(mut build: Command, target: &Path) -> Result<Cost> {
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    build.env("CARGO_TARGET_DIR", target);
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
