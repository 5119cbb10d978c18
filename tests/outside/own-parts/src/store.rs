//! A store of tokens: here a map, elsewhere a vault.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use confluence_oauth::{Entry, EntryKey, Error, Lease, LoginGuard, Result, TokenStore};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Keeps entries as text, as most places do.
#[derive(Clone, Default)]
pub struct Vault(Arc<Mutex<HashMap<EntryKey, Arc<Slot>>>>);

#[derive(Default)]
struct Slot {
    text: Mutex<Option<String>>,
    lease: Arc<Mutex<()>>,
    login: Arc<Mutex<()>>,
}

impl Vault {
    async fn slot(&self, key: &EntryKey) -> Arc<Slot> {
        self.0.lock().await.entry(key.clone()).or_default().clone()
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Vault")
    }
}

#[async_trait]
impl TokenStore for Vault {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>> {
        self.slot(key).await.load().await
    }

    async fn list(&self) -> Result<Vec<EntryKey>> {
        let mut keys = Vec::new();
        for (key, slot) in &*self.0.lock().await {
            if slot.text.lock().await.is_some() {
                keys.push(key.clone());
            }
        }
        Ok(keys)
    }

    async fn clear(&self, key: &EntryKey) -> Result<()> {
        let slot = self.slot(key).await;
        let _held = slot.lease.lock().await;
        *slot.text.lock().await = None;
        Ok(())
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>> {
        let slot = self.slot(key).await;
        let held = tokio::time::timeout(deadline, slot.lease.clone().lock_owned()).await;
        let held =
            held.map_err(|_| Error::lock_timeout("somebody else refreshes the same token for too long"))?;
        Ok(Box::new(Held { slot, _held: held }))
    }

    async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard> {
        let claim = self.slot(key).await.login.clone().try_lock_owned();
        claim.map(LoginGuard::new).map_err(|_| Error::login_in_progress("somebody else is logging in"))
    }
}

impl Slot {
    async fn load(&self) -> Result<Option<Entry>> {
        self.text.lock().await.as_deref().map(Entry::from_json).transpose()
    }
}

struct Held {
    slot: Arc<Slot>,
    _held: OwnedMutexGuard<()>,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Held")
    }
}

#[async_trait]
impl Lease for Held {
    async fn entry(&mut self) -> Result<Option<Entry>> {
        self.slot.load().await
    }

    async fn publish(&mut self, entry: &Entry) -> Result<()> {
        let stored = self.slot.load().await?.map_or(0, |entry| entry.version());
        if entry.version() != stored + 1 {
            return Err(Error::lease_lost());
        }
        *self.slot.text.lock().await = Some(entry.to_json()?.expose().to_owned());
        Ok(())
    }

    async fn clear(self: Box<Self>, version: u64) -> Result<()> {
        if self.slot.load().await?.is_some_and(|entry| entry.version() != version) {
            return Err(Error::lease_lost());
        }
        *self.slot.text.lock().await = None;
        Ok(())
    }

    async fn release(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use confluence_oauth::conformance;

    use super::*;

    #[tokio::test]
    async fn it_keeps_every_rule() {
        let vault = Vault::default();
        let open = || async { Ok(Arc::new(vault.clone()) as Arc<dyn TokenStore>) };
        conformance::check(open).await.into_result().unwrap();
    }
}
