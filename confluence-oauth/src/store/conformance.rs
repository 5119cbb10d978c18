//! What every [`TokenStore`] has to keep to, as a suite that anybody can run on theirs.
//!
//! [`check`] opens the store several times over the same storage, as several processes would, and tries each
//! [`Rule`]. It uses keys of its own, so that the store may hold other entries, and clears them.
//!
//! ```
//! use std::sync::Arc;
//!
//! use confluence_oauth::{MemoryStore, TokenStore, conformance};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), conformance::Report> {
//! conformance::check(|| async { Ok(MemoryStore::shared("mine") as Arc<dyn TokenStore>) }).await.into_result()
//! # }
//! ```

mod rules;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use self::rules::Stores;
use super::TokenStore;
use crate::error::{Error, Result};

/// What is tried of one rule takes at most so long: a store that hangs keeps none.
const LIMIT: Duration = Duration::from_secs(60);

/// A rule of the conformance suite for token stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A store opens as often as one likes.
    Opens,
    /// What was never published is no entry, and clearing it is no error.
    Absent,
    /// What was published is loaded as it was, through every handle, whatever is in it.
    Kept,
    /// Keys that differ in anything name different entries.
    Separate,
    /// The list has every entry's key, once, and no other.
    Listed,
    /// A cleared entry is gone, whoever clears it, and the next one begins at version 1.
    Cleared,
    /// A publication that is not the next version is refused, and changes nothing.
    Fenced,
    /// A publication or clearing that is not of the stored version is told
    /// [`ErrorKind::LeaseLost`](crate::ErrorKind::LeaseLost), as nothing else is, and the entry stays as it is.
    Lost,
    /// After a refused publication the same lease can publish the right one, and the one after it.
    Retried,
    /// Who holds the lease sees what was published before, by others and by itself.
    Current,
    /// Nobody else gets the lease of an entry while it is held: they wait as long as they said, and are told
    /// [`ErrorKind::LockTimeout`](crate::ErrorKind::LockTimeout).
    Exclusive,
    /// A lease that is released goes to who waits for it.
    Released,
    /// A lease that is dropped goes to who waits for it.
    Dropped,
    /// Reading and listing do not wait for a lease.
    Readable,
    /// Clearing waits for who holds the lease.
    ClearWaits,
    /// Of many who change an entry at once under its lease, nobody's change is lost.
    Serialized,
    /// One login at a time, until its guard is dropped; others are told
    /// [`ErrorKind::LoginInProgress`](crate::ErrorKind::LoginInProgress). It holds no lease back.
    OneLogin,
    /// Neither the store nor a lease nor an error shows a token in its `Debug` or `Display`.
    Concealed,
}

impl Rule {
    /// Every rule, in the order in which they are tried.
    pub const ALL: &[Self] = &[
        Self::Opens,
        Self::Absent,
        Self::Kept,
        Self::Separate,
        Self::Listed,
        Self::Cleared,
        Self::Fenced,
        Self::Lost,
        Self::Retried,
        Self::Current,
        Self::Exclusive,
        Self::Released,
        Self::Dropped,
        Self::Readable,
        Self::ClearWaits,
        Self::Serialized,
        Self::OneLogin,
        Self::Concealed,
    ];
}

/// A [`Rule`] that a token store breaks.
#[derive(Debug)]
#[non_exhaustive]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// What was seen instead.
    pub found: String,
    /// The store's own error, where one was in the way.
    pub error: Option<Error>,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {}", self.rule, self.found)?;
        self.error.iter().try_for_each(|error| write!(formatter, " ({error})"))
    }
}

/// The result of the conformance suite for a token store.
#[derive(Debug)]
#[must_use = "a store that breaks rules is reported here only"]
pub struct Report {
    violations: Vec<Violation>,
}

impl Report {
    /// The rules that the store does not keep, and what was seen of each.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Nothing if all rules are kept.
    ///
    /// # Errors
    /// The report itself, whose `Display` names each rule that is not kept.
    pub fn into_result(self) -> Result<(), Self> {
        if self.violations.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of {} rules are not kept", self.violations.len(), Rule::ALL.len())?;
        self.violations.iter().try_for_each(|violation| write!(formatter, "\n{violation}"))
    }
}

impl std::error::Error for Report {}

/// Tries every rule on the store that `open` opens: each call is another handle on the same storage.
///
/// It takes a few seconds, and needs a runtime with time enabled.
pub async fn check<Open, Opened>(open: Open) -> Report
where
    Open: Fn() -> Opened,
    Opened: Future<Output = Result<Arc<dyn TokenStore>>>,
{
    let opened = async { Ok::<_, Error>([open().await?, open().await?]) };
    let [one, other] = match opened.await {
        Ok(handles) => handles,
        Err(error) => return Report { violations: vec![rules::Broken::from(error).of(Rule::Opens)] },
    };
    let stores = Stores::new(one, other);
    let mut violations = Vec::new();
    for &rule in Rule::ALL {
        let tried = tokio::time::timeout(LIMIT, rules::attempt(rule, &stores)).await;
        let hangs = || Err(rules::Broken::saw(format!("no end within {} s", LIMIT.as_secs())));
        if let Err(broken) = tried.unwrap_or_else(|_| hangs()) {
            violations.push(broken.of(rule));
        }
        stores.clear().await;
    }
    Report { violations }
}
