//! A store in this process.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::{Entry, EntryKey, Lease, LoginGuard, TokenStore};
use crate::error::{Error, Result};

static SHARED: LazyLock<Mutex<HashMap<String, Arc<MemoryStore>>>> = LazyLock::new(Mutex::default);

/// Keeps tokens in this process; they end with it.
///
/// ```
/// use std::sync::Arc;
///
/// use confluence_oauth::{ConnectionString, MemoryStore, SessionOptions};
///
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// let mut string = ConnectionString::parse("URL=https://example.atlassian.net;OAuthClientId=abc;OAuthClientSecret=x")?;
/// let options = SessionOptions::take_from(&mut string)?.store(Arc::new(MemoryStore::new()));
/// # drop(options);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct MemoryStore {
    slots: Mutex<HashMap<EntryKey, Arc<Slot>>>,
}

#[derive(Default)]
struct Slot {
    entry: Mutex<Option<Entry>>,
    lease: Arc<AsyncMutex<()>>,
    login: Arc<AsyncMutex<()>>,
}

impl MemoryStore {
    /// An empty store of its own.
    pub fn new() -> Self {
        Self::default()
    }

    /// The store of this name, the same for all of this process: `memory://name`.
    pub fn shared(name: &str) -> Arc<Self> {
        let mut stores = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        stores.entry(name.to_owned()).or_default().clone()
    }

    /// Forgets an entry without its lease.
    #[cfg(test)]
    pub(super) fn forget(&self, key: &EntryKey) {
        self.slot(key).with(|entry| *entry = None);
    }

    fn slot(&self, key: &EntryKey) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry(key.clone()).or_default().clone()
    }
}

impl Slot {
    fn with<T>(&self, change: impl FnOnce(&mut Option<Entry>) -> T) -> T {
        change(&mut self.entry.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl TokenStore for MemoryStore {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>> {
        Ok(self.slot(key).with(|entry| entry.clone()))
    }

    async fn list(&self) -> Result<Vec<EntryKey>> {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = slots.iter().filter(|(_, slot)| slot.with(|entry| entry.is_some()));
        Ok(filled.map(|(key, _)| key.clone()).collect())
    }

    async fn clear(&self, key: &EntryKey) -> Result<()> {
        let slot = self.slot(key);
        let _held = slot.lease.lock().await;
        slot.with(|entry| *entry = None);
        Ok(())
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>> {
        let slot = self.slot(key);
        let held = tokio::time::timeout(deadline, slot.lease.clone().lock_owned()).await;
        let held =
            held.map_err(|_| Error::lock_timeout("another task renews the same token for too long"))?;
        Ok(Box::new(MemoryLease { slot, _held: held }))
    }

    async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard> {
        let claim = self.slot(key).login.clone().try_lock_owned();
        let why = "another login with the same token store is under way";
        claim.map(LoginGuard::new).map_err(|_| Error::login_in_progress(why))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryStore")
    }
}

struct MemoryLease {
    slot: Arc<Slot>,
    _held: OwnedMutexGuard<()>,
}

#[async_trait]
impl Lease for MemoryLease {
    async fn entry(&mut self) -> Result<Option<Entry>> {
        Ok(self.slot.with(|entry| entry.clone()))
    }

    async fn publish(&mut self, new: &Entry) -> Result<()> {
        self.slot.with(|entry| {
            if entry.as_ref().map_or(0, Entry::version) + 1 != new.version() {
                return Err(Error::lease_lost());
            }
            *entry = Some(new.clone());
            Ok(())
        })
    }

    async fn clear(self: Box<Self>, version: u64) -> Result<()> {
        self.slot.with(|entry| {
            if entry.as_ref().is_some_and(|found| found.version() != version) {
                return Err(Error::lease_lost());
            }
            *entry = None;
            Ok(())
        })
    }

    async fn release(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

impl fmt::Debug for MemoryLease {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryLease")
    }
}
