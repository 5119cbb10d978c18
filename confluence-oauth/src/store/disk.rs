//! Reading and replacing the file itself, with nobody else looking in.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind as Io, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use crate::error::{Error, Result};

const MAX_FILE: u64 = 64 << 20;
/// What a process that died while writing left behind.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// The path with something added to its name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The file's bytes; `None` if there is no file.
pub(super) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let file = match open_plain(OpenOptions::new().read(true), path) {
        Ok(file) => file,
        Err(source) if source.kind() == Io::NotFound => return Ok(None),
        Err(source) => return Err(failed("open", path, source)),
    };
    let size = check(&file, path)?;
    // One allocation of the final size: growing would leave copies of tokens behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1));
    file.take(MAX_FILE).read_to_end(&mut bytes).map_err(|source| failed("read", path, source))?;
    Ok(Some(bytes))
}

/// Replaces the file so that after a crash it is the old one or the new one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = folder(path)?;
    if let Some(held) = read_link(path) {
        return Err(held);
    }
    write_beside(path, folder, bytes).map_err(|source| failed("write", path, source))
}

fn write_beside(path: &Path, folder: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let prefix = temporary_prefix(path);
    sweep(folder, &prefix);
    let mut file = tempfile::Builder::new().prefix(&prefix).suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    sync_folder(folder)
}

/// Removes the file so that it stays away after a crash.
pub(super) fn remove(path: &Path) -> Result<()> {
    let removed = std::fs::remove_file(path).and_then(|()| sync_folder(parent(path)));
    removed.map_err(|source| failed("remove", path, source))
}

/// Opens or creates a lock file, and its folder if need be.
pub(super) fn open_lock(path: &Path) -> Result<File> {
    folder(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    open_plain(&mut options, path).map_err(|source| failed("lock", path, source))
}

/// Waits for a lock file that is held for moments only. It blocks.
#[cfg(feature = "keyring")]
pub(super) fn lock(path: &Path) -> Result<File> {
    let file = open_lock(path)?;
    let failed = |source| Error::store(format!("{} cannot be locked", path.display())).with_source(source);
    file.lock().map_err(failed)?;
    Ok(file)
}

/// The file's folder, created for its owner alone if it is not there.
fn folder(path: &Path) -> Result<&Path> {
    let folder = parent(path);
    if !folder.is_dir() {
        create_private(folder).map_err(|source| failed("create the folder", folder, source))?;
    }
    Ok(folder)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn temporary_prefix(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

fn sweep(folder: &Path, prefix: &str) {
    let stale = |entry: &std::fs::DirEntry| {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|name| name.starts_with(prefix) && name.ends_with(".tmp"));
        let age = || {
            entry.metadata().ok()?.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok())
        };
        ours && age().is_some_and(|age| age > STALE)
    };
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten().filter(stale) {
        let _ = std::fs::remove_file(entry.path());
    }
}

fn failed(what: &str, path: &Path, source: std::io::Error) -> Error {
    let path = path.display();
    let advice = match source.kind() {
        Io::PermissionDenied | Io::ReadOnlyFilesystem => ": it must be writable, or name another place",
        Io::StorageFull | Io::QuotaExceeded => ": the disk is full",
        _ => "",
    };
    Error::store(format!("OAuthSettingsLocation: cannot {what} {path}{advice}")).with_source(source)
}

fn read_link(path: &Path) -> Option<Error> {
    let link = std::fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink());
    link.then(|| symlink(path))
}

fn symlink(path: &Path) -> Error {
    Error::store(format!(
        "OAuthSettingsLocation: {} is a symbolic link; name the file itself",
        path.display()
    ))
}

/// Whether the opened file is one that only its owner can read; its size.
fn check(file: &File, path: &Path) -> Result<u64> {
    let found = file.metadata().map_err(|source| failed("read", path, source))?;
    if !found.is_file() {
        return Err(Error::store(format!("OAuthSettingsLocation: {} is not a file", path.display())));
    }
    if found.len() > MAX_FILE {
        return Err(Error::store(format!("OAuthSettingsLocation: {} is too large", path.display())));
    }
    check_mode(&found, path)?;
    Ok(found.len())
}

#[cfg(unix)]
fn check_mode(found: &std::fs::Metadata, path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Error::store(format!(
        "OAuthSettingsLocation: others may read {path} (mode {mode:04o}): run chmod 600 {path}"
    )))
}

#[cfg(not(unix))]
fn check_mode(_: &std::fs::Metadata, _: &Path) -> Result<()> {
    Ok(())
}

/// Opens a file that is no symbolic link, created for its owner alone.
#[cfg(unix)]
fn open_plain(options: &mut OpenOptions, path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    match options.mode(0o600).custom_flags(flags).open(path) {
        Err(source) if source.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
            Err(std::io::Error::other("it is a symbolic link; name the file itself"))
        }
        opened => opened,
    }
}

#[cfg(not(unix))]
fn open_plain(options: &mut OpenOptions, path: &Path) -> std::io::Result<File> {
    options.open(path)
}

#[cfg(unix)]
fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Makes a rename durable.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
