//! Tokens that were found good with the keys that are known: whoever brings one again need not wait for arithmetic.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::access_token::Verified;

/// So many are remembered, each in less than 500 bytes.
const MOST: usize = 20_000;

/// What was found of each token, by its digest.
#[derive(Default)]
pub(crate) struct Seen(Mutex<HashMap<[u8; 32], Good>>);

struct Good {
    verified: Verified,
    /// In seconds after the epoch.
    ends: f64,
    /// Which keys it was verified with: [`Keys::generation`](super::keys::Keys::generation).
    keys: u64,
}

impl Seen {
    /// What was found of a token with these keys, if it is still good.
    pub(crate) fn recall(&self, token: &str, keys: u64, now: f64) -> Option<Verified> {
        let token = digest(token);
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let good = seen.get(&token).filter(|good| good.keys == keys && good.ends > now)?;
        Some(good.verified.clone())
    }

    /// Remembers a token that is good until it `ends`. Those that cannot be recalled any more make room, and if there
    /// are none, all do.
    pub(crate) fn remember(&self, token: &str, keys: u64, ends: f64, now: f64, verified: &Verified) {
        let token = digest(token);
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.retain(|_, good| good.keys == keys && good.ends > now);
        }
        if seen.len() >= MOST {
            seen.clear();
        }
        seen.insert(token, Good { verified: verified.clone(), ends, keys });
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::super::caller::Principal;
    use super::*;

    #[test]
    fn a_token_is_recalled_until_it_ends_and_while_the_keys_are_the_same() {
        let seen = Seen::default();
        let verified = Verified { principal: Principal::new("i", "s"), writes: true, until: None };
        seen.remember("token", 1, 10.0, 0.0, &verified);
        assert_eq!(seen.recall("token", 1, 9.0).unwrap().principal, verified.principal);
        for (token, keys, now) in [("token", 1, 10.0), ("token", 2, 9.0), ("Token", 1, 9.0)] {
            assert!(seen.recall(token, keys, now).is_none(), "{token} {keys} {now}");
        }
    }

    #[test]
    fn there_are_never_more_than_there_may_be() {
        let seen = Seen::default();
        let verified = Verified { principal: Principal::new("i", "s"), writes: true, until: None };
        for at in 0..MOST {
            seen.remember(&at.to_string(), 1, if at < 5 { 1.0 } else { 9.0 }, 0.0, &verified);
        }
        seen.remember("one more", 1, 9.0, 2.0, &verified);
        assert_eq!(seen.0.lock().unwrap().len(), MOST - 4, "those that ended are gone");
        for at in 0..5 {
            seen.remember(&format!("new {at}"), 1, 9.0, 2.0, &verified);
        }
        assert!(seen.0.lock().unwrap().len() <= MOST);
        assert!(seen.recall("new 4", 1, 2.0).is_some());
    }
}
