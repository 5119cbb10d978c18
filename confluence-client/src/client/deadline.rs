//! Until when a call may go on.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::transport::Moved;

/// The end of a call. That of an upload moves on with its bytes, which may be many: what ends it is that none moves.
#[derive(Clone, Debug)]
pub(crate) struct Deadline {
    begun: Instant,
    patience: Duration,
    moved: Option<Moved>,
}

impl Deadline {
    /// A call that may take this long in all.
    pub(crate) fn of_call(patience: Duration) -> Self {
        Self { begun: Instant::now(), patience, moved: None }
    }

    /// A call that sends files, and may go on as long as they move.
    pub(crate) fn of_upload(patience: Duration) -> Self {
        let begun = Instant::now();
        Self { begun, patience, moved: Some(Moved::since(begun)) }
    }

    /// What is told of the bytes, where they count.
    pub(crate) fn moved(&self) -> Option<&Moved> {
        self.moved.as_ref()
    }

    /// When the call ends as things are.
    pub(crate) fn at(&self) -> Instant {
        let moved = self.moved.as_ref().map_or(Duration::ZERO, Moved::last);
        after(self.begun + moved, self.patience)
    }

    /// What comes of the work, if it comes in time.
    pub(crate) async fn hold<T>(&self, mut work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
        loop {
            let at = self.at();
            match timeout_at(at, work.as_mut()).await {
                Ok(done) => return Some(done),
                Err(_) if self.at() > at => {}
                Err(_) => return None,
            }
        }
    }
}

/// No caller lives to see the end of a longer wait, the clock does not reach much further, and durations near their
/// maximum cannot be added up.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(1 << 30);

/// So long after a point in time, as far as waits go.
pub(crate) fn after(begun: Instant, wait: Duration) -> Instant {
    begun + wait.min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_upload_ends_when_nothing_moves() {
        let deadline = Deadline::of_upload(Duration::from_millis(200));
        let moved = deadline.moved().unwrap().clone();
        let work = async {
            for _ in 0..6 {
                sleep(Duration::from_millis(60)).await;
                moved.now();
            }
        };
        assert!(deadline.hold(pin!(work)).await.is_some());
        let begun = Instant::now();
        assert!(deadline.hold(pin!(std::future::pending::<()>())).await.is_none());
        assert!(begun.elapsed() <= Duration::from_millis(201), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_ends_in_time_whatever_it_does() {
        let deadline = Deadline::of_call(Duration::from_millis(20));
        assert!(deadline.hold(pin!(sleep(Duration::from_secs(5)))).await.is_none());
        assert!(Deadline::of_call(Duration::MAX).hold(pin!(std::future::ready(1))).await.is_some());
    }
}
