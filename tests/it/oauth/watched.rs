//! A store that writes down what is done with it, and fails when told to.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use confluence_oauth::{Entry, EntryKey, Error, Lease, LoginGuard, MemoryStore, TokenStore};

#[derive(Debug, Default)]
pub(super) struct Watched {
    inner: MemoryStore,
    notes: Arc<Notes>,
}

#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) log: Mutex<Vec<String>>,
    publications: AtomicU32,
    /// The numbers of the publications that fail.
    pub(super) fail: Mutex<std::ops::Range<u32>>,
}

impl Watched {
    pub(super) fn new() -> (Arc<Self>, Arc<Notes>) {
        let store = Self::default();
        let notes = store.notes.clone();
        (Arc::new(store), notes)
    }
}

impl Notes {
    pub(super) fn note(&self, what: impl Into<String>) {
        self.log.lock().unwrap().push(what.into());
    }
}

#[async_trait::async_trait]
impl TokenStore for Watched {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>, Error> {
        self.inner.load(key).await
    }

    async fn list(&self) -> Result<Vec<EntryKey>, Error> {
        self.inner.list().await
    }

    async fn clear(&self, key: &EntryKey) -> Result<(), Error> {
        self.inner.clear(key).await
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>, Error> {
        let lease = self.inner.lease(key, deadline).await?;
        Ok(Box::new(WatchedLease { lease, notes: self.notes.clone() }))
    }

    async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard, Error> {
        self.inner.begin_login(key).await
    }
}

#[derive(Debug)]
struct WatchedLease {
    lease: Box<dyn Lease>,
    notes: Arc<Notes>,
}

#[async_trait::async_trait]
impl Lease for WatchedLease {
    async fn entry(&mut self) -> Result<Option<Entry>, Error> {
        self.lease.entry().await
    }

    async fn publish(&mut self, entry: &Entry) -> Result<(), Error> {
        let number = self.notes.publications.fetch_add(1, Ordering::SeqCst);
        if self.notes.fail.lock().unwrap().contains(&number) {
            self.notes.note("failed to publish");
            return Err(Error::store("OAuthSettingsLocation: the disk is full"));
        }
        self.notes.note("publish");
        self.lease.publish(entry).await
    }

    async fn clear(self: Box<Self>, version: u64) -> Result<(), Error> {
        self.lease.clear(version).await
    }

    async fn release(self: Box<Self>) -> Result<(), Error> {
        self.lease.release().await
    }
}
