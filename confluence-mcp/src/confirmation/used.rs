//! The agreements that were used: each is good for one call.
//!
//! A client that sends the same agreement again would have the same thing done again, which its user was not asked
//! about. What is kept is in the memory of this process: where several servers share a key, each of them lets an
//! agreement be used once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

/// So many agreements of five minutes are more than any crowd of people gives; beyond them none is taken.
const MOST: usize = 100_000;

/// Digests of agreements, with when they expire by themselves.
#[derive(Debug, Default)]
pub(crate) struct UsedAgreements(Mutex<BTreeMap<[u8; 32], Instant>>);

impl UsedAgreements {
    /// Notes that an agreement is used, and whether it had not been. It may be forgotten after `good_for`.
    pub(crate) fn take(&self, agreement: &str, good_for: Duration) -> bool {
        let (digest, now) = (Sha256::digest(agreement).into(), Instant::now());
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= MOST {
            used.retain(|_, until| *until > now);
        }
        used.len() < MOST && used.insert(digest, now + good_for).is_none_or(|until| until <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_agreement_is_used_once() {
        let (used, minute) = (UsedAgreements::default(), Duration::from_secs(60));
        assert!(used.take("one", minute) && used.take("two", minute));
        assert!(!used.take("one", minute));
        tokio::time::advance(minute).await;
        assert!(
            (0..MOST).all(|number| used.take(&number.to_string(), minute)),
            "those of before are forgotten"
        );
        assert!(!used.take("one more", minute), "more than anybody gives");
        tokio::time::advance(minute).await;
        assert!(used.take("one more", minute));
    }
}
