//! Where tokens are kept.

mod cipher;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod disk;
mod entry;
mod file;
mod key;
#[cfg(feature = "keyring")]
pub(crate) mod keyring;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

pub use self::entry::{Entry, EntryKey};
pub(crate) use self::entry::{Intent, Pending, Record, Refused};
pub use self::file::FileStore;
#[cfg(fuzzing)]
pub(crate) use self::file::fuzz_settings_file;
pub(crate) use self::file::{Sealing, check_key};
pub use self::memory::MemoryStore;
#[cfg(feature = "postgres")]
pub use self::postgres::PostgresStore;
#[cfg(not(all(feature = "keyring", feature = "postgres")))]
use crate::error::ErrorKind;
use crate::error::{Error, Result};
use crate::properties::{KeyLocation, OAuthProperties, SettingsLocation, no_home};

/// The length of the key that encrypts what is stored: of XChaCha20-Poly1305.
const KEY_BYTES: usize = 32;

/// A token store: keeps the OAuth tokens ([`Entry`]) of all sessions and processes that share it.
///
/// Whoever changes an entry holds its [`Lease`], so that at most one refresh runs for a stored grant over all
/// that share the store. Reading needs no lease: an entry is replaced as a whole or not at all.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::{MemoryStore, TokenStore};
///
/// let store = MemoryStore::new();
/// assert!(store.list().await?.is_empty());
/// # Ok(())
/// # }
/// ```
///
/// A store of your own is implemented with the crate `async-trait` (`async-trait = "0.1"` among the dependencies), and so is
/// its [`Lease`]. The feature `conformance` brings a suite that it has to pass. This one tells what is changed in another:
///
/// ```
/// use std::time::Duration;
///
/// use async_trait::async_trait;
/// use confluence_oauth::{Entry, EntryKey, Error, Lease, LoginGuard, MemoryStore, TokenStore};
///
/// #[derive(Debug)]
/// struct Watched(MemoryStore);
///
/// #[async_trait]
/// impl TokenStore for Watched {
///     async fn load(&self, key: &EntryKey) -> Result<Option<Entry>, Error> {
///         self.0.load(key).await
///     }
///
///     async fn list(&self) -> Result<Vec<EntryKey>, Error> {
///         self.0.list().await
///     }
///
///     async fn clear(&self, key: &EntryKey) -> Result<(), Error> {
///         println!("the login at {} is removed", key.site());
///         self.0.clear(key).await
///     }
///
///     async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>, Error> {
///         println!("the login at {} is about to change", key.site());
///         self.0.lease(key, deadline).await
///     }
///
///     async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard, Error> {
///         self.0.begin_login(key).await
///     }
/// }
/// ```
#[async_trait]
pub trait TokenStore: fmt::Debug + Send + Sync + 'static {
    /// Reads an entry; `None` if there is none.
    ///
    /// # Errors
    /// The store cannot be read, or what is there is not a store.
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>>;

    /// Lists the keys of all entries.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn list(&self) -> Result<Vec<EntryKey>>;

    /// Removes an entry; none being there is no error.
    ///
    /// # Errors
    /// The store cannot be written, or somebody holds the entry's lease for too long.
    async fn clear(&self, key: &EntryKey) -> Result<()>;

    /// Waits until nobody else holds the entry's lease, at most for `deadline`.
    ///
    /// # Errors
    /// [`ErrorKind::LockTimeout`](crate::ErrorKind::LockTimeout), or the store cannot be reached.
    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>>;

    /// Claims the one login that may run at a time, until the guard is dropped.
    ///
    /// # Errors
    /// [`ErrorKind::LoginInProgress`](crate::ErrorKind::LoginInProgress), or the store cannot be reached.
    async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard>;
}

#[async_trait]
impl<T: TokenStore + ?Sized> TokenStore for Arc<T> {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>> {
        (**self).load(key).await
    }

    async fn list(&self) -> Result<Vec<EntryKey>> {
        (**self).list().await
    }

    async fn clear(&self, key: &EntryKey) -> Result<()> {
        (**self).clear(key).await
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>> {
        (**self).lease(key, deadline).await
    }

    async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard> {
        (**self).begin_login(key).await
    }
}

/// A lease: the exclusive right to change one [`Entry`] of a token store. Dropping it gives the right back, at the latest when it expires.
#[async_trait]
pub trait Lease: fmt::Debug + Send + Sync {
    /// Reads the entry as it is now, under the lease.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn entry(&mut self) -> Result<Option<Entry>>;

    /// Replaces the entry durably: after this returns it survives a crash of the machine. The entry's
    /// [`version`](Entry::version) is one above the stored one (none stored counts as 0); anything else means
    /// that the lease was lost. A publication that failed may be tried again.
    ///
    /// # Errors
    /// The store cannot be written, or [`Error::lease_lost`], after which nothing is tried again under this lease.
    async fn publish(&mut self, entry: &Entry) -> Result<()>;

    /// Removes the entry if its version is still this one, and gives the lease back; none being there is no error.
    ///
    /// # Errors
    /// The store cannot be written, or [`Error::lease_lost`]: the entry is another one, and stays.
    async fn clear(self: Box<Self>, version: u64) -> Result<()>;

    /// Gives the lease back.
    ///
    /// # Errors
    /// The store cannot be reached; the lease then expires by itself.
    async fn release(self: Box<Self>) -> Result<()>;
}

/// A guard that is held while a login runs; dropping it lets others log in.
pub struct LoginGuard(#[expect(dead_code, reason = "it is kept for its drop")] Box<dyn Send + Sync>);

impl LoginGuard {
    /// Wraps what ends the claim when it is dropped.
    #[must_use]
    pub fn new(claim: impl Send + Sync + 'static) -> Self {
        Self(Box::new(claim))
    }
}

impl fmt::Debug for LoginGuard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LoginGuard")
    }
}

/// The store that the properties name.
pub(crate) fn open(properties: &OAuthProperties) -> Result<Arc<dyn TokenStore>> {
    match properties.location() {
        // The default where there is no home folder.
        SettingsLocation::File(path) if path.as_os_str().is_empty() => Err(no_home()),
        SettingsLocation::File(path) => Ok(Arc::new(FileStore::new(path, properties.key().cloned()))),
        SettingsLocation::Memory(name) => Ok(MemoryStore::shared(name)),
        SettingsLocation::Keyring(name) => open_keyring(name, properties.key()),
        SettingsLocation::Postgres(address) => open_postgres(address, properties.key()),
    }
}

/// Tokens are in a file of their own, since keyrings have no locks and little room; its key is in the keyring.
#[cfg(feature = "keyring")]
fn open_keyring(name: &str, key: Option<&KeyLocation>) -> Result<Arc<dyn TokenStore>> {
    if key.is_some() {
        let why = "keyring:// as OAuthSettingsLocation brings its own key; give only one of the two";
        return Err(Error::config("OAuthSettingsKey", why));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
        let why =
            "keyring:// is followed by a name of letters, digits, '-', '_' and '.', such as keyring://work";
        return Err(Error::config("OAuthSettingsLocation", why));
    }
    let file = crate::properties::default_file()?.with_file_name(format!("oauth.{name}.json"));
    Ok(Arc::new(FileStore::new(file, Some(KeyLocation::Keyring(name.to_owned())))))
}

#[cfg(not(feature = "keyring"))]
fn open_keyring(_: &str, _: Option<&KeyLocation>) -> Result<Arc<dyn TokenStore>> {
    Err(unsupported("keyring://", "a build with the feature `keyring`, or a file with OAuthSettingsKey"))
}

#[cfg(feature = "postgres")]
fn open_postgres(address: &str, key: Option<&KeyLocation>) -> Result<Arc<dyn TokenStore>> {
    let why = "is needed with postgres://: tokens are encrypted before the database sees them; name a key with \
               env:VARIABLE or file:PATH, the same on every machine (openssl rand -base64 32 makes one)";
    let key = key.ok_or_else(|| Error::config("OAuthSettingsKey", why))?;
    Ok(Arc::new(PostgresStore::shared(address, key)?))
}

#[cfg(not(feature = "postgres"))]
fn open_postgres(_: &str, _: Option<&KeyLocation>) -> Result<Arc<dyn TokenStore>> {
    Err(unsupported("postgres://", "a build with the feature `postgres`, or a file"))
}

#[cfg(not(all(feature = "keyring", feature = "postgres")))]
fn unsupported(what: &str, instead: &str) -> Error {
    let message = format!("OAuthSettingsLocation: {what} is not in this build; use {instead}");
    Error::new(ErrorKind::Unsupported, message).on_property("OAuthSettingsLocation")
}
