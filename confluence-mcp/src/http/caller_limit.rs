//! The limit on what one caller, or one address, has at a time (requests, connections), so that nobody keeps the others
//! waiting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The limit, and how many permits each caller holds.
#[derive(Clone, Debug)]
pub(crate) struct CallerLimit {
    max: usize,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

/// The permit of one request, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct CallerPermit {
    of: String,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl CallerLimit {
    pub(crate) fn new(max: usize) -> Self {
        Self { max, taken: Arc::default() }
    }

    /// A permit for this caller; `None` if they hold as many as there are.
    pub(crate) fn acquire(&self, caller: String) -> Option<CallerPermit> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.entry(caller.clone()).or_default();
        if *own >= self.max {
            return None;
        }
        *own += 1;
        Some(CallerPermit { of: caller, taken: Arc::clone(&self.taken) })
    }
}

impl Drop for CallerPermit {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let left = taken.get_mut(&self.of).map_or(0, |own| {
            *own = own.saturating_sub(1);
            *own
        });
        if left == 0 {
            taken.remove(&self.of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_callers_permits_are_nobody_elses_and_come_back() {
        let limit = CallerLimit::new(2);
        let held: Vec<_> = (0..2).map(|_| limit.acquire("one".into()).unwrap()).collect();
        assert!(limit.acquire("one".into()).is_none());
        assert!(limit.acquire("two".into()).is_some());
        drop(held);
        assert!(limit.acquire("one".into()).is_some());
        assert!(limit.taken.lock().unwrap().is_empty(), "who is not there costs nothing");
    }
}
