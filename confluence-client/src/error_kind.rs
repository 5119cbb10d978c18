//! What a failure means, in one word.

use std::fmt;

/// What a failure means to the caller.
///
/// ```
/// use std::time::Duration;
///
/// use confluence_client::{Error, ErrorKind};
///
/// /// When a job that failed is worth another try.
/// fn again(error: &Error) -> Option<Duration> {
///     match error.kind() {
///         ErrorKind::RateLimited | ErrorKind::Service | ErrorKind::Timeout | ErrorKind::Transport => {
///             Some(error.retry_after().unwrap_or(Duration::from_secs(60)))
///         }
///         // Somebody else was faster: read the page again, and make the change on what is there now.
///         ErrorKind::Conflict => Some(Duration::ZERO),
///         _ => None,
///     }
/// }
///
/// let busy = Error::new(ErrorKind::RateLimited, "getPages").with_retry_after(Duration::from_secs(9));
/// assert_eq!(again(&busy), Some(Duration::from_secs(9)));
/// assert_eq!(again(&Error::new(ErrorKind::Forbidden, "getPages")), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service does not know the caller: a missing, wrong, expired or revoked credential. On Cloud, a scoped API
    /// token or an OAuth token works through the gateway only.
    Unauthenticated,
    /// The token lacks a scope; [`Operation`](crate::operation::describe::Operation) lists what is needed. Granular and classic
    /// scopes do not stand in for each other.
    ScopeMissing,
    /// The caller is known, and may not do this.
    Forbidden,
    /// There is no such thing, or the caller may not see it.
    NotFound,
    /// The service has removed this operation, or refuses it to OAuth tokens.
    Gone,
    /// Somebody else was faster: read again, merge, and write the next version.
    Conflict,
    /// The request is wrong, before or after it was sent.
    Invalid,
    /// The request is larger than the service takes, or the answer larger than this client takes.
    TooLarge,
    /// Too many requests, after all waiting that the retry policy allows.
    RateLimited,
    /// The service failed.
    Service,
    /// The time for the call ran out.
    Timeout,
    /// No connection, or a broken one.
    Transport,
    /// The answer is not what this operation answers.
    Decode,
    /// Something else than Confluence answered: a login page, a proxy, a wrong address.
    NotConfluence,
    /// This deployment has no such thing.
    Unsupported,
    /// The policy of this client forbids it.
    Policy,
    /// The edit would lose content that nobody asked to delete.
    ContentLoss,
}

impl ErrorKind {
    fn describe(self) -> &'static str {
        match self {
            Self::Unauthenticated => "not authenticated",
            Self::ScopeMissing => "the token lacks a scope",
            Self::Forbidden => "not permitted",
            Self::NotFound => "not found",
            Self::Gone => "no longer offered",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::TooLarge => "too large",
            Self::RateLimited => "too many requests",
            Self::Service => "the service failed",
            Self::Timeout => "timed out",
            Self::Transport => "no exchange",
            Self::Decode => "unexpected answer",
            Self::NotConfluence => "not Confluence",
            Self::Unsupported => "not supported here",
            Self::Policy => "forbidden by policy",
            Self::ContentLoss => "content would be lost",
        }
    }
}

/// The nearest that the standard library has.
impl From<ErrorKind> for std::io::ErrorKind {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::NotFound | ErrorKind::Gone => Self::NotFound,
            ErrorKind::Unauthenticated
            | ErrorKind::ScopeMissing
            | ErrorKind::Forbidden
            | ErrorKind::Policy => Self::PermissionDenied,
            ErrorKind::Invalid => Self::InvalidInput,
            ErrorKind::Decode | ErrorKind::NotConfluence => Self::InvalidData,
            ErrorKind::Timeout => Self::TimedOut,
            ErrorKind::Unsupported => Self::Unsupported,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.describe())
    }
}
