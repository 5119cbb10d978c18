//! Looking up paths beneath a folder where the system has no call for it: the path is resolved and then compared.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A folder, by its path with all links resolved.
#[derive(Debug)]
pub(super) struct OpenFolder(PathBuf);

/// The folder of a file that is read or made.
#[derive(Debug)]
pub(super) struct Parent {
    root: PathBuf,
    path: PathBuf,
}

impl OpenFolder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        match path.is_dir() {
            true => Ok(Self(path.to_owned())),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// The folder that a path leads to but for its last name, and this name.
    pub(super) fn parent_of(&self, path: &Path) -> io::Result<(Parent, PathBuf)> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let folder = self.0.join(path.parent().unwrap_or(Path::new(""))).canonicalize()?;
        match folder.starts_with(&self.0) {
            true => Ok((Parent { root: self.0.clone(), path: folder }, name.into())),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl Parent {
    pub(super) fn open(&self, name: &Path) -> io::Result<File> {
        let path = self.path.join(name).canonicalize()?;
        match path.starts_with(&self.root) {
            true => File::open(path),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    pub(super) fn create(&self, name: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(self.path.join(name))
    }

    pub(super) fn remove(&self, name: &Path) -> io::Result<()> {
        std::fs::remove_file(self.path.join(name))
    }
}

/// Not known here.
pub(super) fn names(_: &Metadata) -> u64 {
    1
}
