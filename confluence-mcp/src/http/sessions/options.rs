//! How many sessions there may be, and for how long.

use std::time::Duration;

/// No session lives to see the end of a longer time, which clocks may not reach.
const LONGEST: Duration = Duration::from_secs(1 << 30);

/// Bounds on the sessions of clients that speak a protocol before 2026-07-28:
/// [`HttpOptions::sessions`](crate::http::HttpOptions::sessions).
#[derive(Clone, Debug)]
#[must_use]
pub struct McpSessionOptions {
    pub(super) max_sessions: usize,
    pub(super) max_sessions_per_caller: usize,
    pub(super) idle_timeout: Duration,
}

impl McpSessionOptions {
    /// Options that fit most servers: 4096 sessions, 16 of one caller, which end after 30 minutes without use.
    pub fn new() -> Self {
        Self { max_sessions: 4096, max_sessions_per_caller: 16, idle_timeout: Duration::from_secs(30 * 60) }
    }

    /// The most sessions at a time, each of which takes less than 100 KiB of memory. One more ends the one that has been
    /// quiet for longest.
    pub fn max_sessions(mut self, most: usize) -> Self {
        self.max_sessions = most.max(1);
        self
    }

    /// The most sessions of one caller. One more ends the one of theirs that has been quiet for longest. Where callers are
    /// not told apart, only [`max_sessions`](Self::max_sessions) counts.
    pub fn max_sessions_per_caller(mut self, most: usize) -> Self {
        self.max_sessions_per_caller = most.max(1);
        self
    }

    /// How long a session may go without a request and without an open stream before it ends.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout.min(LONGEST);
        self
    }
}

impl Default for McpSessionOptions {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[test]
    fn a_session_without_an_end_has_one_that_clocks_reach() {
        let options = McpSessionOptions::new().idle_timeout(Duration::MAX);
        assert!(Instant::now().checked_add(options.idle_timeout).is_some());
    }
}
