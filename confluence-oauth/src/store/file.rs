//! A store in one file, shared by all processes of one machine.

mod document;
mod import;
mod loads;
mod lock;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use zeroize::Zeroizing;

use self::document::{Contents, Document};
use self::loads::Loads;
use self::lock::{Changes, EntryLock, FileLock};
use super::cipher::{Cipher, Envelope, key_lost};
use super::disk;
use super::{Entry, EntryKey, Lease, LoginGuard, TokenStore};
use crate::error::{Error, Result};
use crate::properties::KeyLocation;
use crate::task_end::blocking;

/// How long [`TokenStore::clear`] waits for a refresh that is under way.
const CLEAR_DEADLINE: Duration = Duration::from_secs(30);

/// What the settings of another program are kept as.
const BACKUP: &str = ".bak";

/// What is said to be cut off, where it is.
const WORK: &str = "the work on the token file";

/// A token store in a JSON file of many entries, locked between processes and encrypted if wanted.
///
/// The file is created with mode 0600 in a folder of mode 0700 and replaced as a whole: written beside, synced,
/// renamed, and its folder synced. Each entry has an advisory lock of its own, one of 256 files in `<file>.locks`, which
/// are never deleted; the file is locked for the moments of its replacement alone. A file that others may read, a symbolic
/// link, or one that is not ours is reported and left alone.
///
/// A settings file of `Name=Value` lines is read as the login of one user: of the session that has no principal, at the site
/// (`URL`) and of the application (`OAuthClientId`) that the file names, if it names one. Every other session is told so,
/// and leaves the file as it is. It is kept as `<file>.bak`, encrypted if the new file is, when it is replaced; a logout
/// leaves neither.
///
/// ```
/// use confluence_oauth::{FileStore, TokenStore as _};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), confluence_oauth::Error> {
/// # let folder = std::env::temp_dir().join(format!("file-store-{}", std::process::id()));
/// let store = FileStore::new(folder.join("oauth.json"), None);
/// assert!(store.list().await?.is_empty()); // Nothing is written before there is something to keep.
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FileStore(Arc<Inner>);

struct Inner {
    path: PathBuf,
    key: Option<KeyLocation>,
    cipher: OnceLock<Cipher>,
    loads: Loads,
    changes: Changes,
}

impl FileStore {
    /// The store in this file; with a key it is encrypted. Nothing is opened yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, key: Option<KeyLocation>) -> Self {
        Self(Arc::new(Inner {
            path: path.into(),
            key,
            cipher: OnceLock::new(),
            loads: Loads::default(),
            changes: Changes::default(),
        }))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Runs work on the file where it may block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = self.0.clone();
        blocking(WORK, move || work(&inner)).await
    }

    /// Changes the file with nobody else doing so. What is held is given back after it, even if the caller gives up.
    async fn change(
        &self,
        held: impl Send + 'static,
        work: impl FnOnce(&Inner) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let alone = self.0.changes.alone(&self.0.path).await?;
        self.blocking(move |file| {
            let _held = (alone, held);
            work(file)
        })
        .await
    }
}

/// What a file of tokens is now, whatever is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sealing {
    /// There is no file yet.
    Absent,
    Plain,
    Encrypted,
}

impl Sealing {
    /// Looks at the file.
    pub(crate) fn of(path: &Path) -> Result<Self> {
        let Some(bytes) = disk::read(path)? else { return Ok(Self::Absent) };
        Ok(match serde_json::from_slice::<Envelope>(&bytes).is_ok() {
            true => Self::Encrypted,
            false => Self::Plain,
        })
    }
}

/// Whether what is stored next can be encrypted. A key in a keyring is made when it is needed first.
pub(crate) fn check_key(location: &KeyLocation) -> Result<()> {
    match location {
        #[cfg(feature = "keyring")]
        KeyLocation::Keyring(_) => Ok(()),
        _ => Cipher::open(location).map(drop),
    }
}

#[async_trait]
impl TokenStore for FileStore {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>> {
        loads::load(&self.0, key).await
    }

    async fn list(&self) -> Result<Vec<EntryKey>> {
        self.blocking(|file| Ok(file.parse(&file.text()?)?.keys())).await
    }

    async fn clear(&self, key: &EntryKey) -> Result<()> {
        let lock = EntryLock::acquire(&self.0.path, key, CLEAR_DEADLINE).await?;
        let key = key.clone();
        self.change(lock, move |file| file.remove(&key, None)).await
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>> {
        let lock = EntryLock::acquire(&self.0.path, key, deadline).await?;
        Ok(Box::new(FileLease { store: self.clone(), key: key.clone(), lock: Arc::new(lock) }))
    }

    async fn begin_login(&self, _key: &EntryKey) -> Result<LoginGuard> {
        let claimed = FileLock::try_acquire(&disk::beside(&self.0.path, ".login.lock")).await?;
        let lock = claimed.ok_or_else(|| {
            let why = format!("another process is logging in with {}", self.0.path.display());
            Error::login_in_progress(why)
        })?;
        Ok(LoginGuard::new(lock))
    }
}

impl Inner {
    /// What the file holds, in the clear; nothing if there is no file.
    fn text(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.text_of(&self.path)
    }

    fn text_of(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>> {
        let bytes = disk::read(path)?.unwrap_or_default();
        let Some(envelope) = serde_json::from_slice::<Envelope>(&bytes).ok() else {
            return Ok(bytes);
        };
        let Some(key) = &self.key else {
            return Err(key_lost("the stored tokens are encrypted and no key is given"));
        };
        self.cipher(|| Cipher::open(key))?.unseal(&envelope, "")
    }

    fn parse<'a>(&self, text: &'a [u8]) -> Result<Contents<'a>> {
        document::parse(text).map_err(|why| self.not_ours(why))
    }

    /// The entry of a key. A login that another program stored is used and replaced by nobody but its user.
    fn entry(&self, contents: &Contents<'_>, key: &EntryKey) -> Result<Option<Entry>> {
        match contents {
            Contents::Document(document) => document.entry(key),
            Contents::Imported(found) => match found.misfit(key) {
                None => Ok(Some(found.entry())),
                Some(why) => Err(self.not_ours(&why)),
            },
        }
    }

    fn publish(&self, key: &EntryKey, entry: &Entry) -> Result<()> {
        let (text, new) = (self.text()?, entry.to_json()?);
        let contents = self.parse(&text)?;
        if self.entry(&contents, key)?.as_ref().map_or(0, Entry::version) + 1 != entry.version() {
            return Err(Error::lease_lost());
        }
        match (&contents, entry.record.is_of_a_login()) {
            (Contents::Imported(_), true) => self.write(&disk::beside(&self.path, BACKUP), &text)?,
            (_, true) => {}
            (_, false) => self.forget_backup(key)?,
        }
        self.replace(contents, |document| document.put(key, &new))
    }

    /// Removes an entry, if it is of the version that is given.
    fn remove(&self, key: &EntryKey, version: Option<u64>) -> Result<()> {
        let text = self.text()?;
        let contents = self.parse(&text)?;
        match self.entry(&contents, key)? {
            None => Ok(()),
            Some(found) if version.is_some_and(|version| version != found.version()) => {
                Err(Error::lease_lost())
            }
            Some(_) => {
                self.forget_backup(key)?;
                self.replace(contents, |document| {
                    document.remove(key);
                    Ok(())
                })
            }
        }
    }

    /// Removes what was kept of the settings of another program, if the same login is in it: who logs out does not want it
    /// kept.
    fn forget_backup(&self, key: &EntryKey) -> Result<()> {
        let backup = disk::beside(&self.path, BACKUP);
        let text = match self.text_of(&backup) {
            Ok(text) => text,
            Err(error) => {
                tracing::warn!(%error, "a copy of the tokens may be in {}", backup.display());
                return Ok(());
            }
        };
        match document::parse(&text) {
            Ok(Contents::Imported(found)) if found.misfit(key).is_none() => disk::remove(&backup),
            _ => Ok(()),
        }
    }

    fn replace<'a>(
        &self,
        contents: Contents<'a>,
        change: impl FnOnce(&mut Document<'a>) -> Result<()>,
    ) -> Result<()> {
        let mut document = match contents {
            Contents::Document(document) => document,
            Contents::Imported(_) => Document::default(),
        };
        change(&mut document)?;
        self.write(&self.path, &document.to_json()?)
    }

    /// Writes a file, encrypted if there is a key.
    fn write(&self, path: &Path, plain: &[u8]) -> Result<()> {
        match &self.key {
            None => disk::replace(path, plain),
            // What is there was read before: if a key is made now, nothing was encrypted with another.
            Some(key) => {
                let sealed = self.cipher(|| Cipher::open_or_new(key))?.seal(plain, "")?;
                disk::replace(path, &sealed)
            }
        }
    }

    /// The key is asked for once: a keyring takes its time.
    fn cipher(&self, open: impl FnOnce() -> Result<Cipher>) -> Result<&Cipher> {
        match self.cipher.get() {
            Some(cipher) => Ok(cipher),
            None => open().map(|cipher| self.cipher.get_or_init(|| cipher)),
        }
    }

    fn not_ours(&self, why: &str) -> Error {
        let path = self.path.display();
        Error::store(format!(
            "OAuthSettingsLocation: {path} {why}; it was left as it is: move it away or name another"
        ))
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("FileStore").field(&self.0.path).finish()
    }
}

#[derive(Debug)]
struct FileLease {
    store: FileStore,
    key: EntryKey,
    /// Shared with work in progress: a lease that is dropped during a write gives the lock back after it.
    lock: Arc<EntryLock>,
}

#[async_trait]
impl Lease for FileLease {
    async fn entry(&mut self) -> Result<Option<Entry>> {
        self.store.load(&self.key).await
    }

    async fn publish(&mut self, entry: &Entry) -> Result<()> {
        let (key, entry, lock) = (self.key.clone(), entry.clone(), self.lock.clone());
        self.store.change(lock, move |file| file.publish(&key, &entry)).await
    }

    async fn clear(self: Box<Self>, version: u64) -> Result<()> {
        let Self { store, key, lock } = *self;
        store.change(lock, move |file| file.remove(&key, Some(version))).await
    }

    async fn release(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

/// Reads a settings file, and writes what it read.
#[cfg(fuzzing)]
pub(crate) fn fuzz_settings_file(bytes: &[u8]) {
    let Ok(Contents::Document(document)) = document::parse(bytes) else {
        return;
    };
    for key in document.keys() {
        if let Ok(Some(entry)) = document.entry(&key) {
            let again = entry.to_json().and_then(|text| Entry::from_json(text.expose()));
            assert_eq!(again.map(|again| again.version()).ok(), Some(entry.version()));
        }
    }
}

#[cfg(test)]
mod tests;
