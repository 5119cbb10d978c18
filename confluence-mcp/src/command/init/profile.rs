//! A profile on disk: private, and replaced as a whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use confluence_client::connection;
use confluence_oauth::Secret;

use crate::command::error::Result;

/// A profile to be written.
pub(super) struct Profile {
    path: PathBuf,
    text: Secret,
}

impl Profile {
    /// A profile that says something else stays, unless `force` is given. Nothing is written yet.
    pub(super) fn new(path: PathBuf, text: Secret, force: bool) -> Result<Self> {
        let another = std::fs::read(&path).is_ok_and(|held| held != text.expose().as_bytes());
        match another && !force {
            true => Err(format!(
                "{} says something else: name another profile with --save, or replace it with --force",
                path.display()
            )
            .into()),
            false => Ok(Self { path, text }),
        }
    }

    /// Writes it; returns where.
    pub(super) fn write(&self) -> Result<&Path> {
        let Self { path, text } = self;
        let failed = |error: std::io::Error| format!("the profile {}: {error}", path.display());
        let folder = path.parent().unwrap_or(Path::new("."));
        private_folder(folder).map_err(failed)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(text.expose().as_bytes()).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
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
