//! When bytes of an upload moved last.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// When bytes moved last, in milliseconds after the call began.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    begun: Instant,
    at: Arc<AtomicU64>,
}

impl Moved {
    /// None has moved yet.
    pub(crate) fn since(begun: Instant) -> Self {
        Self { begun, at: Arc::default() }
    }

    /// Bytes moved just now.
    pub(crate) fn now(&self) {
        let at = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.at.store(at, Ordering::Relaxed);
    }

    /// How long after the beginning they last did.
    pub(crate) fn last(&self) -> Duration {
        Duration::from_millis(self.at.load(Ordering::Relaxed))
    }
}
