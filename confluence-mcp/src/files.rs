//! Files of the user, as far as they were opened to this server.
//!
//! The system itself keeps to the folder: a path is looked up from an open folder, and no link is followed, so that it
//! does not matter what another program does to the folder meanwhile. Hard links, pipes and devices are refused, and so
//! are names that begin with a dot: there programs keep what they run or trust.

#[cfg_attr(not(unix), path = "files/elsewhere.rs")]
#[cfg_attr(unix, path = "files/beneath.rs")]
mod beneath;

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::advice::Failure;
use beneath::{OpenFolder, Parent};

/// The folders in which files may be read and made.
#[derive(Debug, Default)]
pub(crate) struct Files {
    folders: Vec<Folder>,
}

#[derive(Debug)]
struct Folder {
    /// As the user named it, and where it is.
    named: PathBuf,
    path: PathBuf,
    open: OpenFolder,
}

/// A new file that is being written. It is taken away again unless it is finished.
#[derive(Debug)]
pub(crate) struct NewFile {
    file: Option<File>,
    path: PathBuf,
    name: PathBuf,
    parent: Parent,
    finished: bool,
}

impl Files {
    /// Opens the folders.
    pub(crate) fn below(folders: &[PathBuf]) -> Result<Self, (PathBuf, io::Error)> {
        let opened = folders.iter().map(|folder| {
            let failed = |error| (folder.clone(), error);
            let path = folder.canonicalize().map_err(failed)?;
            let open = OpenFolder::open(&path).map_err(failed)?;
            Ok(Folder { named: folder.clone(), path, open })
        });
        Ok(Self { folders: opened.collect::<Result<_, _>>()? })
    }

    /// Whether a folder is open.
    pub(crate) fn any(&self) -> bool {
        !self.folders.is_empty()
    }

    /// Opens the file that is meant, if it is an ordinary one below a folder, and gives its name. A relative path is
    /// looked for in each folder.
    pub(crate) fn open(&self, argument: &str, path: &str) -> Result<(String, File), Failure> {
        for (folder, relative) in self.candidates(argument, path)? {
            let Ok((parent, name)) = folder.open.parent_of(&relative) else { continue };
            if let Ok(file) = parent.open(&name) {
                ordinary(argument, &file)?;
                return Ok((name.to_string_lossy().into_owned(), file));
            }
        }
        Err(self.outside(argument))
    }

    /// Reads all of a text file.
    pub(crate) fn read_text(&self, argument: &str, path: &str) -> Result<String, Failure> {
        /// More than any page may have.
        const MAX_TEXT: u64 = 16 << 20;

        let (_, file) = self.open(argument, path)?;
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::Read::take(file, MAX_TEXT + 1), &mut bytes)
            .map_err(|error| Failure::argument(argument, format!("the file cannot be read: {error}")))?;
        if bytes.len() as u64 > MAX_TEXT {
            return Err(Failure::argument(argument, format!("the file is larger than {MAX_TEXT} bytes")));
        }
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| Failure::argument(argument, "the file is not text in UTF-8"))?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    /// Makes a new file: in a folder that is there, under a name that is free.
    pub(crate) fn create(&self, argument: &str, path: &str) -> Result<NewFile, Failure> {
        for (folder, relative) in self.candidates(argument, path)? {
            let Ok((parent, name)) = folder.open.parent_of(&relative) else { continue };
            match parent.create(&name) {
                Ok(file) => {
                    let path = folder.path.join(&relative);
                    return Ok(NewFile { file: Some(file), path, name, parent, finished: false });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return Err(Failure::argument(
                        argument,
                        "there is a file of this name; choose another one",
                    ));
                }
                Err(error) => return Err(unwritable(error)),
            }
        }
        Err(self.outside(argument))
    }

    /// The path from each folder in which it may lie.
    fn candidates(&self, argument: &str, path: &str) -> Result<Vec<(&Folder, PathBuf)>, Failure> {
        if self.folders.is_empty() {
            return Err(Failure::new(
                "no folder of this machine is open to this server",
                "Give the content itself, where the tool takes it. A server on standard input and output opens a folder that \
                 its user names with --files FOLDER; one over HTTP opens none.",
            ));
        }
        let path = Path::new(path.trim());
        let below = |folder: &'_ Folder| -> Option<PathBuf> {
            if path.is_relative() {
                return Some(path.to_owned());
            }
            path.strip_prefix(&folder.path)
                .or_else(|_| path.strip_prefix(&folder.named))
                .ok()
                .map(Path::to_owned)
        };
        let found: Vec<_> = self.folders.iter().filter_map(|folder| Some((folder, below(folder)?))).collect();
        for (_, relative) in &found {
            for part in relative.components() {
                match part {
                    Component::Normal(name) if !name.to_string_lossy().starts_with('.') => {}
                    Component::CurDir => {}
                    Component::Normal(_) => {
                        return Err(Failure::argument(
                            argument,
                            "files and folders whose names begin with a dot are not used here",
                        ));
                    }
                    _ => {
                        return Err(Failure::new(
                            "a path goes down from a folder: `..` is not followed",
                            self.open_ones(),
                        ));
                    }
                }
            }
        }
        Ok(found)
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
        let folders: Vec<_> = self.folders.iter().map(|folder| folder.path.display().to_string()).collect();
        format!("Use a path below {}; links are not followed.", folders.join(" or "))
    }
}

impl NewFile {
    /// The open file.
    pub(crate) fn take(&mut self) -> Option<File> {
        self.file.take()
    }

    /// Keeps the file, and tells where it is.
    pub(crate) fn finish(mut self) -> String {
        self.finished = true;
        self.path.display().to_string()
    }

    /// Writes a text and keeps the file.
    pub(crate) fn write_all(mut self, text: &str) -> Result<String, Failure> {
        let mut file = self.take().ok_or_else(|| unwritable(io::ErrorKind::NotFound.into()))?;
        io::Write::write_all(&mut file, text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(unwritable)?;
        Ok(self.finish())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.finished
            && let Err(error) = self.parent.remove(&self.name)
        {
            tracing::warn!(%error, "a file that was begun cannot be taken away");
        }
    }
}

/// Says why a file cannot be written.
pub(crate) fn unwritable(error: io::Error) -> Failure {
    Failure::new(format!("the file cannot be written: {error}"), "Choose another place, or tell the user.")
}

/// A file of another place can have a second name here; pipes and devices are no files of the user.
fn ordinary(argument: &str, file: &File) -> Result<(), Failure> {
    let metadata = file.metadata().map_err(|error| Failure::argument(argument, error))?;
    if !metadata.is_file() {
        return Err(Failure::argument(argument, "it is not an ordinary file"));
    }
    match beneath::names(&metadata) {
        1 => Ok(()),
        _ => Err(Failure::argument(
            argument,
            "the file has a second name (a hard link), which may lie outside of the folder",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_folders_there_are_no_files() {
        let refused = format!("{:?}", Files::default().open("file_path", "/etc/hostname").unwrap_err());
        assert!(refused.contains("--files"), "{refused}");
    }

    #[test]
    fn a_folder_has_to_be_there() {
        assert!(Files::below(&["/nowhere/at/all".into()]).is_err());
        assert!(Files::below(&[std::env::current_exe().unwrap()]).is_err(), "a file is no folder");
    }

    #[test]
    fn a_file_that_was_not_finished_goes() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::below(&[folder.path().to_owned()]).unwrap();
        let begun = files.create("save_to", "a.txt").unwrap();
        assert!(folder.path().join("a.txt").exists());
        drop(begun);
        assert!(!folder.path().join("a.txt").exists());
        files.create("save_to", "a.txt").unwrap().write_all("x").unwrap();
        assert_eq!(files.read_text("body_file", "a.txt").unwrap(), "x");
    }

    /// Another program swaps a folder for a link to elsewhere, again and again, while files are opened in it.
    #[cfg(unix)]
    #[test]
    fn nothing_outside_is_opened_while_links_are_swapped() {
        use std::os::unix::fs::symlink;
        use std::sync::Arc;
        use std::sync::atomic::{AtomicBool, Ordering};

        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |name: &str| folder.path().join(name);
        std::fs::write(outside.path().join("file.txt"), "outside").unwrap();
        std::fs::create_dir(at("real")).unwrap();
        std::fs::write(at("real").join("file.txt"), "inside").unwrap();
        symlink(outside.path(), at("link")).unwrap();
        std::fs::rename(at("real"), at("there")).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let swapping = {
            let (stop, folder) = (Arc::clone(&stop), folder.path().to_owned());
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let at = |name: &str| folder.join(name);
                    drop(std::fs::rename(at("there"), at("aside")));
                    drop(std::fs::rename(at("link"), at("there")));
                    drop(std::fs::rename(at("there"), at("link")));
                    drop(std::fs::rename(at("aside"), at("there")));
                }
            })
        };
        let files = Files::below(&[folder.path().to_owned()]).unwrap();
        let (mut read, mut refused, mut made) = (0, 0, 0);
        for round in 0..20_000 {
            match files.read_text("file_path", "there/file.txt") {
                Ok(text) => {
                    assert_eq!(text, "inside");
                    read += 1;
                }
                Err(_) => refused += 1,
            }
            if round % 50 == 0
                && let Ok(new) = files.create("save_to", &format!("there/new-{round}.txt"))
            {
                new.finish();
                made += 1;
            }
        }
        stop.store(true, Ordering::Relaxed);
        swapping.join().unwrap();
        assert!(read > 0 && refused > 0, "the race took place: {read} {refused} {made}");
        let names: Vec<_> =
            std::fs::read_dir(outside.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["file.txt"], "nothing was made outside");
    }
}
