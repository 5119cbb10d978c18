//! One renewal at a time in this process, and one answer for all who wait for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::error::{Error, Result};

#[derive(Debug, Default)]
pub(super) struct Flight {
    turn: Arc<AsyncMutex<()>>,
    landed: AtomicU64,
    last_failure: Mutex<Option<Error>>,
}

impl Flight {
    /// Waits for its turn. An error is the failure of a renewal that ended during the wait: those who waited
    /// for it share it instead of trying one after the other.
    pub(super) async fn board(&self) -> Result<OwnedMutexGuard<()>> {
        let seen = self.landed.load(Ordering::Acquire);
        let turn = self.turn.clone().lock_owned().await;
        if self.landed.load(Ordering::Acquire) == seen {
            return Ok(turn);
        }
        match &*self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(failure) => Err(failure.share()),
            None => Ok(turn),
        }
    }

    /// Notes how a renewal ended, before its turn is given back.
    pub(super) fn land<T>(&self, outcome: &Result<T>) {
        let failure = outcome.as_ref().err().map(Error::share);
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        self.landed.fetch_add(1, Ordering::Release);
    }
}
