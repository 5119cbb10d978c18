//! Files that others can read though only their owner should.

use std::path::Path;

/// Whether somebody else than the owner may read a file of secrets; a folder in its place is none.
#[cfg(unix)]
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::metadata(path).is_ok_and(|held| held.is_file() && held.permissions().mode() & 0o077 != 0)
}

/// Windows gives what is in a user's folder to that user alone.
#[cfg(not(unix))]
pub(crate) fn is_open_to_others(_: &Path) -> bool {
    false
}

/// Whether somebody else than the owner may put files into a folder, and take others' place there.
#[cfg(unix)]
pub(crate) fn is_writable_by_others(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    // With the sticky bit nobody can replace the files of another, as in `/tmp`.
    let open = |mode: u32| mode & 0o022 != 0 && mode & 0o1000 == 0;
    std::fs::metadata(folder).is_ok_and(|held| open(held.permissions().mode()))
}

/// The same.
#[cfg(not(unix))]
pub(crate) fn is_writable_by_others(_: &Path) -> bool {
    false
}
