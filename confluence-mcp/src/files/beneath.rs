//! Looking up paths beneath an open folder, by the system itself: no link leads out of it.

use std::fs::{File, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, Mode, OFlags, openat, unlinkat};

/// A folder that is open, wherever its path leads by now.
#[derive(Debug)]
pub(super) struct OpenFolder(OwnedFd);

/// The folder of a file that is read or made.
#[derive(Debug)]
pub(super) struct Parent(OwnedFd);

/// What a folder is opened with: only to look up names in it.
const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC).union(OFlags::NOFOLLOW);

impl OpenFolder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        Ok(Self(rustix::fs::open(path, flags, Mode::empty())?))
    }

    /// The folder that a path leads to but for its last name, and this name.
    pub(super) fn parent_of(&self, path: &Path) -> io::Result<(Parent, PathBuf)> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok((Parent(self.beneath(folder)?), name.into()))
    }

    #[cfg(target_os = "linux")]
    fn beneath(&self, folder: &Path) -> io::Result<OwnedFd> {
        use rustix::fs::{ResolveFlags, openat2};
        use rustix::io::Errno;

        let path = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match openat2(&self.0, path, FOLDER | OFlags::RDONLY, Mode::empty(), resolve) {
            // Kernels before 5.6, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => self.step_by_step(folder),
            opened => Ok(opened?),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn beneath(&self, folder: &Path) -> io::Result<OwnedFd> {
        self.step_by_step(folder)
    }

    /// One name after the other, each in the folder before it and none of them a link.
    fn step_by_step(&self, folder: &Path) -> io::Result<OwnedFd> {
        let mut at = openat(&self.0, ".", FOLDER | OFlags::RDONLY, Mode::empty())?;
        for part in folder.components() {
            match part {
                Component::CurDir => {}
                Component::Normal(name) => at = openat(&at, name, FOLDER | OFlags::RDONLY, Mode::empty())?,
                _ => return Err(io::ErrorKind::InvalidInput.into()),
            }
        }
        Ok(at)
    }
}

impl Parent {
    /// Opens a file without waiting: a pipe would have its reader wait for a writer.
    pub(super) fn open(&self, name: &Path) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        Ok(File::from(openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Makes a file that nothing of this name is in the way of, not even a link.
    pub(super) fn create(&self, name: &Path) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        // Read and write for all, from which the user's own mask takes away.
        Ok(File::from(openat(&self.0, name, flags, Mode::from_raw_mode(0o666))?))
    }

    pub(super) fn remove(&self, name: &Path) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }
}

/// How many names a file has.
pub(super) fn names(metadata: &Metadata) -> u64 {
    metadata.nlink()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_refuse_what_leads_out() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(outside.path(), folder.path().join("away")).unwrap();
        std::fs::create_dir_all(folder.path().join("a/b")).unwrap();
        let open = OpenFolder::open(folder.path()).unwrap();
        for good in ["", "a", "a/b", "./a"] {
            assert!(open.beneath(Path::new(good)).is_ok(), "{good}");
            assert!(open.step_by_step(Path::new(good)).is_ok(), "{good}");
        }
        for bad in ["away", "..", "a/../..", "/etc", "missing"] {
            assert!(open.beneath(Path::new(bad)).is_err(), "{bad}");
            assert!(open.step_by_step(Path::new(bad)).is_err(), "{bad}");
        }
    }
}
