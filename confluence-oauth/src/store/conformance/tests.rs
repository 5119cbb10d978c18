use std::time::Duration;

use async_trait::async_trait;

use super::*;
use crate::store::{Entry, EntryKey, FileStore, Lease, LoginGuard, MemoryStore};

/// A store that breaks one rule.
#[derive(Debug)]
struct Faulty {
    inner: Arc<MemoryStore>,
    fault: Rule,
}

struct FaultyLease {
    inner: Box<dyn Lease>,
    fault: Rule,
    first: Option<Entry>,
    tokens: Vec<String>,
    failed: bool,
    released: bool,
}

impl Faulty {
    fn is(&self, fault: Rule) -> bool {
        self.fault == fault
    }

    /// Names that are taken for one another.
    fn key(&self, key: &EntryKey) -> EntryKey {
        if self.is(Rule::Separate) {
            let principal = key.principal().trim();
            return EntryKey::new(key.issuer(), key.client_id(), key.site(), key.oauth(), principal);
        }
        key.clone()
    }
}

#[async_trait]
impl TokenStore for Faulty {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>> {
        if self.is(Rule::Readable) {
            drop(self.inner.lease(key, Duration::from_secs(60)).await?);
        }
        let found = self.inner.load(&self.key(key)).await?;
        Ok(match self.fault {
            Rule::Absent => Some(found.unwrap_or_default()),
            Rule::Kept => found.map(|mut entry| {
                entry.record.unknown.clear();
                entry
            }),
            _ => found,
        })
    }

    async fn list(&self) -> Result<Vec<EntryKey>> {
        let mut keys = self.inner.list().await?;
        if self.is(Rule::Listed) {
            keys.extend(keys.clone());
        }
        Ok(keys)
    }

    async fn clear(&self, key: &EntryKey) -> Result<()> {
        match self.fault {
            Rule::Cleared => Ok(()),
            Rule::ClearWaits => {
                self.inner.forget(key);
                Ok(())
            }
            _ => self.inner.clear(&self.key(key)).await,
        }
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>> {
        if self.is(Rule::Exclusive) && deadline < Duration::from_secs(1) {
            return Err(Error::transient("busy"));
        }
        let first = if self.is(Rule::Current) { self.inner.load(key).await? } else { None };
        let inner: Box<dyn Lease> = match self.fault {
            Rule::Serialized => Box::new(Lawless { store: self.inner.clone(), key: key.clone() }),
            _ => self.inner.lease(&self.key(key), deadline).await?,
        };
        let (fault, tokens) = (self.fault, Vec::new());
        Ok(Box::new(FaultyLease { inner, fault, first, tokens, failed: false, released: false }))
    }

    async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard> {
        if self.is(Rule::OneLogin) { Ok(LoginGuard::new(())) } else { self.inner.begin_login(key).await }
    }
}

#[async_trait]
impl Lease for FaultyLease {
    async fn entry(&mut self) -> Result<Option<Entry>> {
        if self.fault == Rule::Current { Ok(self.first.clone()) } else { self.inner.entry().await }
    }

    async fn publish(&mut self, entry: &Entry) -> Result<()> {
        self.tokens.extend(entry.record.refresh_token.iter().map(|token| token.expose().to_owned()));
        if self.fault == Rule::Retried && self.failed {
            return Err(Error::store("this lease has failed before"));
        }
        if self.fault == Rule::Fenced {
            let mut entry = entry.clone();
            entry.record.version = self.inner.entry().await?.map_or(0, |found| found.version()) + 1;
            return self.inner.publish(&entry).await;
        }
        let published = self.inner.publish(entry).await;
        self.failed |= published.is_err();
        if self.fault == Rule::Lost { published.map_err(|_| Error::store("it failed")) } else { published }
    }

    async fn clear(mut self: Box<Self>, version: u64) -> Result<()> {
        self.released = true;
        let nothing = Box::new(Lawless { store: Arc::new(MemoryStore::new()), key: spare() });
        std::mem::replace(&mut self.inner, nothing).clear(version).await
    }

    async fn release(mut self: Box<Self>) -> Result<()> {
        self.released = true;
        Ok(())
    }
}

impl Drop for FaultyLease {
    fn drop(&mut self) {
        if self.fault == if self.released { Rule::Released } else { Rule::Dropped } {
            let store = Arc::new(MemoryStore::new());
            let nothing = Box::new(Lawless { store, key: spare() });
            std::mem::forget(std::mem::replace(&mut self.inner, nothing));
        }
    }
}

impl fmt::Debug for FaultyLease {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = if self.fault == Rule::Concealed { &self.tokens[..] } else { &[] };
        write!(formatter, "{shown:?}")
    }
}

/// Changes an entry under no lease at all, with time between reading and writing.
#[derive(Debug)]
struct Lawless {
    store: Arc<MemoryStore>,
    key: EntryKey,
}

#[async_trait]
impl Lease for Lawless {
    async fn entry(&mut self) -> Result<Option<Entry>> {
        let found = self.store.load(&self.key).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
        found
    }

    async fn publish(&mut self, entry: &Entry) -> Result<()> {
        self.store.lease(&self.key, Duration::from_secs(1)).await?.publish(entry).await
    }

    async fn clear(self: Box<Self>, version: u64) -> Result<()> {
        self.store.lease(&self.key, Duration::from_secs(1)).await?.clear(version).await
    }

    async fn release(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

fn spare() -> EntryKey {
    EntryKey::new("", "", "", crate::OAuthVersion::V2, "")
}

async fn broken(fault: Rule) -> Vec<Rule> {
    let inner = Arc::new(MemoryStore::new());
    let store: Arc<dyn TokenStore> = Arc::new(Faulty { inner, fault });
    let report = check(|| async {
        if fault == Rule::Opens { Err(Error::store("it does not open")) } else { Ok(store.clone()) }
    });
    report.await.violations().iter().map(|violation| violation.rule).collect()
}

/// The suite's waits are of the paused clock.
#[tokio::test(start_paused = true)]
async fn a_store_that_breaks_a_rule_is_found_out_by_that_rule() {
    for &rule in Rule::ALL {
        let found = broken(rule).await;
        assert!(found.contains(&rule), "{rule:?}: {found:?}");
    }
}

#[tokio::test]
async fn memory_and_files_keep_all_rules() {
    let name = fastrand::u64(..).to_string();
    let memory = check(|| async { Ok(MemoryStore::shared(&name) as Arc<dyn TokenStore>) });
    memory.await.into_result().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    std::fs::write(&key, "0f".repeat(32)).unwrap();
    for (file, key) in [("plain", None), ("sealed", Some(crate::KeyLocation::File(key)))] {
        let file = folder.path().join(file);
        let open = || async { Ok(Arc::new(FileStore::new(&file, key.clone())) as Arc<dyn TokenStore>) };
        check(open).await.into_result().unwrap();
    }
}
