//! One function for each rule.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Rule, Violation};
use crate::error::{Error, ErrorKind, Result};
use crate::properties::OAuthVersion;
use crate::secret::Secret;
use crate::store::{Entry, EntryKey, Lease, TokenStore};

/// What a lease that should be had at once may take, on a slow machine.
const SOON: Duration = Duration::from_secs(20);
/// What somebody waits who is not to get a lease.
const BRIEF: Duration = Duration::from_millis(300);
/// Who works at once on one entry, and how often.
const WORKERS: u64 = 8;
const TIMES: u64 = 4;
const TOKEN: &str = "mark-of-a-token-in-the-conformance-suite";

type Kept = Result<(), Broken>;

/// What was seen of a rule that is not kept.
pub(super) struct Broken {
    found: String,
    error: Option<Error>,
}

impl Broken {
    pub(super) fn saw(found: impl Into<String>) -> Self {
        Self { found: found.into(), error: None }
    }

    pub(super) fn of(self, rule: Rule) -> Violation {
        Violation { rule, found: self.found, error: self.error }
    }
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self { found: "an operation failed that has to succeed".to_owned(), error: Some(error) }
    }
}

fn must(holds: bool, found: impl Into<String>) -> Kept {
    if holds { Ok(()) } else { Err(Broken::saw(found)) }
}

/// Two handles on one storage, and keys that nobody else uses.
pub(super) struct Stores {
    one: Arc<dyn TokenStore>,
    other: Arc<dyn TokenStore>,
    run: u64,
    count: AtomicU32,
    keys: Mutex<Vec<EntryKey>>,
}

impl Stores {
    pub(super) fn new(one: Arc<dyn TokenStore>, other: Arc<dyn TokenStore>) -> Self {
        Self { one, other, run: fastrand::u64(..), count: AtomicU32::default(), keys: Mutex::default() }
    }

    fn key(&self) -> EntryKey {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let principal = format!("conformance {:016x} {count} \"ü' \u{1F511}\\", self.run);
        self.note(EntryKey::new("https://issuer", "client", "https://site", OAuthVersion::V2, &principal))
    }

    fn note(&self, key: EntryKey) -> EntryKey {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).push(key.clone());
        key
    }

    /// Leaves nothing behind; what cannot be cleared was reported before.
    pub(super) async fn clear(&self) {
        let keys = std::mem::take(&mut *self.keys.lock().unwrap_or_else(PoisonError::into_inner));
        for key in keys {
            let _ = tokio::time::timeout(SOON, self.one.clear(&key)).await;
        }
    }
}

pub(super) async fn attempt(rule: Rule, stores: &Stores) -> Kept {
    match rule {
        Rule::Opens => Ok(()),
        Rule::Absent => absent(stores).await,
        Rule::Kept => kept(stores).await,
        Rule::Separate => separate(stores).await,
        Rule::Listed => listed(stores).await,
        Rule::Cleared => cleared(stores).await,
        Rule::Fenced => fenced(stores).await,
        Rule::Lost => lost(stores).await,
        Rule::Retried => retried(stores).await,
        Rule::Current => current(stores).await,
        Rule::Exclusive => exclusive(stores).await,
        Rule::Released => passed_on(stores, true).await,
        Rule::Dropped => passed_on(stores, false).await,
        Rule::Readable => readable(stores).await,
        Rule::ClearWaits => clear_waits(stores).await,
        Rule::Serialized => serialized(stores).await,
        Rule::OneLogin => one_login(stores).await,
        Rule::Concealed => concealed(stores).await,
    }
}

async fn absent(stores: &Stores) -> Kept {
    let key = stores.key();
    must(stores.one.load(&key).await?.is_none(), "an entry was loaded that nobody published")?;
    stores.one.clear(&key).await?;
    let mut lease = stores.one.lease(&key, SOON).await?;
    must(lease.entry().await?.is_none(), "a lease saw an entry that nobody published")?;
    lease.release().await?;
    must(stores.one.load(&key).await?.is_none(), "taking a lease made an entry")
}

async fn kept(stores: &Stores) -> Kept {
    let texts = ["short".to_owned(), "x".repeat(20_000), "\"\\\n;='ü\u{1F511}".to_owned()];
    for text in texts {
        let (key, mut published) = (stores.key(), entry(1, &text));
        published.record.unknown.insert("later".to_owned(), serde_json::json!({"field": [1, null]}));
        publish(&*stores.one, &key, &published).await?;
        for store in [&stores.one, &stores.other] {
            let found =
                store.load(&key).await?.ok_or_else(|| Broken::saw("what was published is not there"))?;
            must(same(&found, &published)?, "what was loaded is not what was published")?;
        }
    }
    Ok(())
}

async fn separate(stores: &Stores) -> Kept {
    let base = stores.key();
    let principal = base.principal();
    let other = |issuer: &str, client: &str, site: &str, oauth, principal: &str| {
        stores.note(EntryKey::new(issuer, client, site, oauth, principal))
    };
    let keys = [
        other(base.issuer(), base.client_id(), base.site(), OAuthVersion::V1, principal),
        other("https://issuer2", base.client_id(), base.site(), OAuthVersion::V2, principal),
        other(base.issuer(), "Client", base.site(), OAuthVersion::V2, principal),
        other(base.issuer(), base.client_id(), "https://site/", OAuthVersion::V2, principal),
        other(base.issuer(), base.client_id(), base.site(), OAuthVersion::V2, &format!("{principal} ")),
        base,
    ];
    for (at, key) in keys.iter().enumerate() {
        publish(&*stores.one, key, &entry(1, &format!("token {at}"))).await?;
    }
    for (at, key) in keys.iter().enumerate() {
        let found = stores.other.load(key).await?;
        let own = found.as_ref().is_some_and(|found| holds(found, &format!("token {at}")));
        must(own, format!("an entry was lost to one with another name: {key:?}"))?;
    }
    Ok(())
}

async fn listed(stores: &Stores) -> Kept {
    let (mut wanted, cleared, leased) = ([stores.key(), stores.key()], stores.key(), stores.key());
    for key in wanted.iter().chain([&cleared]) {
        publish(&*stores.one, key, &entry(1, "token")).await?;
    }
    stores.one.clear(&cleared).await?;
    stores.one.lease(&leased, SOON).await?.release().await?;
    let mut found = stores.other.list().await?;
    found.retain(|key| wanted.contains(key) || *key == cleared || *key == leased);
    found.sort();
    wanted.sort();
    must(
        found == wanted,
        format!("of {} published keys and two others, {} are listed", wanted.len(), found.len()),
    )
}

async fn cleared(stores: &Stores) -> Kept {
    let key = stores.key();
    publish(&*stores.one, &key, &entry(1, "token")).await?;
    publish(&*stores.one, &key, &entry(2, "token")).await?;
    stores.other.clear(&key).await?;
    must(stores.one.load(&key).await?.is_none(), "a cleared entry is still there")?;
    publish(&*stores.one, &key, &entry(1, "again")).await?;
    stores.other.lease(&key, SOON).await?.clear(1).await?;
    must(stores.one.load(&key).await?.is_none(), "an entry that was cleared under its lease is still there")?;
    // The lease is given back with it, and clearing what is not there is no error.
    stores.one.lease(&key, SOON).await?.clear(0).await?;
    publish(&*stores.other, &key, &entry(1, "once more")).await
}

async fn fenced(stores: &Stores) -> Kept {
    let key = stores.key();
    refused(&*stores.one, &key, 0).await?;
    refused(&*stores.one, &key, 2).await?;
    publish(&*stores.one, &key, &entry(1, "token")).await?;
    for version in [0, 1, 3] {
        refused(&*stores.other, &key, version).await?;
    }
    let found = stores.one.load(&key).await?;
    must(found.is_some_and(|found| holds(&found, "token")), "a refused publication changed the entry")
}

async fn refused(store: &dyn TokenStore, key: &EntryKey, version: u64) -> Kept {
    let published = publish(store, key, &entry(version, "refused")).await;
    must(published.is_err(), format!("version {version} was accepted, and is not the next one"))
}

async fn lost(stores: &Stores) -> Kept {
    let key = stores.key();
    let told = |result: Result<()>, what: &str| match result {
        Err(error) if error.kind() == ErrorKind::LeaseLost => Ok(()),
        Err(error) => Err(Broken::saw(format!("{what} was told {:?}", error.kind()))),
        Ok(()) => Err(Broken::saw(format!("{what} was accepted"))),
    };
    let mut lease = stores.one.lease(&key, SOON).await?;
    // As if the entry had been removed by somebody else.
    told(lease.publish(&entry(4, "version 4 of 0")).await, "a publication onto an entry that is gone")?;
    lease.release().await?;
    publish(&*stores.other, &key, &entry(1, "token")).await?;
    let mut lease = stores.one.lease(&key, SOON).await?;
    told(lease.publish(&entry(1, "version 1 of 1")).await, "a publication that somebody else was before")?;
    lease.release().await?;
    let lease = stores.one.lease(&key, SOON).await?;
    told(lease.clear(7).await, "a clearing of another version")?;
    let found = stores.other.load(&key).await?;
    must(
        found.is_some_and(|found| holds(&found, "token")),
        "an entry was changed under a lease that was lost",
    )
}

async fn retried(stores: &Stores) -> Kept {
    let key = stores.key();
    let mut lease = stores.one.lease(&key, SOON).await?;
    must(
        lease.publish(&entry(7, "wrong")).await.is_err(),
        "version 7 was accepted, and is not the next one",
    )?;
    lease.publish(&entry(1, "right")).await?;
    lease.publish(&entry(2, "after it")).await?;
    lease.release().await?;
    let found = stores.other.load(&key).await?;
    must(found.is_some_and(|found| holds(&found, "after it")), "what was published last is not there")
}

async fn current(stores: &Stores) -> Kept {
    let key = stores.key();
    publish(&*stores.one, &key, &entry(1, "before")).await?;
    // A handle that has read once may have kept what it read.
    stores.other.load(&key).await?;
    publish(&*stores.one, &key, &entry(2, "by another")).await?;
    let mut lease = stores.other.lease(&key, SOON).await?;
    let found = lease.entry().await?;
    must(found.is_some_and(|found| holds(&found, "by another")), "a lease sees an entry of before")?;
    lease.publish(&entry(3, "by itself")).await?;
    let found = lease.entry().await?;
    must(found.is_some_and(|found| holds(&found, "by itself")), "a lease does not see its own publication")?;
    Ok(lease.release().await?)
}

async fn exclusive(stores: &Stores) -> Kept {
    let key = stores.key();
    let held = stores.one.lease(&key, SOON).await?;
    for store in [&stores.one, &stores.other] {
        let begun = Instant::now();
        let error = match store.lease(&key, BRIEF).await {
            Ok(_) => return Err(Broken::saw("a lease was given out twice")),
            Err(error) => error,
        };
        must(error.kind() == ErrorKind::LockTimeout, format!("the wait ended with {:?}", error.kind()))?;
        let waited = begun.elapsed();
        must(waited >= BRIEF / 2 && waited < SOON / 2, format!("{BRIEF:?} of waiting took {waited:?}"))?;
    }
    Ok(held.release().await?)
}

async fn passed_on(stores: &Stores, release: bool) -> Kept {
    let key = stores.key();
    let held = stores.one.lease(&key, SOON).await?;
    let pass = async {
        tokio::time::sleep(BRIEF).await;
        if release {
            return held.release().await;
        }
        drop(held);
        Ok(())
    };
    // Who has no end to their patience has it too.
    let (passed, waited) = tokio::join!(pass, stores.other.lease(&key, Duration::MAX));
    passed?;
    Ok(waited?.release().await?)
}

async fn readable(stores: &Stores) -> Kept {
    let key = stores.key();
    publish(&*stores.one, &key, &entry(1, "token")).await?;
    let held = stores.one.lease(&key, SOON).await?;
    let read = async { Ok::<_, Error>((stores.other.load(&key).await?, stores.other.list().await?)) };
    let read = tokio::time::timeout(SOON / 2, read).await;
    let (found, listed) = read.map_err(|_| Broken::saw("reading waits for the lease"))??;
    must(found.is_some() && listed.contains(&key), "an entry cannot be seen while its lease is held")?;
    Ok(held.release().await?)
}

async fn clear_waits(stores: &Stores) -> Kept {
    let key = stores.key();
    publish(&*stores.one, &key, &entry(1, "token")).await?;
    let held = stores.one.lease(&key, SOON).await?;
    let holder = async {
        tokio::time::sleep(BRIEF).await;
        let found = stores.one.load(&key).await?;
        must(found.is_some(), "an entry was cleared while somebody held its lease")?;
        Kept::Ok(held.release().await?)
    };
    let (held, cleared) = tokio::join!(holder, stores.other.clear(&key));
    held?;
    cleared?;
    must(stores.one.load(&key).await?.is_none(), "clearing waited, and did not clear")
}

async fn serialized(stores: &Stores) -> Kept {
    let key = stores.key();
    let work = |at: u64| {
        let store = if at.is_multiple_of(2) { stores.one.clone() } else { stores.other.clone() };
        let key = key.clone();
        tokio::spawn(async move {
            for _ in 0..TIMES {
                let mut lease = store.lease(&key, SOON).await?;
                let version = lease.entry().await?.map_or(0, |found| found.version());
                lease.publish(&entry(version + 1, "token")).await?;
                lease.release().await?;
            }
            Ok::<_, Error>(())
        })
    };
    for worker in (0..WORKERS).map(work).collect::<Vec<_>>() {
        worker.await.map_err(|_| Broken::saw("a worker did not come to its end"))??;
    }
    let version = stores.one.load(&key).await?.map_or(0, |found| found.version());
    must(version == WORKERS * TIMES, format!("after {} changes the version is {version}", WORKERS * TIMES))
}

async fn one_login(stores: &Stores) -> Kept {
    let key = stores.key();
    let guard = stores.one.begin_login(&key).await?;
    for store in [&stores.one, &stores.other] {
        match store.begin_login(&key).await {
            Ok(_) => return Err(Broken::saw("two logins were begun at once")),
            Err(error) if error.kind() == ErrorKind::LoginInProgress => {}
            Err(error) => return Err(Broken::saw(format!("a second login ended with {:?}", error.kind()))),
        }
    }
    publish(&*stores.other, &key, &entry(1, "what the login brought")).await?;
    drop(guard);
    let begun = Instant::now();
    while let Err(error) = stores.other.begin_login(&key).await {
        if begun.elapsed() > SOON {
            return Err(error.into());
        }
        tokio::time::sleep(BRIEF / 10).await;
    }
    Ok(())
}

async fn concealed(stores: &Stores) -> Kept {
    let key = stores.key();
    let mut lease = stores.one.lease(&key, SOON).await?;
    lease.publish(&entry(1, TOKEN)).await?;
    let error = lease.publish(&entry(9, TOKEN)).await;
    let entry = lease.entry().await?;
    let seen: [&dyn fmt::Debug; 4] = [&stores.one, &lease, &error, &entry];
    let told = error.as_ref().err().map(ToString::to_string);
    must(!format!("{seen:?} {told:?}").contains(TOKEN), "a token was shown")?;
    Ok(lease.release().await?)
}

async fn publish(store: &dyn TokenStore, key: &EntryKey, entry: &Entry) -> Kept {
    let mut lease: Box<dyn Lease> = store.lease(key, SOON).await?;
    let published = lease.publish(entry).await;
    lease.release().await?;
    Ok(published?)
}

fn entry(version: u64, token: &str) -> Entry {
    let mut entry = Entry::default();
    entry.record.version = version;
    entry.record.refresh_token = Some(Secret::new(token));
    entry
}

fn holds(entry: &Entry, token: &str) -> bool {
    entry.record.refresh_token.as_ref().is_some_and(|held| held.matches(token))
}

fn same(one: &Entry, other: &Entry) -> Result<bool> {
    Ok(one.to_json()?.matches(other.to_json()?.expose()))
}
