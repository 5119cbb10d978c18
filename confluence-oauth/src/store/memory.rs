//! A store in this process.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::{Entry, EntryKey, Lease, LoginGuard, TokenStore};
use crate::error::{Error, Result};

static SHARED: LazyLock<Mutex<HashMap<String, Arc<MemoryStore>>>> = LazyLock::new(Mutex::default);

/// A token store in memory: tokens are lost when the process ends.
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
    slots: Mutex<Slots>,
}

#[derive(Default)]
struct Slots {
    by_key: HashMap<EntryKey, Arc<Slot>>,
    /// With so many of them, those that nobody needs are dropped before there is one more.
    full: usize,
}

/// So many are kept without looking whether somebody needs them.
const FEW: usize = 64;

#[derive(Default)]
struct Slot {
    entry: Mutex<Option<Entry>>,
    lease: Arc<AsyncMutex<()>>,
    login: Arc<AsyncMutex<()>>,
}

impl MemoryStore {
    /// An empty store of its own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The store of this name, the same for all of this process: `memory://name`. It is there for as long as the process,
    /// whoever uses it, so that a login outlasts the session that made it.
    #[must_use]
    pub fn shared(name: &str) -> Arc<Self> {
        let mut stores = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        stores.entry(name.to_owned()).or_default().clone()
    }

    /// Forgets an entry without its lease.
    #[cfg(test)]
    pub(super) fn forget(&self, key: &EntryKey) {
        self.slot(key).with(|entry| *entry = None);
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The slot of who is about to change an entry; who reads makes none.
    fn slot(&self, key: &EntryKey) -> Arc<Slot> {
        self.slots().of(key)
    }
}

impl Slots {
    fn of(&mut self, key: &EntryKey) -> Arc<Slot> {
        if let Some(slot) = self.by_key.get(key) {
            return Arc::clone(slot);
        }
        if self.by_key.len() >= self.full.max(FEW) {
            self.by_key.retain(|_, slot| slot.is_needed());
            self.full = self.by_key.len().saturating_mul(2);
        }
        Arc::clone(self.by_key.entry(key.clone()).or_default())
    }
}

impl Slot {
    /// Whether it has an entry, or somebody holds it or waits for it. Asked under the lock of all slots, where nobody can
    /// come to hold it.
    fn is_needed(self: &Arc<Self>) -> bool {
        let others =
            [Arc::strong_count(self), Arc::strong_count(&self.lease), Arc::strong_count(&self.login)];
        others.into_iter().any(|holders| holders > 1) || self.with(|entry| entry.is_some())
    }

    fn with<T>(&self, change: impl FnOnce(&mut Option<Entry>) -> T) -> T {
        change(&mut self.entry.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl TokenStore for MemoryStore {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>> {
        let slot = self.slots().by_key.get(key).cloned();
        Ok(slot.and_then(|slot| slot.with(|entry| entry.clone())))
    }

    async fn list(&self) -> Result<Vec<EntryKey>> {
        let slots = self.slots();
        let filled = slots.by_key.iter().filter(|(_, slot)| slot.with(|entry| entry.is_some()));
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
            held.map_err(|_| Error::lock_timeout("another task refreshes the same token for too long"))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::properties::OAuthVersion;

    const SOON: Duration = Duration::from_secs(5);

    fn key(principal: usize) -> EntryKey {
        let principal = principal.to_string();
        EntryKey::new("https://issuer", "client", "https://site", OAuthVersion::V2, &principal)
    }

    #[tokio::test]
    async fn who_comes_and_goes_leaves_nothing_behind() {
        let store = MemoryStore::new();
        let kept = |store: &MemoryStore| store.slots().by_key.len();
        for principal in 0..1000 {
            assert!(store.load(&key(principal)).await.unwrap().is_none());
        }
        assert_eq!(kept(&store), 0);
        let mut held = store.lease(&key(0), SOON).await.unwrap();
        let login = store.begin_login(&key(1)).await.unwrap();
        for principal in 2..1000 {
            drop(store.begin_login(&key(principal)).await.unwrap());
            store.lease(&key(principal), SOON).await.unwrap().release().await.unwrap();
            store.clear(&key(principal)).await.unwrap();
        }
        assert!(kept(&store) <= 2 * FEW, "{}", kept(&store));
        // What somebody holds is still the same.
        assert!(store.lease(&key(0), Duration::ZERO).await.is_err());
        assert!(store.begin_login(&key(1)).await.is_err());
        drop(login);
        let mut entry = Entry::default();
        entry.record.version = 1;
        held.publish(&entry).await.unwrap();
        drop(held);
        for principal in 2..1000 {
            drop(store.begin_login(&key(principal)).await.unwrap());
        }
        assert!(store.load(&key(0)).await.unwrap().is_some());
    }
}
