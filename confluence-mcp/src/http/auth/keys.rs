//! The cache of the issuer's keys (JWK Set, RFC 7517): fetched when first needed, kept for a while, fetched again when a
//! token names an unknown one.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::{Instant, timeout};

use super::discovery::{discover, get};
use super::issuer::Issuer;
use crate::http::error::BoxError;

/// Keys are asked for again after this, so that one that was withdrawn is not believed for long.
const REFRESH_AFTER: Duration = Duration::from_secs(600);
/// An issuer that cannot be asked does not lock everybody out for this long.
const EXPIRE_AFTER: Duration = Duration::from_secs(24 * 3600);
/// However many unknown keys are named, the issuer is asked no more often than this.
const MIN_INTERVAL: Duration = Duration::from_secs(10);
/// How long the issuer may take: callers whose key is not cached wait for it.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

/// The cache; clones of its insides fetch in the background.
pub(crate) struct IssuerKeys(Arc<Inner>);

struct Inner {
    issuer: Issuer,
    cached: RwLock<Option<CachedKeys>>,
    /// When the issuer last answered or failed to; who holds it asks.
    asked: Arc<Mutex<Option<Instant>>>,
}

#[derive(Clone)]
struct CachedKeys {
    keys: Arc<Vec<Jwk>>,
    since: Instant,
    generation: u64,
}

/// The issuer cannot be asked, and nothing usable is cached.
#[derive(Debug)]
pub(crate) struct Unavailable;

impl IssuerKeys {
    pub(crate) fn new(issuer: Issuer) -> Self {
        Self(Arc::new(Inner { issuer, cached: RwLock::default(), asked: Arc::default() }))
    }

    /// The key of this name, or the only one if the token names none.
    pub(crate) async fn find(&self, id: Option<&str>) -> Result<Option<Jwk>, Unavailable> {
        let keys = &self.0;
        if let Some(found) = keys.cached(REFRESH_AFTER).and_then(|cached| cached.find(id)) {
            return Ok(Some(found));
        }
        if let Some(found) = keys.cached(EXPIRE_AFTER).and_then(|cached| cached.find(id)) {
            self.refresh();
            return Ok(Some(found));
        }
        let asked = Arc::clone(&keys.asked).lock_owned().await;
        if keys.cached(REFRESH_AFTER).and_then(|cached| cached.find(id)).is_none() {
            keys.ask(asked).await;
        }
        match keys.cached(EXPIRE_AFTER) {
            Some(cached) => Ok(cached.find(id)),
            None => Err(Unavailable),
        }
    }

    /// Another number whenever the issuer was asked again; `None` if it is time to.
    pub(crate) fn generation(&self) -> Option<u64> {
        self.0.cached(REFRESH_AFTER).map(|cached| cached.generation)
    }

    /// Asks the issuer in the background, unless somebody does.
    pub(crate) fn refresh(&self) {
        if let Ok(asked) = Arc::clone(&self.0.asked).try_lock_owned() {
            let keys = Arc::clone(&self.0);
            tokio::spawn(async move { keys.ask(asked).await });
        }
    }
}

impl Inner {
    /// Asks the issuer, unless it was asked a moment ago.
    async fn ask(&self, mut asked: OwnedMutexGuard<Option<Instant>>) {
        if asked.is_some_and(|at| at.elapsed() < MIN_INTERVAL) {
            return;
        }
        let fetched = timeout(FETCH_TIMEOUT, self.fetch()).await;
        match fetched.unwrap_or_else(|_| Err("the issuer does not answer".into())) {
            Ok(keys) => self.store(keys),
            Err(error) => tracing::warn!(error, "the issuer's keys (JWKS) cannot be fetched"),
        }
        *asked = Some(Instant::now());
    }

    fn cached(&self, age: Duration) -> Option<CachedKeys> {
        let cached = self.cached.read().unwrap_or_else(PoisonError::into_inner);
        cached.as_ref().filter(|cached| cached.since.elapsed() < age).cloned()
    }

    fn store(&self, keys: Vec<Jwk>) {
        let mut cached = self.cached.write().unwrap_or_else(PoisonError::into_inner);
        let generation = cached.as_ref().map_or(0, |cached| cached.generation + 1);
        *cached = Some(CachedKeys { keys: Arc::new(keys), since: Instant::now(), generation });
    }

    async fn fetch(&self) -> Result<Vec<Jwk>, BoxError> {
        let address = match &self.issuer.jwks {
            Some(address) => address.clone(),
            None => discover(&self.issuer).await?.jwks_uri.ok_or("the issuer's metadata names no keys")?,
        };
        let set: serde_json::Value = get(&*self.issuer.http, &address).await?;
        let keys = set.get("keys").and_then(serde_json::Value::as_array).ok_or("these are no keys")?;
        // One key of a kind that is not known must not hide the others.
        let keys = keys.iter().filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok());
        Ok(keys.filter(signs).collect())
    }
}

impl CachedKeys {
    fn find(&self, id: Option<&str>) -> Option<Jwk> {
        match (id, &self.keys[..]) {
            (Some(id), keys) => keys.iter().find(|key| key.common.key_id.as_deref() == Some(id)).cloned(),
            (None, [only]) => Some(only.clone()),
            (None, _) => None,
        }
    }
}

fn signs(key: &Jwk) -> bool {
    key.common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use async_trait::async_trait;
    use bytes::Bytes;
    use confluence_oauth::{ExchangeError, HttpExchange};
    use http::{Request, Response};

    use super::*;

    /// An issuer with one key, that can cease to answer.
    #[derive(Debug, Default)]
    struct Fake {
        hangs: AtomicBool,
        asked: AtomicUsize,
    }

    #[async_trait]
    impl HttpExchange for Fake {
        async fn exchange(&self, _: Request<Bytes>) -> Result<Response<Bytes>, ExchangeError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if self.hangs.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
            Ok(Response::new(Bytes::from_static(
                br#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "one", "x": "AAAA"}]}"#,
            )))
        }
    }

    fn keys() -> (Arc<Fake>, Arc<IssuerKeys>) {
        let fake = Arc::new(Fake::default());
        let mut issuer = Issuer::new("https://id.example.com").unwrap();
        issuer = issuer.jwks("https://id.example.com/keys").unwrap();
        issuer.http = Arc::clone(&fake) as Arc<dyn HttpExchange>;
        (fake, Arc::new(IssuerKeys::new(issuer)))
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_waits_for_an_issuer_that_hangs_once_and_together() {
        let (fake, keys) = keys();
        fake.hangs.store(true, Ordering::Relaxed);
        let began = Instant::now();
        let crowd = (0..50).map(|_| {
            let keys = Arc::clone(&keys);
            tokio::spawn(async move { keys.find(Some("one")).await.is_err() })
        });
        for refused in futures_util::future::join_all(crowd.collect::<Vec<_>>()).await {
            assert!(refused.unwrap());
        }
        assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
        assert_eq!(fake.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_a_known_key_never_waits_for_the_issuer() {
        let (fake, keys) = keys();
        assert!(keys.find(Some("one")).await.unwrap().is_some());
        fake.hangs.store(true, Ordering::Relaxed);
        tokio::time::advance(REFRESH_AFTER * 2).await;
        for _ in 0..20 {
            let began = Instant::now();
            assert!(keys.find(Some("one")).await.unwrap().is_some());
            assert_eq!(began.elapsed(), Duration::ZERO);
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        let asked = fake.asked.load(Ordering::Relaxed);
        assert!((2..5).contains(&asked), "in the background, and not each time: {asked}");
        // Once it answers again, the keys are fresh; a day after its last answer they are believed no more.
        fake.hangs.store(false, Ordering::Relaxed);
        tokio::time::sleep(MIN_INTERVAL * 2).await;
        assert!(keys.find(Some("one")).await.unwrap().is_some());
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(keys.0.cached(REFRESH_AFTER).is_some());
        fake.hangs.store(true, Ordering::Relaxed);
        tokio::time::advance(EXPIRE_AFTER).await;
        assert!(keys.find(Some("one")).await.is_err());
    }
}
