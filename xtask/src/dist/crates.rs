//! The packages for crates.io.
//!
//! Cargo takes the profile from the workspace alone, and says so at each command where a member has one. A program that
//! is installed from the registry is a workspace by itself: without a profile in its manifest `cargo install` would build
//! another program than the one that was measured. So the server's manifest has the profile while it is packed.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
};

use flate2::read::GzDecoder;

use crate::{
    Result, profile,
    step::{cargo, output, root, run},
};

/// What becomes of the packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// They are made, and nothing of them is compiled.
    Look,
    /// They are made, and each is compiled from what is in it.
    Verify,
    /// They are published as well.
    Publish,
}

/// Packs the published crates, in the order in which they depend on each other.
pub(crate) fn pack(purpose: Purpose) -> Result<()> {
    let changed = if purpose == Purpose::Publish { changes()? } else { String::new() };
    if !changed.is_empty() {
        return Err(format!("what is published has to be committed, and this is not:\n{changed}").into());
    }
    let with_profile = WithProfile::put(&root().join("confluence-mcp/Cargo.toml"))?;
    let done = run(command(purpose));
    with_profile.take_back()?;
    done?;
    if purpose == Purpose::Publish {
        return Ok(());
    }
    let file = format!("target/package/confluence-mcp-{}.crate", super::version()?);
    match manifest(&root().join(&file))?.contains("[profile.release]") {
        true => Ok(()),
        false => {
            Err(format!("{file}: its manifest has no profile, so that cargo would build another program")
                .into())
        }
    }
}

fn command(purpose: Purpose) -> Command {
    let mut command = cargo(match purpose {
        Purpose::Look => ["package", "--no-verify"].as_slice(),
        Purpose::Verify => &["package"],
        Purpose::Publish => &["publish"],
    });
    // The profile is a change that is not committed.
    command.args(["--workspace", "--exclude", "tests", "--exclude", "xtask", "--allow-dirty"]);
    command
}

/// What differs from the commit.
fn changes() -> Result<String> {
    let mut command = Command::new("git");
    command.args(["status", "--porcelain"]).current_dir(root());
    output(command)
}

/// The manifest within a package.
fn manifest(package: &Path) -> Result<String> {
    let file = fs::File::open(package).map_err(|error| format!("{}: {error}", package.display()))?;
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.path()?.iter().nth(1).is_some_and(|name| name == "Cargo.toml") {
            let mut text = String::new();
            entry.read_to_string(&mut text)?;
            return Ok(text);
        }
    }
    Err(format!("{} has no Cargo.toml", package.display()).into())
}

/// A manifest that has the profile until this is dropped.
struct WithProfile {
    file: PathBuf,
    before: String,
}

impl WithProfile {
    fn put(file: &Path) -> Result<Self> {
        let before = fs::read_to_string(file)?;
        let with_profile = Self { file: file.to_owned(), before };
        fs::write(file, format!("{}\n{}", with_profile.before, profile::release()?))?;
        Ok(with_profile)
    }

    fn take_back(self) -> Result<()> {
        Ok(fs::write(&self.file, &self.before)?)
    }
}

impl Drop for WithProfile {
    /// Whatever happened meanwhile. A second time changes nothing.
    fn drop(&mut self) {
        drop(fs::write(&self.file, &self.before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_has_the_profile_for_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Cargo.toml");
        fs::write(&file, "[package]\nname = \"a\"\n").unwrap();
        let with_profile = WithProfile::put(&file).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("[package]\nname = \"a\"\n\n[profile.release]\nlto = "), "{text}");
        drop(with_profile);
        assert_eq!(fs::read_to_string(&file).unwrap(), "[package]\nname = \"a\"\n");
    }
}
