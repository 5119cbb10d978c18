//! A profile on disk: private, and replaced as a whole or not at all.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use confluence_client::connection;
use confluence_oauth::Secret;

use super::whole_file::{Readers, parent, replace, target};
use crate::command::error::Result;

/// A profile to be written.
pub(super) struct Profile {
    path: PathBuf,
    /// The file itself, where the path is a link to it.
    target: PathBuf,
    text: Secret,
}

impl Profile {
    /// A profile that says something else stays, unless `force` is given. Nothing is written yet.
    pub(super) fn new(path: PathBuf, text: Secret, force: bool) -> Result<Self> {
        let failed = |error: std::io::Error| format!("the profile {}: {error}", path.display());
        let target = target(&path).map_err(failed)?;
        let another = match std::fs::read(&target) {
            Ok(held) => held != text.expose().as_bytes(),
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            // What cannot be read may be what somebody still needs.
            Err(error) if !force => {
                return Err(format!(
                    "{}, so that nobody knows what is in it: name another profile with --save, or replace it with --force",
                    failed(error)
                )
                .into());
            }
            Err(_) => true,
        };
        match another && !force {
            true => Err(format!(
                "{} says something else: name another profile with --save, or replace it with --force",
                path.display()
            )
            .into()),
            false => Ok(Self { path, target, text }),
        }
    }

    /// Writes it; returns where. A link to it stays a link.
    pub(super) fn write(&self) -> Result<&Path> {
        let Self { path, target, text } = self;
        let failed = |error: std::io::Error| format!("the profile {}: {error}", path.display());
        private_folder(parent(target)).map_err(failed)?;
        replace(target, text.expose(), Readers::Owner).map_err(failed)?;
        Ok(path)
    }
}

/// Whether a profile says the same as the text once the variables that it names are read: that loses nothing. One with
/// comments would lose them.
pub(super) fn resolves_to(path: &Path, text: &Secret) -> bool {
    let Ok(held) = std::fs::read_to_string(path).map(Secret::new) else { return false };
    if held.expose().lines().any(|line| line.trim_start().starts_with('#')) {
        return false;
    }
    let read = connection::layers().profile_text(path, held.expose()).build();
    let resolved = read.ok().and_then(|string| string.to_profile(true).ok());
    resolved.is_some_and(|resolved| sorted(&resolved) == sorted(text))
}

/// The lines in an order that says nothing of where each was given.
fn sorted(text: &Secret) -> Vec<&str> {
    let mut lines: Vec<&str> = text.expose().lines().collect();
    lines.sort_unstable();
    lines
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str, force: bool) -> Result<()> {
        Profile::new(path.to_owned(), Secret::new(text), force)?.write().map(drop)
    }

    #[test]
    fn another_profile_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profiles").join("default.conf");
        write(&path, "URL=https://a\n", false).unwrap();
        write(&path, "URL=https://a\n", false).unwrap();
        let refused = write(&path, "PAT=canary\n", false).unwrap_err().to_string();
        assert!(refused.contains("--force") && !refused.contains("canary"), "{refused}");
        write(&path, "PAT=canary\n", true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "PAT=canary\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_what_is_behind_it_is_replaced() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.conf"), folder.path().join("default.conf"));
        std::os::unix::fs::symlink("real.conf", &link).unwrap();
        let error = write(&link, "URL=https://a\n", true).unwrap_err().to_string();
        assert!(error.contains("default.conf") && error.contains("does not exist"), "{error}");
        std::fs::write(&real, "PAT=old\n").unwrap();
        write(&link, "PAT=canary\n", true).unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "PAT=canary\n");
        assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_cannot_be_read_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        // A folder cannot be read as a file, not even by root.
        let path = folder.path().join("default.conf");
        std::fs::create_dir(&path).unwrap();
        let refused = write(&path, "PAT=canary\n", false).unwrap_err().to_string();
        assert!(refused.contains("--force") && refused.contains("default.conf"), "{refused}");
        assert!(!refused.contains("canary"), "{refused}");
    }

    #[test]
    fn a_profile_with_its_secrets_read_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("default.conf");
        // A variable that every process has stands for a secret.
        let found = std::env::var("PATH").unwrap();
        let text = Secret::new(format!("URL=https://a\nPassword={found}\n"));
        for (held, same) in [
            ("Password=env:PATH\nURL=https://a\n", true),
            ("URL=https://a\nPassword=env:NOT_SET_ANYWHERE\n", false),
            ("URL=https://a\nPassword=other\n", false),
            ("URL=https://a\nPassword=env:PATH\nReadOnly=true\n", false),
            ("# mine\nURL=https://a\nPassword=env:PATH\n", false),
        ] {
            std::fs::write(&path, held).unwrap();
            assert_eq!(resolves_to(&path, &text), same, "{held}");
        }
        assert!(!resolves_to(&folder.path().join("none.conf"), &text));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profiles").join("default.conf");
        write(&path, "PAT=canary\n", false).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
}
