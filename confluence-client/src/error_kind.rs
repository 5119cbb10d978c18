//! `ErrorKind`: the kinds of errors, each with its HTTP status.

use std::fmt;

/// The kind of an [`Error`](crate::Error): what failed, the HTTP status by which it is recognized, and what to do.
///
/// ```
/// use std::time::Duration;
///
/// use confluence_client::{Error, ErrorKind};
///
/// /// When a job that failed is worth another try.
/// fn again(error: &Error) -> Option<Duration> {
///     match error.kind() {
///         // The service did it, and what came after that failed.
///         _ if error.was_accepted() => None,
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
    /// Authentication failed (HTTP 401): a missing, wrong, expired or revoked credential. On Cloud, a scoped API token or
    /// an OAuth token works through the gateway only. Correct [`Error::property`](crate::Error::property), or log in again.
    Unauthenticated,
    /// The token lacks a scope (HTTP 401 or 403); [`Operation`](crate::operation::describe::Operation) lists what is needed.
    /// Granular and classic scopes do not stand in for each other. Add the scope to the application or the API token, and
    /// log in again.
    ScopeMissing,
    /// The caller is authenticated, and may not do this (HTTP 403). An administrator of the space or the site gives the
    /// permission.
    Forbidden,
    /// There is no such thing, or the caller may not see it (HTTP 404). Check the id, or search for it; the service does
    /// not say which of the two it is.
    NotFound,
    /// The service has removed this operation, or refuses it to OAuth tokens (HTTP 410). Use its successor, mostly in v2.
    Gone,
    /// Somebody else was faster (HTTP 409): read again, merge, and write the next version.
    Conflict,
    /// The request is wrong, before or after it was sent (HTTP 400, 405, 422): correct the argument that the message names.
    Invalid,
    /// The request is larger than the service takes (HTTP 413), or the response larger than [`Limits`](crate::Limits) allows:
    /// send or ask for less at a time, or raise the limit.
    TooLarge,
    /// Too many requests (HTTP 429), after all waiting that the retry policy allows: try again after
    /// [`Error::retry_after`](crate::Error::retry_after).
    RateLimited,
    /// The service failed (HTTP 5xx). Reading may be tried again later; before a write is repeated, look whether it
    /// happened.
    Service,
    /// The time for the call ran out ([`ClientBuilder::timeout`](crate::ClientBuilder::timeout)): allow more, or try again;
    /// before a write is repeated, look whether it happened.
    Timeout,
    /// No connection could be made, or it broke: check the network, the proxy and the certificates.
    Transport,
    /// The response is not what this operation answers: report it, and read it as another type with
    /// [`Client::send_as`](crate::Client::send_as) meanwhile.
    Decode,
    /// Something else than Confluence answered: a login page, a proxy (HTTP 407), a captive portal (HTTP 511), a wrong URL.
    /// Correct the URL of the site or the proxy.
    NotConfluence,
    /// This deployment has no such thing. The message names the alternative, where there is one.
    Unsupported,
    /// The [`Policy`](crate::Policy) of this client forbids it; nothing was sent. Widen the policy, or leave it.
    Policy,
    /// The edit would lose content that nobody asked to delete; nothing was sent. Keep it in the new text, or allow that
    /// kind of loss.
    ContentLoss,
}

impl ErrorKind {
    fn describe(self) -> &'static str {
        match self {
            Self::Unauthenticated => "authentication failed",
            Self::ScopeMissing => "the token lacks a scope",
            Self::Forbidden => "not permitted",
            Self::NotFound => "not found",
            Self::Gone => "no longer available",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::TooLarge => "too large",
            Self::RateLimited => "too many requests",
            Self::Service => "the service failed",
            Self::Timeout => "timed out",
            Self::Transport => "connection failed",
            Self::Decode => "unexpected response",
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
