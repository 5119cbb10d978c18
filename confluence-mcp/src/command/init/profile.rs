//! A profile on disk: private, and replaced as a whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

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
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profiles").join("default.conf");
        write(&path, "PAT=canary\n", false).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
}
