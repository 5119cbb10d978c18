//! What is in flight through a transport: requests that are worked on, and messages that are not written.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rmcp::model::RequestId;
use tokio::sync::Notify;

/// The requests that are worked on, with their sizes, and the number of messages that are not written yet.
#[derive(Debug, Default)]
pub(super) struct InFlight {
    at_work: Mutex<HashMap<RequestId, usize>>,
    unwritten: AtomicUsize,
    changed: Notify,
}

impl InFlight {
    pub(super) fn begin(&self, id: RequestId, bytes: usize) {
        self.requests().insert(id, bytes);
    }

    pub(super) fn end(&self, id: &RequestId) {
        if self.requests().remove(id).is_some() {
            self.changed.notify_one();
        }
    }

    pub(super) fn knows(&self, id: &RequestId) -> bool {
        self.requests().contains_key(id)
    }

    pub(super) fn at_work(&self) -> usize {
        self.requests().len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.requests().values().sum()
    }

    pub(super) fn unwritten(&self) -> usize {
        self.unwritten.load(Ordering::Acquire)
    }

    /// Forgets the requests that are worked on, and says which they were.
    pub(super) fn give_up(&self) -> Vec<RequestId> {
        self.requests().drain().map(|(id, _)| id).collect()
    }

    /// Returns when a request was answered or a message written, perhaps before it was asked.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn requests(&self) -> MutexGuard<'_, HashMap<RequestId, usize>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A message that is not written yet; dropped, it is, or never will be.
pub(super) struct Unwritten {
    in_flight: Arc<InFlight>,
    answers: Option<RequestId>,
}

impl Unwritten {
    pub(super) fn new(in_flight: Arc<InFlight>, answers: Option<RequestId>) -> Self {
        in_flight.unwritten.fetch_add(1, Ordering::AcqRel);
        Self { in_flight, answers }
    }
}

impl Drop for Unwritten {
    fn drop(&mut self) {
        self.in_flight.unwritten.fetch_sub(1, Ordering::AcqRel);
        if let Some(id) = &self.answers {
            self.in_flight.requests().remove(id);
        }
        self.in_flight.changed.notify_one();
    }
}
