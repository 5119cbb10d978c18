//! Retries: when a call is tried again, by what failed, and by whether a second request could do harm.

use std::time::Duration;

use crate::client::deadline::LONGEST_WAIT;
use crate::error::{Error, ErrorKind};
use crate::transport::TransportErrorKind;

/// Retries with exponential backoff and jitter: which failures are retried, and when.
///
/// | What failed | Tried again | Because |
/// |---|---|---|
/// | 429 Too Many Requests (RFC 6585, section 4) | every request whose body can be sent twice | it was refused before it was processed |
/// | 502, 503, 504 (RFC 9110, sections 15.6.3 to 15.6.5) | reads | a write may have been processed behind the gateway |
/// | a connection that never came up | every request whose body can be sent twice | nothing was sent |
/// | a connection that broke, an answer cut short | reads | RFC 9110, section 9.2.2: only idempotent requests are repeated |
/// | every other status | never | the answer would be the same |
///
/// A question that is asked by POST, such as of what type some ids are, is a read.
///
/// The wait is what `Retry-After` asks for (RFC 9110, section 10.2.3), at most five minutes, and a little more so that
/// clones do not come back together; without it half a second that doubles up to half a minute, with jitter.
///
/// ```
/// use std::time::Duration;
/// use confluence_client::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(8).max_elapsed(Duration::from_secs(120));
/// let never = RetryPolicy::never();
/// assert_ne!(patient, never);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    max_elapsed: Duration,
    pub(crate) initial_backoff: Duration,
    max_backoff: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts within half a minute.
    fn default() -> Self {
        Self {
            attempts: 4,
            max_elapsed: Duration::from_secs(30),
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// One attempt.
    #[must_use]
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// How many attempts in all.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// How long after the first attempt the last may start.
    #[must_use]
    pub fn max_elapsed(mut self, longest: Duration) -> Self {
        self.max_elapsed = longest;
        self
    }

    /// The wait before the second attempt, where the service does not ask for another; later ones double.
    #[must_use]
    pub fn initial_backoff(mut self, wait: Duration) -> Self {
        self.initial_backoff = wait;
        self
    }

    /// The longest wait that doubling comes to; what the service asks for may be longer.
    #[must_use]
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait;
        self
    }

    /// How long to wait after the attempt of this number (from 1) failed; `None` to give up.
    pub(crate) fn wait(&self, attempt: u32, elapsed: Duration, asked: Option<Duration>) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let longest = self.max_backoff.min(LONGEST_WAIT);
        let doubled = self.initial_backoff.saturating_mul(1 << (attempt - 1).min(16)).min(longest);
        let jittered = doubled.mul_f64(0.7 + 0.6 * fastrand::f64());
        // Clones that were refused together come back one after another.
        let asked = asked.map(|asked| asked.min(LONGEST_WAIT));
        let spread = |asked: Duration| asked + (asked + jittered).mul_f64(0.1 * fastrand::f64());
        let wait = asked.map_or(jittered, spread);
        (elapsed.saturating_add(asked.unwrap_or(wait)) <= self.max_elapsed).then_some(wait)
    }
}

/// What a failed attempt allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Whether the operation only reads.
    pub(crate) read: bool,
    /// Whether its body can be sent twice.
    pub(crate) replayable: bool,
    /// How the exchange broke, if it did.
    pub(crate) broke: Option<TransportErrorKind>,
}

impl Attempt {
    pub(crate) fn may_repeat(&self, error: &Error) -> bool {
        if !self.replayable {
            return false;
        }
        match (error.kind(), error.status_code().map(|status| status.as_u16()), self.broke) {
            (ErrorKind::RateLimited, ..) => true,
            (_, Some(502..=504), _) => self.read,
            (_, _, Some(TransportErrorKind::Connect)) => true,
            (
                _,
                _,
                Some(
                    TransportErrorKind::Timeout | TransportErrorKind::Interrupted | TransportErrorKind::Body,
                ),
            ) => self.read,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    fn refused(status: u16, kind: ErrorKind) -> Error {
        Error::new(kind, "x").with_status(StatusCode::from_u16(status).unwrap())
    }

    #[test]
    fn a_write_is_repeated_only_if_it_was_not_processed() {
        let write = Attempt { read: false, replayable: true, broke: None };
        assert!(write.may_repeat(&refused(429, ErrorKind::RateLimited)));
        assert!(!write.may_repeat(&refused(503, ErrorKind::Service)));
        assert!(!write.may_repeat(&refused(500, ErrorKind::Service)));
        let read = Attempt { read: true, ..write };
        assert!(read.may_repeat(&refused(503, ErrorKind::Service)));
        assert!(!read.may_repeat(&refused(404, ErrorKind::NotFound)));
        let stream = Attempt { replayable: false, ..write };
        assert!(!stream.may_repeat(&refused(429, ErrorKind::RateLimited)));
        let broken = Error::new(ErrorKind::Transport, "x");
        assert!(Attempt { broke: Some(TransportErrorKind::Connect), ..write }.may_repeat(&broken));
        assert!(!Attempt { broke: Some(TransportErrorKind::Interrupted), ..write }.may_repeat(&broken));
    }

    #[test]
    fn waiting_is_bounded_in_attempts_and_time() {
        let policy = RetryPolicy::default();
        assert!(policy.wait(4, Duration::ZERO, None).is_none());
        assert!(policy.wait(1, Duration::ZERO, Some(Duration::from_secs(60))).is_none());
        let asked = policy.wait(1, Duration::ZERO, Some(Duration::from_secs(3))).unwrap();
        assert!(asked >= Duration::from_secs(3) && asked < Duration::from_secs(4), "{asked:?}");
        let doubled = policy.wait(3, Duration::ZERO, None).unwrap();
        assert!(
            doubled >= Duration::from_millis(1400) && doubled <= Duration::from_millis(2600),
            "{doubled:?}"
        );
    }

    #[test]
    fn endless_patience_is_no_overflow() {
        let policy = RetryPolicy::default().attempts(u32::MAX).max_elapsed(Duration::MAX);
        let policy = policy.initial_backoff(Duration::MAX).max_backoff(Duration::MAX);
        for attempt in [1, 2, 40, u32::MAX - 1] {
            for asked in [None, Some(Duration::MAX)] {
                assert!(
                    policy.wait(attempt, Duration::from_secs(1), asked).unwrap() >= LONGEST_WAIT.mul_f64(0.7)
                );
            }
        }
    }
}
