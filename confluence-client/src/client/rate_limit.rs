//! What the service says about its limits.

use std::pin::pin;
use std::sync::Mutex;
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::client::deadline::after;
use crate::wire::timestamp::Timestamp;

/// The rate limit as the newest answer told it. All of it is optional: Cloud tells it sometimes, Data Center only
/// where an administrator has set a limit.
///
/// ```no_run
/// # async fn example(client: confluence_client::Client) {
/// if let Some(limit) = client.rate_limit()
///     && limit.near_limit
/// {
///     println!("{:?} requests are left until {:?}", limit.remaining, limit.reset);
/// }
/// # }
/// ```
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
    pause: Mutex<Option<Pause>>,
    changed: Notify,
}

/// A pause, which ends when a request after it was not refused.
#[derive(Clone, Copy, Debug)]
struct Pause {
    until: Instant,
    length: Duration,
    /// Whether that one request is under way.
    probed: bool,
}

/// What a request finds.
enum Turn {
    /// No pause.
    Open,
    /// The pause is over, and this is the request that finds out.
    Probe,
    /// A pause until then.
    Paused(Instant),
    /// Another request finds out.
    Probed,
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
    pub(crate) fn pause(&self, length: Duration) {
        if let Ok(mut pause) = self.pause.lock() {
            let until = after(Instant::now(), length);
            let probed = pause.is_some_and(|known| known.probed);
            if pause.is_none_or(|known| known.until < until) {
                *pause = Some(Pause { until, length, probed });
            }
        }
    }

    /// Waits until the pause is over, or fails at once with its end where that is too late. The first request after a
    /// pause goes alone; the others wait for its answer and then go at moments of their own, so that a storm costs one
    /// request a pause.
    pub(crate) async fn ready(&self, deadline: Instant) -> Result<Option<Probe<'_>>, Instant> {
        match self.turn() {
            Turn::Open => Ok(None),
            Turn::Probe => Ok(Some(Probe(self))),
            // In a box: mostly there is no pause, and calls have no room for one.
            Turn::Paused(_) | Turn::Probed => Box::pin(self.resumed(deadline)).await,
        }
    }

    async fn resumed(&self, deadline: Instant) -> Result<Option<Probe<'_>>, Instant> {
        let mut spread = Duration::ZERO;
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            match self.turn() {
                Turn::Open if spread.is_zero() => return Ok(None),
                Turn::Open => sleep_until((Instant::now() + std::mem::take(&mut spread)).min(deadline)).await,
                Turn::Probe => return Ok(Some(Probe(self))),
                Turn::Paused(until) if until > deadline => return Err(until),
                Turn::Paused(until) => {
                    spread = self.spread();
                    sleep_until(until).await;
                }
                Turn::Probed => {
                    spread = self.spread();
                    timeout_at(deadline, changed).await.map_err(|_| deadline)?;
                }
            }
        }
    }

    fn turn(&self) -> Turn {
        let Ok(mut pause) = self.pause.lock() else { return Turn::Open };
        match pause.as_mut() {
            None => Turn::Open,
            Some(pause) if pause.until > Instant::now() => Turn::Paused(pause.until),
            Some(pause) if pause.probed => Turn::Probed,
            Some(pause) => {
                pause.probed = true;
                Turn::Probe
            }
        }
    }

    /// How much later than others one goes on.
    fn spread(&self) -> Duration {
        let length = self.pause.lock().ok().and_then(|pause| Some((*pause)?.length)).unwrap_or_default();
        length.mul_f64(0.1 * fastrand::f64()).min(WIDEST_SPREAD)
    }
}

/// Those who waited come back within this time, or a tenth of the pause: it is no second pause.
const WIDEST_SPREAD: Duration = Duration::from_secs(5);

/// The one request after a pause. Until it is dropped, the others wait.
#[derive(Debug)]
pub(crate) struct Probe<'a>(&'a Budget);

impl Probe<'_> {
    /// The request was answered and not refused: the pause is over for all.
    pub(crate) fn passed(self) {
        if let Ok(mut pause) = self.0.pause.lock() {
            *pause = None;
        }
    }
}

impl Drop for Probe<'_> {
    /// Without an answer, another request finds out.
    fn drop(&mut self) {
        if let Ok(mut pause) = self.0.pause.lock()
            && let Some(pause) = pause.as_mut()
        {
            pause.probed = false;
        }
        self.0.changed.notify_waiters();
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
