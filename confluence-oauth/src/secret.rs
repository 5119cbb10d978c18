//! Text that must not be seen.

use std::fmt;
use std::sync::Arc;

use base64::prelude::*;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A secret (token, password, key): text that is wiped from memory when the last clone is dropped and that no
/// `Debug` shows.
///
/// There is no `Display`, no `Serialize` and no `==`: whoever needs the text says so with
/// [`expose`](Secret::expose), and comparison takes constant time with [`matches`](Secret::matches).
///
/// ```
/// use confluence_oauth::Secret;
///
/// let secret = Secret::new("hunter2");
/// assert_eq!(format!("{secret:?}"), "Secret(redacted)");
/// assert!(secret.matches("hunter2"));
/// ```
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Takes ownership of the text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(text.into())))
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares with other text in a time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }

    /// A short digest that tells two secrets apart and gives neither away.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let digest =
            Sha256::new().chain_update(b"confluence-oauth\0").chain_update(self.0.as_bytes()).finalize();
        let short: Vec<u8> = digest.iter().copied().take(16).collect();
        Fingerprint(BASE64_URL_SAFE_NO_PAD.encode(short))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(redacted)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// What is recorded of a secret that seeded the store: enough to know it again.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Fingerprint(String);

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The secrets of connection strings that were used, the latest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Fingerprints(Vec<Fingerprint>);

impl Fingerprints {
    /// More than anybody gives within the life of a grant, and a bound for the store.
    const MOST: usize = 32;

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn has(&self, one: &Fingerprint) -> bool {
        self.0.contains(one)
    }

    pub(crate) fn ends_with(&self, one: &Fingerprint) -> bool {
        self.0.last() == Some(one)
    }

    /// Puts more at the end, wherever they were before.
    pub(crate) fn extend(&mut self, more: impl IntoIterator<Item = Fingerprint>) {
        for one in more {
            self.0.retain(|known| *known != one);
            self.0.push(one);
        }
        let excess = self.0.len().saturating_sub(Self::MOST);
        self.0.drain(..excess);
    }

    /// Those of both; the latest is ours.
    pub(crate) fn merge(&mut self, mut older: Self) {
        older.extend(std::mem::take(&mut self.0));
        *self = older;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_text() {
        assert_eq!(format!("{:?}", Secret::new("canary")), "Secret(redacted)");
    }

    #[test]
    fn fingerprints_tell_secrets_apart_and_do_not_hold_them() {
        let one = Secret::new("canary").fingerprint();
        assert_eq!(one, Secret::new("canary").fingerprint());
        assert_ne!(one, Secret::new("canary2").fingerprint());
        assert!(!format!("{one:?}").contains("canary"));
    }

    #[test]
    fn what_was_used_is_kept_within_bounds_and_the_latest_last() {
        let of = |number: usize| Secret::new(number.to_string()).fingerprint();
        let mut known = Fingerprints::default();
        known.extend((0..40).map(of));
        known.extend([of(20)]);
        assert!(known.has(&of(39)) && known.ends_with(&of(20)) && !known.has(&of(0)));
        assert_eq!(known.0.len(), Fingerprints::MOST);
        let mut ours = Fingerprints::default();
        ours.extend([of(99)]);
        ours.merge(known);
        assert!(ours.ends_with(&of(99)) && ours.has(&of(39)));
    }

    #[test]
    fn comparison_is_exact() {
        assert!(Secret::new("a").matches("a"));
        assert!(!Secret::new("a").matches("ab"));
    }
}
