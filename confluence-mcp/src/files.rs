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
use std::panic::resume_unwind;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use tokio::io::AsyncWriteExt as _;
use tokio::task::spawn_blocking;

use crate::advice::Failure;
use beneath::{OpenFolder, Parent};

/// The folders in which files may be read and made. A disk may be slow, and far away, so that all of it is done on threads
/// that keep nobody waiting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files(Arc<Folders>);

#[derive(Debug, Default)]
struct Folders(Vec<Folder>);

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
    file: tokio::fs::File,
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
        Ok(Self(Arc::new(Folders(opened.collect::<Result<_, _>>()?))))
    }

    /// Whether a folder is open.
    pub(crate) fn any(&self) -> bool {
        !self.0.0.is_empty()
    }

    /// Opens the file that is meant, if it is an ordinary one below a folder, and gives its name. A relative path is
    /// looked for in each folder.
    pub(crate) async fn open(&self, argument: &'static str, path: &str) -> Result<(String, File), Failure> {
        self.apart(path, |folders, path| folders.open(argument, path)).await
    }

    /// Reads all of a text file.
    pub(crate) async fn read_text(&self, argument: &'static str, path: &str) -> Result<String, Failure> {
        self.apart(path, |folders, path| folders.read_text(argument, path)).await
    }

    /// Makes a new file: in a folder that is there, under a name that is free.
    pub(crate) async fn create(&self, argument: &'static str, path: &str) -> Result<NewFile, Failure> {
        self.apart(path, |folders, path| folders.create(argument, path)).await
    }

    /// Does what may block. What it makes for a caller who is gone by then is dropped there, and so taken away again.
    async fn apart<T: Send + 'static>(
        &self,
        path: &str,
        work: impl FnOnce(&Folders, &str) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (folders, path) = (Arc::clone(&self.0), path.to_owned());
        match spawn_blocking(move || work(&folders, &path)).await {
            Ok(done) => done,
            Err(broken) => match broken.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The runtime ends, and nobody asks any more.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

impl Folders {
    fn open(&self, argument: &str, path: &str) -> Result<(String, File), Failure> {
        for (folder, relative) in self.candidates(argument, path)? {
            let Ok((parent, name)) = folder.open.parent_of(&relative) else { continue };
            if let Ok(file) = parent.open(&name) {
                ordinary(argument, &file)?;
                return Ok((name.to_string_lossy().into_owned(), file));
            }
        }
        Err(self.outside(argument))
    }

    fn read_text(&self, argument: &str, path: &str) -> Result<String, Failure> {
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

    fn create(&self, argument: &str, path: &str) -> Result<NewFile, Failure> {
        for (folder, relative) in self.candidates(argument, path)? {
            let Ok((parent, name)) = folder.open.parent_of(&relative) else { continue };
            match parent.create(&name) {
                Ok(file) => {
                    let (file, path) = (tokio::fs::File::from_std(file), folder.path.join(&relative));
                    return Ok(NewFile { file, path, name, parent, finished: false });
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
        if self.0.is_empty() {
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
        let found: Vec<_> = self.0.iter().filter_map(|folder| Some((folder, below(folder)?))).collect();
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
        let folders: Vec<_> = self.0.iter().map(|folder| folder.path.display().to_string()).collect();
        format!("Use a path below {}; links are not followed.", folders.join(" or "))
    }
}

impl NewFile {
    /// Writes what comes next.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file.write_all(bytes).await.map_err(unwritable)
    }

    /// Keeps the file once the system says that it has all of it, and tells where it is.
    pub(crate) async fn finish(mut self) -> Result<String, Failure> {
        // What went wrong with bytes that were still on their way is told by the first of the two alone.
        self.file.flush().await.map_err(unwritable)?;
        self.file.sync_all().await.map_err(unwritable)?;
        self.finished = true;
        Ok(self.path.display().to_string())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.finished
            && let Err(error) = self.parent.remove(&self.name)
        {
            tracing::warn!(%error, "an incomplete file cannot be deleted");
        }
    }
}

/// Says why a file cannot be written.
fn unwritable(error: io::Error) -> Failure {
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
    use std::pin::pin;

    use futures_util::poll;

    use super::*;

    #[test]
    fn without_folders_there_are_no_files() {
        let refused = format!("{:?}", Folders::default().open("file_path", "/etc/hostname").unwrap_err());
        assert!(refused.contains("--files"), "{refused}");
    }

    #[test]
    fn a_folder_has_to_be_there() {
        assert!(Files::below(&["/nowhere/at/all".into()]).is_err());
        assert!(Files::below(&[std::env::current_exe().unwrap()]).is_err(), "a file is no folder");
    }

    #[tokio::test]
    async fn a_file_that_was_not_finished_goes() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::below(&[folder.path().to_owned()]).unwrap();
        let begun = files.create("save_to", "a.txt").await.unwrap();
        assert!(folder.path().join("a.txt").exists());
        drop(begun);
        assert!(!folder.path().join("a.txt").exists());
        let mut whole = files.create("save_to", "a.txt").await.unwrap();
        whole.write(b"x").await.unwrap();
        whole.finish().await.unwrap();
        assert_eq!(files.read_text("body_file", "a.txt").await.unwrap(), "x");
    }

    #[test]
    fn a_slow_disk_keeps_no_other_task_waiting() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("long.txt"), "x").unwrap();
        let files = Files::below(&[folder.path().to_owned()]).unwrap();
        // The one thread for what blocks is taken, so that what needs it waits, and nothing else does.
        let runtime = tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build().unwrap();
        runtime.block_on(async {
            let (free, taken) = std::sync::mpsc::channel::<()>();
            let busy = tokio::task::spawn_blocking(move || taken.recv().is_ok());
            let mut made = pin!(async { files.create("save_to", "a.txt").await.is_ok() });
            let mut opened = pin!(async { files.open("file_path", "long.txt").await.is_ok() });
            let mut read = pin!(async { files.read_text("body_file", "long.txt").await.is_ok() });
            assert!(poll!(&mut made).is_pending());
            assert!(poll!(&mut opened).is_pending());
            assert!(poll!(&mut read).is_pending());
            free.send(()).unwrap();
            busy.await.unwrap();
            assert!(made.await && opened.await && read.await);
        });
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
            match files.0.read_text("file_path", "there/file.txt") {
                Ok(text) => {
                    assert_eq!(text, "inside");
                    read += 1;
                }
                Err(_) => refused += 1,
            }
            if round % 50 == 0
                && let Ok(mut new) = files.0.create("save_to", &format!("there/new-{round}.txt"))
            {
                new.finished = true;
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
