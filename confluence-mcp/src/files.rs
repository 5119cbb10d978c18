//! Files of the user, as far as they were opened to this server.

use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};

use crate::advice::Failure;

/// The folders in which files may be read and made, with symbolic links resolved.
#[derive(Debug, Default)]
pub(crate) struct Files {
    folders: Vec<PathBuf>,
}

impl Files {
    /// Resolves the folders.
    pub(crate) fn below(folders: &[PathBuf]) -> Result<Self, (PathBuf, std::io::Error)> {
        let resolved = folders.iter().map(|folder| match folder.canonicalize() {
            Ok(found) if found.is_dir() => Ok(found),
            Ok(_) => Err((folder.clone(), std::io::ErrorKind::NotADirectory.into())),
            Err(error) => Err((folder.clone(), error)),
        });
        Ok(Self { folders: resolved.collect::<Result<_, _>>()? })
    }

    /// The file that is meant, if it is an ordinary one below a folder, wherever links lead. A relative path is looked
    /// for in each folder.
    pub(crate) fn to_read(&self, path: &str) -> Result<PathBuf, Failure> {
        let found = self.candidates(path)?.into_iter().find_map(|candidate| candidate.canonicalize().ok());
        let found = found.filter(|found| self.holds(found)).ok_or_else(|| self.outside("file_path"))?;
        match found.metadata().as_ref().map(Metadata::is_file) {
            Ok(true) => Ok(found),
            _ => Err(Failure::argument("file_path", "it is not an ordinary file")),
        }
    }

    /// Where a new file may be made: in a folder that is there, under a name that is free.
    pub(crate) fn to_make(&self, path: &str) -> Result<PathBuf, Failure> {
        let made = self.candidates(path)?.into_iter().find_map(|candidate| {
            let name = candidate.file_name()?.to_owned();
            Some(candidate.parent()?.canonicalize().ok()?.join(name))
        });
        let made = made.filter(|made| self.holds(made)).ok_or_else(|| self.outside("save_to"))?;
        match made.symlink_metadata() {
            Ok(_) => Err(Failure::argument("save_to", "there is a file of this name; choose another one")),
            Err(_) => Ok(made),
        }
    }

    fn candidates(&self, path: &str) -> Result<Vec<PathBuf>, Failure> {
        if self.folders.is_empty() {
            return Err(Failure::new(
                "no folder of this machine is open to this server",
                "Ask the user to start it with --files FOLDER.",
            ));
        }
        let path = Path::new(path.trim());
        if path.components().any(|part| part == Component::ParentDir) {
            return Err(Failure::new(
                "a path goes down from a folder: `..` is not followed",
                self.open_ones(),
            ));
        }
        Ok(self.folders.iter().map(|folder| folder.join(path)).collect())
    }

    fn holds(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder))
    }

    /// Says the same of what is not there and of what may not be seen.
    fn outside(&self, argument: &str) -> Failure {
        Failure::new(
            format!(
                "argument `{argument}`: there is no such place in the folders that are open to this server"
            ),
            self.open_ones(),
        )
    }

    fn open_ones(&self) -> String {
        let folders: Vec<_> = self.folders.iter().map(|folder| folder.display().to_string()).collect();
        format!("Use a path below {}.", folders.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
        format!("{:?}", result.unwrap_err())
    }

    #[test]
    fn without_folders_there_are_no_files() {
        assert!(said(Files::default().to_read("/etc/hostname")).contains("--files"));
    }

    #[test]
    fn a_folder_has_to_be_there() {
        assert!(Files::below(&["/nowhere/at/all".into()]).is_err());
        assert!(Files::below(&[std::env::current_exe().unwrap()]).is_err(), "a file is no folder");
    }
}
