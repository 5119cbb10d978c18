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
use self::lock::FileLock;
use super::cipher::{Cipher, Envelope, key_lost};
use super::disk;
use super::{Entry, EntryKey, Lease, LoginGuard, TokenStore};
use crate::error::{Error, Result};
use crate::properties::KeyLocation;
use crate::task_end::blocking;

/// How long [`TokenStore::clear`] waits for a renewal that is under way.
const CLEAR_DEADLINE: Duration = Duration::from_secs(30);

/// What is said to be cut off, where it is.
const WORK: &str = "the work on the token file";

/// Keeps tokens in one JSON file of many entries.
///
/// The file is created with mode 0600 in a folder of mode 0700 and replaced as a whole: written beside, synced,
/// renamed, and its folder synced. Changes happen under an advisory lock on `<file>.lock`, which is never
/// deleted. A file that others may read, a symbolic link, or one that is not ours is reported and left alone.
/// A settings file of `Name=Value` lines is read as one entry, and kept as `<file>.bak` when it is replaced.
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
}

impl FileStore {
    /// The store in this file; with a key it is encrypted. Nothing is opened yet.
    pub fn new(path: impl Into<PathBuf>, key: Option<KeyLocation>) -> Self {
        Self(Arc::new(Inner { path: path.into(), key, cipher: OnceLock::new(), loads: Loads::default() }))
    }

    /// The file.
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
        let lock = FileLock::acquire(&self.0.path, CLEAR_DEADLINE).await?;
        let key = key.clone();
        self.blocking(move |file| {
            let _held = lock;
            let text = file.text()?;
            let contents = file.parse(&text)?;
            if contents.entry(&key)?.is_none() {
                return Ok(());
            }
            file.replace(contents, |document| document.remove(&key))
        })
        .await
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>> {
        let lock = FileLock::acquire(&self.0.path, deadline).await?;
        Ok(Box::new(FileLease { store: self.clone(), key: key.clone(), lock: Arc::new(lock) }))
    }

    async fn begin_login(&self, _key: &EntryKey) -> Result<LoginGuard> {
        let claimed = FileLock::try_acquire(&disk::beside(&self.0.path, ".login")).await?;
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
        let bytes = disk::read(&self.path)?.unwrap_or_default();
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

    fn replace<'a>(&self, contents: Contents<'a>, change: impl FnOnce(&mut Document<'a>)) -> Result<()> {
        let mut document = match contents {
            Contents::Document(document) => document,
            Contents::Imported(_) => {
                disk::back_up(&self.path)?;
                Document::default()
            }
        };
        change(&mut document);
        let plain = document.to_json()?;
        match &self.key {
            None => disk::replace(&self.path, &plain),
            // What is there was read before: if a key is made now, nothing was encrypted with another.
            Some(key) => {
                let sealed = self.cipher(|| Cipher::open_or_new(key))?.seal(&plain, "")?;
                disk::replace(&self.path, &sealed)
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

    fn not_ours(&self, why: &'static str) -> Error {
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
    lock: Arc<FileLock>,
}

#[async_trait]
impl Lease for FileLease {
    async fn entry(&mut self) -> Result<Option<Entry>> {
        self.store.load(&self.key).await
    }

    async fn publish(&mut self, entry: &Entry) -> Result<()> {
        let (key, entry, lock) = (self.key.clone(), entry.clone(), self.lock.clone());
        self.store
            .blocking(move |file| {
                let _held = lock;
                let (text, new) = (file.text()?, entry.to_json()?);
                let contents = file.parse(&text)?;
                if contents.entry(&key)?.as_ref().map_or(0, Entry::version) + 1 != entry.version() {
                    return Err(Error::lease_lost());
                }
                file.replace(contents, |document| document.put(&key, &new))
            })
            .await
    }

    async fn clear(self: Box<Self>, version: u64) -> Result<()> {
        let Self { store, key, lock } = *self;
        store
            .blocking(move |file| {
                let _held = lock;
                let text = file.text()?;
                let contents = file.parse(&text)?;
                match contents.entry(&key)? {
                    None => Ok(()),
                    Some(found) if found.version() != version => Err(Error::lease_lost()),
                    Some(_) => file.replace(contents, |document| document.remove(&key)),
                }
            })
            .await
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
    let contents = Contents::Document(document);
    for key in contents.keys() {
        if let Ok(Some(entry)) = contents.entry(&key) {
            let again = entry.to_json().and_then(|text| Entry::from_json(text.expose()));
            assert_eq!(again.map(|again| again.version()).ok(), Some(entry.version()));
        }
    }
}

#[cfg(test)]
mod tests;
