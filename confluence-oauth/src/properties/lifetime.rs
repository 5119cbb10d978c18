//! `OAuthExpiresIn` and `OAuthTokenTimestamp`: how long a token lives that was obtained elsewhere.

use std::time::SystemTime;

use crate::clock::{Milliseconds, system_time};

/// The lifetime of an access token that the caller gives (`OAuthExpiresIn` and `OAuthTokenTimestamp`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lifetime {
    /// Not known: the token is refreshed at once where it can be, and otherwise used until it is refused.
    #[default]
    Unknown,
    /// For ever.
    Unlimited,
    /// So many seconds from its issue: what a token endpoint answers as `expires_in`.
    Seconds {
        /// How many.
        seconds: u64,
        /// When the token was issued.
        issued_at: SystemTime,
    },
}

impl Lifetime {
    /// As the two properties say it. Without the time of its issue nobody knows when a token ends.
    pub(crate) fn of(expires_in: Option<i64>, token_timestamp: Option<Milliseconds>) -> Self {
        match (expires_in.map(u64::try_from), token_timestamp) {
            (Some(Err(_)), _) => Self::Unlimited,
            (Some(Ok(seconds)), Some(at)) => Self::Seconds { seconds, issued_at: system_time(at) },
            _ => Self::Unknown,
        }
    }
}

/// A lifetime as `OAuthExpiresIn` gives it.
pub(crate) fn lifetime(seconds: i64) -> Result<i64, &'static str> {
    match seconds {
        -1.. => Ok(seconds),
        _ => Err("must be a number of seconds, or -1 for a token that never expires"),
    }
}

/// A time as `OAuthTokenTimestamp` gives it.
pub(crate) fn timestamp(milliseconds: i64) -> Result<i64, &'static str> {
    match milliseconds {
        ..0 => Err("must be milliseconds since 1970-01-01T00:00:00Z"),
        // Of the years from 2001 on: in milliseconds they are days of 1970.
        1_000_000_000..100_000_000_000 => {
            Err("is a time in seconds: milliseconds are wanted, which have three digits more")
        }
        _ => Ok(milliseconds),
    }
}
