//! Single flight: one refresh at a time in this process, and one answer for all who wait for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::error::{Error, Result};

#[derive(Debug, Default)]
pub(super) struct SingleFlight {
    permit: Arc<AsyncMutex<()>>,
    /// How many refreshes have ended, so that a waiter can tell whether one did during its wait.
    ended: AtomicU64,
    last_failure: Mutex<Option<Error>>,
}

impl SingleFlight {
    /// Waits for the permit to refresh. An error is the failure of a refresh that ended during the wait: those who
    /// waited for it share it instead of trying one after the other.
    pub(super) async fn begin(&self) -> Result<OwnedMutexGuard<()>> {
        let ended = self.ended.load(Ordering::Acquire);
        let permit = self.permit.clone().lock_owned().await;
        if self.ended.load(Ordering::Acquire) == ended {
            return Ok(permit);
        }
        match &*self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(failure) => Err(failure.clone()),
            None => Ok(permit),
        }
    }

    /// Notes how a refresh ended, before its permit is given back.
    pub(super) fn end<T>(&self, outcome: &Result<T>) {
        let failure = outcome.as_ref().err().cloned();
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        self.ended.fetch_add(1, Ordering::Release);
    }
}
