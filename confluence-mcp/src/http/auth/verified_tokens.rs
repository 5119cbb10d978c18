//! The cache of verified access tokens: a caller who brings one again need not wait for the signature to be checked.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use tokio::time::Instant;

use crate::http::caller::Principal;

/// The most entries, each of less than 500 bytes: 10 MB in all.
const MAX_ENTRIES: usize = 20_000;

/// A token that was verified.
#[derive(Clone)]
pub(crate) struct VerifiedToken {
    pub(crate) principal: Principal,
    /// What the claim says by which people know the caller, if one was chosen.
    pub(crate) name: Option<String>,
    /// It is good for tools that change something, too.
    pub(crate) writes: bool,
    /// When it ends; `None` if that is beyond all clocks.
    pub(crate) until: Option<Instant>,
}

/// The cache: what was found of each token, by its digest.
#[derive(Default)]
pub(crate) struct VerifiedTokens(Mutex<HashMap<[u8; 32], Entry>>);

struct Entry {
    verified: VerifiedToken,
    /// In seconds after the epoch.
    ends: f64,
    /// Which keys it was verified with: [`IssuerKeys::generation`](super::keys::IssuerKeys::generation).
    keys: u64,
}

impl VerifiedTokens {
    /// The entry of a token that was verified with these keys and has not ended.
    pub(crate) fn get(&self, token: &str, keys: u64, now: f64) -> Option<VerifiedToken> {
        let token = digest(token);
        let cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = cache.get(&token).filter(|entry| entry.keys == keys && entry.ends > now)?;
        Some(entry.verified.clone())
    }

    /// Inserts a token that is good until it `ends`. Entries that have ended are evicted where there are too many, and
    /// if none has, all are.
    pub(crate) fn insert(&self, token: &str, keys: u64, ends: f64, now: f64, verified: &VerifiedToken) {
        let token = digest(token);
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= MAX_ENTRIES {
            cache.retain(|_, entry| entry.keys == keys && entry.ends > now);
        }
        if cache.len() >= MAX_ENTRIES {
            cache.clear();
        }
        cache.insert(token, Entry { verified: verified.clone(), ends, keys });
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_recalled_until_it_ends_and_while_the_keys_are_the_same() {
        let cache = VerifiedTokens::default();
        let verified =
            VerifiedToken { principal: Principal::new("i", "s"), name: None, writes: true, until: None };
        cache.insert("token", 1, 10.0, 0.0, &verified);
        assert_eq!(cache.get("token", 1, 9.0).unwrap().principal, verified.principal);
        for (token, keys, now) in [("token", 1, 10.0), ("token", 2, 9.0), ("Token", 1, 9.0)] {
            assert!(cache.get(token, keys, now).is_none(), "{token} {keys} {now}");
        }
    }

    #[test]
    fn there_are_never_more_than_there_may_be() {
        let cache = VerifiedTokens::default();
        let verified =
            VerifiedToken { principal: Principal::new("i", "s"), name: None, writes: true, until: None };
        for at in 0..MAX_ENTRIES {
            cache.insert(&at.to_string(), 1, if at < 5 { 1.0 } else { 9.0 }, 0.0, &verified);
        }
        cache.insert("one more", 1, 9.0, 2.0, &verified);
        assert_eq!(cache.0.lock().unwrap().len(), MAX_ENTRIES - 4, "those that ended are gone");
        for at in 0..5 {
            cache.insert(&format!("new {at}"), 1, 9.0, 2.0, &verified);
        }
        assert!(cache.0.lock().unwrap().len() <= MAX_ENTRIES);
        assert!(cache.get("new 4", 1, 2.0).is_some());
    }
}
