//! What the service says about its limits.

use std::sync::Mutex;

use http::HeaderMap;
use tokio::time::{Instant, sleep_until};

use crate::wire::timestamp::Timestamp;

/// The rate limit as the newest answer told it. All of it is optional: Cloud tells it sometimes, Data Center only
/// where an administrator has set a limit.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests, or points, in the window.
    pub limit: Option<u64>,
    /// How many are left.
    pub remaining: Option<u64>,
    /// When the window ends.
    pub reset: Option<Timestamp>,
    /// Whether less than a fifth is left.
    pub near_limit: bool,
    /// Which limit it is, such as `confluence-quota-tenant-based`.
    pub reason: Option<String>,
}

impl RateLimit {
    fn of(headers: &HeaderMap) -> Option<Self> {
        // Most answers say nothing of limits, and a look-up by name hashes the name.
        let of_limits = |name: &str| name.starts_with("x-ratelimit-") || name.starts_with("ratelimit-");
        if !headers.keys().any(|name| of_limits(name.as_str())) {
            return None;
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let number = |name: &str| text(name).and_then(|text| text.parse().ok());
        let limit = Self {
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            reset: text("x-ratelimit-reset").map(Timestamp::from),
            near_limit: text("x-ratelimit-nearlimit").is_some_and(|text| text.eq_ignore_ascii_case("true")),
            reason: text("ratelimit-reason").map(str::to_owned),
        };
        (limit != Self::default()).then_some(limit)
    }
}

/// What the clones of a client know together: the newest limit, and until when all of them hold still.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    newest: Mutex<Option<RateLimit>>,
    pause: Mutex<Option<Instant>>,
}

impl Budget {
    pub(crate) fn note(&self, headers: &HeaderMap) {
        if let (Some(limit), Ok(mut newest)) = (RateLimit::of(headers), self.newest.lock()) {
            *newest = Some(limit);
        }
    }

    pub(crate) fn newest(&self) -> Option<RateLimit> {
        self.newest.lock().ok()?.clone()
    }

    /// Makes every clone wait; a longer pause that is already set stays.
    pub(crate) fn pause(&self, until: Instant) {
        if let Ok(mut pause) = self.pause.lock() {
            *pause = Some(pause.map_or(until, |known| known.max(until)));
        }
    }

    /// Waits until the pause is over, or fails at once with its end where that is too late. Who waits goes on at a
    /// moment of its own, and waits again if another was refused before that: a storm costs one request a pause.
    pub(crate) async fn ready(&self, deadline: Instant) -> Result<(), Instant> {
        while let Some(until) = self.paused_until() {
            if until > deadline {
                return Err(until);
            }
            let spread = until.saturating_duration_since(Instant::now()).mul_f64(0.1 * fastrand::f64());
            sleep_until(until + spread).await;
        }
        Ok(())
    }

    fn paused_until(&self) -> Option<Instant> {
        let mut pause = self.pause.lock().ok()?;
        let until = (*pause)?;
        if until <= Instant::now() {
            *pause = None;
            return None;
        }
        Some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| ((*name).try_into().unwrap(), http::HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_limit_is_read_and_kept() {
        let budget = Budget::default();
        budget.note(&headers(&[("x-ratelimit-remaining", "3"), ("x-ratelimit-nearlimit", "true")]));
        budget.note(&headers(&[]));
        let newest = budget.newest().unwrap();
        assert_eq!((newest.remaining, newest.near_limit), (Some(3), true));
    }
}
