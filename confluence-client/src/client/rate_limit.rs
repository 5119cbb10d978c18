//! What the service says about its limits.

use std::pin::pin;
use std::sync::Mutex;
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::client::deadline::after;
use crate::wire::timestamp::Timestamp;
use crate::wire::values::Body;

/// The rate limit (`X-RateLimit` headers) of the newest response. All of it is optional: Cloud sends it sometimes, Data Center only
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
    /// Since when that one request is under way, if it is.
    probed: Option<Instant>,
}

/// What a request is to a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// It is answered soon, and may be the one that finds out.
    Small,
    /// It may take long to be sent, and nobody waits for its answer.
    Large,
}

/// Up to this many bytes a body is sent in a moment by any line.
const SMALL: usize = 64 << 10;

impl Size {
    pub(crate) fn of(body: &Body) -> Self {
        let length = match body {
            Body::Json(bytes) => bytes.len(),
            Body::Text(_, text) => text.len(),
            Body::Multipart(_) => return Self::Large,
            Body::Empty | Body::Invalid(_) => 0,
        };
        if length > SMALL { Self::Large } else { Self::Small }
    }
}

/// Why a request is not sent before its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unready {
    /// The pause lasts until then.
    Paused(Instant),
    /// The pause is over, and another request finds out whether the service answers again.
    Probed,
}

/// What a request finds.
enum Turn {
    /// No pause.
    Open,
    /// The pause is over, and this request finds out; since when, if the others wait for it.
    Probe(Option<Instant>),
    /// A pause until then.
    Paused(Instant),
    /// Another request finds out, for which nobody waits longer than until then.
    Probed(Instant),
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
            // A request that is under way finds out about the pause before.
            if pause.is_none_or(|known| known.until < until) {
                *pause = Some(Pause { until, length, probed: None });
            }
        }
    }

    /// Waits until the pause is over, or fails at once with its end where that is too late. The first small request after
    /// a pause goes alone; the others wait for its answer and then go at moments of their own, so that a storm costs one
    /// request a pause.
    pub(crate) async fn ready(&self, size: Size, deadline: Instant) -> Result<Option<Probe<'_>>, Unready> {
        match self.turn(size) {
            Turn::Open => Ok(None),
            Turn::Probe(since) => Ok(Some(Probe { budget: self, since })),
            // In a box: mostly there is no pause, and calls have no room for one.
            Turn::Paused(_) | Turn::Probed(_) => Box::pin(self.resumed(size, deadline)).await,
        }
    }

    async fn resumed(&self, size: Size, deadline: Instant) -> Result<Option<Probe<'_>>, Unready> {
        let mut spread = Duration::ZERO;
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            match self.turn(size) {
                Turn::Open if spread.is_zero() => return Ok(None),
                Turn::Open => sleep_until((Instant::now() + std::mem::take(&mut spread)).min(deadline)).await,
                Turn::Probe(since) => return Ok(Some(Probe { budget: self, since })),
                Turn::Paused(until) if until > deadline => return Err(Unready::Paused(until)),
                Turn::Paused(until) => {
                    spread = self.spread();
                    sleep_until(until).await;
                }
                Turn::Probed(until) => {
                    spread = self.spread();
                    if timeout_at(until.min(deadline), changed).await.is_err() && deadline <= until {
                        return Err(Unready::Probed);
                    }
                }
            }
        }
    }

    fn turn(&self, size: Size) -> Turn {
        let Ok(mut pause) = self.pause.lock() else { return Turn::Open };
        let now = Instant::now();
        let Some(known) = pause.as_mut() else { return Turn::Open };
        if known.until > now {
            return Turn::Paused(known.until);
        }
        match known.probed.map(|since| after(since, PROBE_TIME)) {
            Some(until) if until > now => Turn::Probed(until),
            Some(_) => {
                *pause = None;
                Turn::Open
            }
            None if size == Size::Large => Turn::Probe(None),
            None => {
                known.probed = Some(now);
                Turn::Probe(known.probed)
            }
        }
    }

    /// How much later than others one goes on.
    fn spread(&self) -> Duration {
        let length = self.pause.lock().ok().and_then(|pause| Some((*pause)?.length)).unwrap_or_default();
        length.mul_f64(0.1 * fastrand::f64()).min(WIDEST_SPREAD)
    }
}

/// How long the others wait for the one request. A refusal comes at once: what takes longer is being worked on, and that
/// the service is slow is no reason to hold back the rest.
const PROBE_TIME: Duration = Duration::from_secs(5);

/// Those who waited come back within this time, or a tenth of the pause: it is no second pause.
const WIDEST_SPREAD: Duration = Duration::from_secs(5);

/// A request after a pause.
#[derive(Debug)]
pub(crate) struct Probe<'a> {
    budget: &'a Budget,
    /// Since when the others wait for this one, if they do; until it is dropped, and not for long.
    since: Option<Instant>,
}

impl Probe<'_> {
    /// The request was answered and not refused: the pause is over for all. One that still lasts was asked for since.
    pub(crate) fn passed(self) {
        if let Ok(mut pause) = self.budget.pause.lock()
            && pause.is_some_and(|known| known.until <= Instant::now())
        {
            *pause = None;
        }
    }
}

impl Drop for Probe<'_> {
    /// Without an answer, another request finds out.
    fn drop(&mut self) {
        if let Ok(mut pause) = self.budget.pause.lock()
            && let Some(pause) = pause.as_mut()
            && self.since.is_some()
            && pause.probed == self.since
        {
            pause.probed = None;
        }
        self.budget.changed.notify_waiters();
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

    /// A budget whose pause is just over.
    async fn paused() -> Budget {
        let budget = Budget::default();
        budget.pause(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_secs(2)).await;
        budget
    }

    fn in_time() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_what_is_large() {
        let budget = paused().await;
        let upload = budget.ready(Size::Large, in_time()).await.unwrap().unwrap();
        let begun = Instant::now();
        let small = budget.ready(Size::Small, in_time()).await.unwrap().unwrap();
        assert!(begun.elapsed().is_zero(), "the upload holds nobody up");
        small.passed();
        assert!(budget.ready(Size::Small, in_time()).await.unwrap().is_none());
        drop(upload);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_large_goes_where_it_is_alone_and_ends_the_pause() {
        let budget = paused().await;
        budget.ready(Size::Large, in_time()).await.unwrap().unwrap().passed();
        assert!(budget.ready(Size::Small, in_time()).await.unwrap().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_is_asked_for_meanwhile_stays() {
        let budget = paused().await;
        let probe = budget.ready(Size::Small, in_time()).await.unwrap().unwrap();
        budget.pause(Duration::from_secs(10));
        probe.passed();
        let soon = Instant::now() + Duration::from_secs(1);
        assert!(matches!(budget.ready(Size::Small, soon).await, Err(Unready::Paused(_))));
        // Its end is found out by one request, as that of every pause.
        let next = budget.ready(Size::Small, in_time()).await.unwrap();
        assert!(next.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_holds_the_others_up_for_some_seconds() {
        let budget = paused().await;
        let slow = budget.ready(Size::Small, in_time()).await.unwrap().unwrap();
        let begun = Instant::now();
        let soon = begun + Duration::from_secs(1);
        assert_eq!(budget.ready(Size::Small, soon).await.unwrap_err(), Unready::Probed);
        assert!(budget.ready(Size::Small, in_time()).await.unwrap().is_none());
        assert!(begun.elapsed() >= PROBE_TIME && begun.elapsed() < 2 * PROBE_TIME, "{:?}", begun.elapsed());
        // A refusal that comes late is one all the same.
        budget.pause(Duration::from_secs(10));
        drop(slow);
        let late = budget.ready(Size::Small, Instant::now() + Duration::from_secs(1)).await;
        assert!(matches!(late, Err(Unready::Paused(_))), "{late:?}");
    }
}
