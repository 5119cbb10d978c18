//! Logins that were begun and that nobody finished: an entry of the store that holds nothing else is of no use to anybody,
//! and a server for many would gather one of each caller who changed their mind.

use futures_util::future::join_all;

use super::Session;
use super::leased::LEASE_DEADLINE;
use crate::error::{ErrorKind, Result};
use crate::store::{EntryKey, Record};

/// So many entries are read at a time: those who ask a file at once share one reading of it, and a database answers a few
/// at once anyway.
const AT_A_TIME: usize = 64;

impl Session {
    /// Removes the entries of this application and site, of whichever principal, that hold nothing but logins which
    /// were begun too long ago to be finished, and says how many there were.
    ///
    /// This reads every entry that the store has: it is for the background of a server, once in a while.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub async fn prune_logins(&self) -> Result<usize> {
        let inner = &self.0;
        let mut siblings = inner.store.list().await?;
        siblings.retain(|key| inner.is_sibling(key));
        let mut pruned = 0;
        for keys in siblings.chunks(AT_A_TIME) {
            for removed in join_all(keys.iter().map(|key| inner.prune_if_abandoned(key))).await {
                pruned += usize::from(removed?);
            }
        }
        Ok(pruned)
    }
}

impl super::Inner {
    async fn prune_if_abandoned(&self, key: &EntryKey) -> Result<bool> {
        match self.store.load(key).await? {
            Some(entry) if self.is_abandoned(&entry.record) => self.prune(key).await,
            _ => Ok(false),
        }
    }

    /// Removes an entry that is of no use under its lease too: while that was waited for, somebody may have logged in.
    async fn prune(&self, key: &EntryKey) -> Result<bool> {
        let mut lease = self.store.lease(key, LEASE_DEADLINE).await?;
        let record = lease.entry().await?.unwrap_or_default().record;
        if !self.is_abandoned(&record) {
            lease.release().await?;
            return Ok(false);
        }
        match lease.clear(record.version).await {
            Err(error) if error.kind() == ErrorKind::LeaseLost => Ok(false),
            cleared => cleared.map(|()| true),
        }
    }

    /// Whether a key is of the same application at the same site.
    fn is_sibling(&self, key: &EntryKey) -> bool {
        let of = |key: &EntryKey| {
            let texts = [key.issuer(), key.client_id(), key.site()].map(str::to_owned);
            (texts, key.oauth())
        };
        of(key) == of(&self.key)
    }

    fn is_abandoned(&self, record: &Record) -> bool {
        let Record { access_token, refresh_token, token_secret, session_handle, .. } = record;
        let tokens = [access_token, refresh_token, token_secret, session_handle];
        let more = record.intent.is_some() || !record.seeds.is_empty() || !record.verifiers.is_empty();
        let refused = record.refused.is_some() || !record.unknown.is_empty();
        let begun = &record.pending;
        !begun.is_empty()
            && tokens.into_iter().all(Option::is_none)
            && !more
            && !refused
            && !begun.iter().any(|pending| self.may_finish(pending))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::{ConnectionString, MemoryStore, SessionOptions, TokenStore};

    #[tokio::test]
    async fn what_nobody_finished_goes_and_nothing_else() {
        let store: Arc<dyn TokenStore> = Arc::new(MemoryStore::new());
        let passed = Arc::new(AtomicU64::new(0));
        let session = |client: &str| {
            let text = format!(
                "URL=https://wiki.example.com;Deployment=DataCenter;OAuthClientId={client};\
                 OAuthSettingsLocation=memory://abandoned;InitiateOAuth=GETANDREFRESH"
            );
            let passed = Arc::clone(&passed);
            let options = SessionOptions::take_from(&mut ConnectionString::parse(&text).unwrap()).unwrap();
            let now = move || SystemTime::now() + Duration::from_secs(passed.load(Ordering::Relaxed));
            Session::open(options.store(Arc::clone(&store)).clock(now)).unwrap()
        };
        let (ours, other) = (session("ours"), session("other"));
        let of = |session: &Session, name: &str| session.for_principal(name).unwrap();
        for name in ["one", "two"] {
            of(&ours, name).begin_login().await.unwrap();
        }
        of(&other, "one").begin_login().await.unwrap();
        assert_eq!((ours.prune_logins().await.unwrap(), store.list().await.unwrap().len()), (0, 3));
        passed.store(20 * 60, Ordering::Relaxed);
        of(&ours, "two").begin_login().await.unwrap();
        assert_eq!(ours.prune_logins().await.unwrap(), 1);
        let left: Vec<_> = store.list().await.unwrap();
        let left: Vec<_> = left.iter().map(|key| (key.client_id(), key.principal())).collect();
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(left.contains(&("ours", "two")) && left.contains(&("other", "one")), "{left:?}");
    }

    #[tokio::test]
    async fn a_login_that_ends_while_its_lease_is_waited_for_stays() {
        let store: Arc<dyn TokenStore> = Arc::new(MemoryStore::new());
        let passed = Arc::new(AtomicU64::new(0));
        let text = "URL=https://wiki.example.com;Deployment=DataCenter;OAuthClientId=ours;\
                    OAuthSettingsLocation=memory://finishing;InitiateOAuth=GETANDREFRESH";
        let options = SessionOptions::take_from(&mut ConnectionString::parse(text).unwrap()).unwrap();
        let later = Arc::clone(&passed);
        let now = move || SystemTime::now() + Duration::from_secs(later.load(Ordering::Relaxed));
        let session = Session::open(options.store(Arc::clone(&store)).clock(now)).unwrap();
        session.begin_login().await.unwrap();
        passed.store(20 * 60, Ordering::Relaxed);

        let mut lease = store.lease(session.key(), Duration::from_secs(1)).await.unwrap();
        let mut entry = lease.entry().await.unwrap().unwrap();
        let pruning = tokio::spawn(async move { session.prune_logins().await });
        tokio::task::yield_now().await;
        entry.record.version += 1;
        entry.record.access_token = Some(crate::Secret::new("of the login"));
        lease.publish(&entry).await.unwrap();
        lease.release().await.unwrap();
        assert_eq!(pruning.await.unwrap().unwrap(), 0);
        assert_eq!(store.list().await.unwrap().len(), 1);
    }
}
