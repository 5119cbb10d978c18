//! The limit on calls of tools a minute, for each caller: the generic cell rate algorithm, which is a token bucket that keeps
//! one point in time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// As many callers are kept before those are looked for who have their whole minute again.
const KEPT: usize = 1024;

/// The limit, and when each caller has used up what came so far.
#[derive(Debug)]
pub(crate) struct CallRate {
    /// The time in which one call comes back.
    interval: Duration,
    /// How far ahead of the time a caller may be: all calls of a minute at once.
    burst: Duration,
    callers: Mutex<HashMap<String, Instant>>,
}

impl CallRate {
    /// So many calls a minute, which may come at once.
    pub(crate) fn new(a_minute: u32) -> Self {
        let interval = Duration::from_secs(60) / a_minute.max(1);
        Self { interval, burst: interval * (a_minute.max(1) - 1), callers: Mutex::default() }
    }

    /// Takes one call of this caller's.
    ///
    /// # Errors
    /// There is none left; how long it takes until one comes back.
    pub(crate) fn take(&self, caller: &str, now: Instant) -> Result<(), Duration> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let used_until = callers.get(caller).copied().filter(|until| *until > now).unwrap_or(now);
        let ahead = used_until.saturating_duration_since(now);
        if ahead > self.burst {
            return Err(ahead - self.burst);
        }
        if callers.len() >= KEPT && !callers.contains_key(caller) {
            callers.retain(|_, until| *until > now);
        }
        callers.insert(caller.to_owned(), used_until + self.interval);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_brings_what_it_should_and_nobody_elses() {
        let (rate, begin) = (CallRate::new(6), Instant::now());
        for _ in 0..6 {
            rate.take("one", begin).unwrap();
        }
        assert_eq!(rate.take("one", begin), Err(Duration::from_secs(10)));
        rate.take("two", begin).unwrap();
        let later = begin + Duration::from_secs(10);
        rate.take("one", later).unwrap();
        assert!(rate.take("one", later).is_err());
        let hour = begin + Duration::from_secs(3600);
        assert_eq!((0..10).filter(|_| rate.take("one", hour).is_ok()).count(), 6);
    }

    #[test]
    fn who_has_their_minute_again_is_forgotten() {
        let (rate, begin) = (CallRate::new(60), Instant::now());
        for caller in 0..KEPT {
            rate.take(&caller.to_string(), begin).unwrap();
        }
        rate.take("one more", begin + Duration::from_secs(5)).unwrap();
        assert_eq!(rate.callers.lock().unwrap().len(), 1);
    }
}
