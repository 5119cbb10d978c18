//! The issuer's keys: fetched when first needed, kept for a while, asked for again when a token names an unknown one.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use tokio::sync::Mutex;

use super::discovery::{Failed, discover, get};
use super::issuer::Issuer;

/// Keys are asked for again after this, so that one that was withdrawn is not believed for long.
const FRESH: Duration = Duration::from_secs(600);
/// An issuer that cannot be asked does not lock everybody out for this long.
const USABLE: Duration = Duration::from_secs(24 * 3600);
/// However many unknown keys are named, the issuer is asked no more often than this.
const PAUSE: Duration = Duration::from_secs(10);

pub(crate) struct Keys {
    issuer: Issuer,
    known: RwLock<Option<Known>>,
    /// When the issuer was asked last; who holds it asks.
    asked: Mutex<Option<Instant>>,
}

#[derive(Clone)]
struct Known {
    keys: Arc<Vec<Jwk>>,
    since: Instant,
}

/// The issuer cannot be asked, and nothing usable is remembered.
#[derive(Debug)]
pub(crate) struct Unavailable;

impl Keys {
    pub(crate) fn new(issuer: Issuer) -> Self {
        Self { issuer, known: RwLock::default(), asked: Mutex::default() }
    }

    /// The key of this name, or the only one if the token names none.
    pub(crate) async fn find(&self, id: Option<&str>) -> Result<Option<Jwk>, Unavailable> {
        if let Some(found) = self.known(FRESH).and_then(|known| known.find(id)) {
            return Ok(Some(found));
        }
        let mut asked = self.asked.lock().await;
        let waited = self.known(FRESH).and_then(|known| known.find(id));
        if waited.is_none() && asked.is_none_or(|at| at.elapsed() >= PAUSE) {
            *asked = Some(Instant::now());
            match self.fetch().await {
                Ok(keys) => self.remember(keys),
                Err(error) => tracing::warn!(error, "the issuer's keys cannot be had"),
            }
        }
        match self.known(USABLE) {
            Some(known) => Ok(known.find(id)),
            None => Err(Unavailable),
        }
    }

    fn known(&self, age: Duration) -> Option<Known> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|known| known.since.elapsed() < age).cloned()
    }

    fn remember(&self, keys: Vec<Jwk>) {
        let known = Known { keys: Arc::new(keys), since: Instant::now() };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }

    async fn fetch(&self) -> Result<Vec<Jwk>, Failed> {
        let address = match &self.issuer.jwks {
            Some(address) => address.clone(),
            None => discover(&self.issuer).await?.jwks_uri.ok_or("the issuer's metadata names no keys")?,
        };
        let set: serde_json::Value = get(&*self.issuer.http, &address).await?;
        let keys = set.get("keys").and_then(serde_json::Value::as_array).ok_or("these are no keys")?;
        // One key of a kind that is not known must not hide the others.
        let keys = keys.iter().filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok());
        Ok(JwkSet { keys: keys.collect() }.keys.into_iter().filter(signs).collect())
    }
}

impl Known {
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
