//! The server's clock, as far as its refusals let it be known.

use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use http::{Response, header};

use crate::clock::{Milliseconds, milliseconds};

/// What two clocks may differ by without anybody's noticing: servers take timestamps that are minutes off.
const NEGLIGIBLE: Milliseconds = 30 * 1000;

/// By how many milliseconds the server's clock is ahead.
#[derive(Debug, Default)]
pub(crate) struct Skew(AtomicI64);

impl Skew {
    pub(crate) fn get(&self) -> Milliseconds {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, ahead: Milliseconds) {
        self.0.store(ahead, Ordering::Relaxed);
    }

    /// Learns from the date of an answer; whether that was news.
    pub(crate) fn learn(&self, answer: &Response<Bytes>, now: Milliseconds) -> bool {
        let date = answer.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
            return false;
        };
        let ahead = milliseconds(theirs).saturating_sub(now);
        let news = ahead.abs_diff(self.get()) > NEGLIGIBLE.unsigned_abs();
        if news {
            self.set(ahead);
        }
        news
    }
}
