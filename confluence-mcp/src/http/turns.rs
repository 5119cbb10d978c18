//! How many requests of one caller are worked on at a time, so that nobody's crowd keeps the others waiting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Clone, Debug)]
pub(crate) struct Turns {
    most: usize,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

/// A request that is worked on for as long as this lives.
#[derive(Debug)]
pub(crate) struct Turn {
    of: String,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl Turns {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// A turn of this caller's; `None` if they have them all.
    pub(crate) fn take(&self, caller: String) -> Option<Turn> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.entry(caller.clone()).or_default();
        if *own >= self.most {
            return None;
        }
        *own += 1;
        Some(Turn { of: caller, taken: Arc::clone(&self.taken) })
    }
}

impl Drop for Turn {
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
    fn one_callers_turns_are_nobody_elses_and_come_back() {
        let turns = Turns::new(2);
        let held: Vec<_> = (0..2).map(|_| turns.take("one".into()).unwrap()).collect();
        assert!(turns.take("one".into()).is_none());
        assert!(turns.take("two".into()).is_some());
        drop(held);
        assert!(turns.take("one".into()).is_some());
        assert!(turns.taken.lock().unwrap().is_empty(), "who is not there costs nothing");
    }
}
