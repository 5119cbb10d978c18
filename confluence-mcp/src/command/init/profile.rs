//! A profile on disk: private, and replaced as a whole or not at all.

use std::io::Write as _;
use std::path::Path;

use confluence_oauth::Secret;

use crate::command::Result;

/// Writes the profile. One that says something else stays, unless `force` is given.
pub(super) fn write(path: &Path, text: &Secret, force: bool) -> Result<()> {
    match std::fs::read(path) {
        Ok(held) if held == text.expose().as_bytes() => return Ok(()),
        Ok(_) if !force => {
            return Err(format!(
                "{} says something else: name another profile with --save, or replace it with --force",
                path.display()
            )
            .into());
        }
        _ => {}
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    private_folder(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.expose().as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(())
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

    #[test]
    fn another_profile_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profiles").join("default.conf");
        write(&path, &Secret::new("URL=https://a\n"), false).unwrap();
        write(&path, &Secret::new("URL=https://a\n"), false).unwrap();
        let refused = write(&path, &Secret::new("PAT=canary\n"), false).unwrap_err().to_string();
        assert!(refused.contains("--force") && !refused.contains("canary"), "{refused}");
        write(&path, &Secret::new("PAT=canary\n"), true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "PAT=canary\n");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profiles").join("default.conf");
        write(&path, &Secret::new("PAT=canary\n"), false).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
}
