//! Replacing a file as a whole: after a crash it is the old one or the new one.

use std::io::{Error, Result, Write as _};
use std::path::{Path, PathBuf};

/// Who may read the new file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Readers {
    /// Its owner alone.
    Owner,
    /// Whoever may read the old one; of a file that was not there, its owner.
    AsBefore,
}

/// The file itself, where the path is a link to it: a link stays one.
pub(super) fn target(path: &Path) -> Result<PathBuf> {
    match std::fs::canonicalize(path) {
        Err(_) if path.is_symlink() => Err(Error::other("it is a link to a file that does not exist")),
        Err(_) => Ok(path.to_owned()),
        target => target,
    }
}

/// Replaces a file that is no link, in a folder that is there.
pub(super) fn replace(target: &Path, text: &str, readers: Readers) -> Result<()> {
    let folder = parent(target);
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let (Readers::AsBefore, Ok(held)) = (readers, std::fs::metadata(target)) {
        file.as_file().set_permissions(held.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(target).map_err(|failed| failed.error)?;
    sync_folder(folder)
}

/// The folder of a file, which is the current one for a bare name.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a rename durable.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}
