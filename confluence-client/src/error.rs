//! What can go wrong, by what it means to the caller.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::auth::CredentialError;
use crate::transport::{TransportError, TransportErrorKind};

mod answered;
mod headers;

pub(crate) use answered::answered;
pub(crate) use headers::content_type;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed: which operation, what kind of failure, and what the service said.
///
/// `Display` is one line for people and never repeats its cause, so that printing an error with all its causes says each
/// thing once. Where another error tells all there is, such as a merge conflict or one of confluence-oauth, its message is
/// this one's, and `source()` goes on behind it; [`Error::cause`] finds it by its type.
///
/// ```
/// use confluence_client::{Error, ErrorKind};
///
/// // As a program's own test or `Answer` makes one:
/// let error = Error::new(ErrorKind::Conflict, "updatePage").with_message("version 3 is there already");
/// assert_eq!(error.to_string(), "updatePage: conflict: version 3 is there already");
/// ```
pub struct Error(Box<Failure>);

struct Failure {
    kind: ErrorKind,
    operation: &'static str,
    status: Option<StatusCode>,
    said: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    versions: Option<VersionConflict>,
    maybe_unauthenticated: bool,
    unsent: bool,
    source: Option<BoxError>,
    /// Whether the message is that of `source`.
    told: bool,
}

/// What a failure means to the caller.
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

/// The version numbers that a conflict told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VersionConflict {
    /// The version that the service has.
    pub current: u64,
    /// The version that was sent.
    pub provided: u64,
}

impl VersionConflict {
    /// The version that is there, and the one that was sent.
    #[must_use]
    pub fn new(current: u64, provided: u64) -> Self {
        Self { current, provided }
    }
}

impl Error {
    /// What the failure means.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operationId, or the part of this crate that refused.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The status, if the service answered.
    #[must_use]
    pub fn status_code(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// What the service said, or what would be right.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.said.as_deref()
    }

    /// The id under which Atlassian's support finds the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the service asked to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The version numbers of a conflict, where the service told them.
    #[must_use]
    pub fn versions(&self) -> Option<VersionConflict> {
        self.0.versions
    }

    /// Whether a `NotFound` may as well mean a refused credential, as the bare 404 of Cloud's v2 does.
    #[must_use]
    pub fn may_be_unauthenticated(&self) -> bool {
        self.0.maybe_unauthenticated
    }

    /// An error for a caller without a credential, for programs that find the client of each of their callers.
    pub fn unauthenticated(why: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unauthenticated, "connection").said(why)
    }

    /// A failure of an operation, for an [`Answer`](crate::Answer) or a [`Clients`] of one's own, and for tests.
    ///
    /// [`Clients`]: https://docs.rs/confluence-mcp/latest/confluence_mcp/trait.Clients.html
    #[must_use]
    pub fn new(kind: ErrorKind, operation: &'static str) -> Self {
        Self(Box::new(Failure {
            kind,
            operation,
            status: None,
            said: None,
            request_id: None,
            retry_after: None,
            versions: None,
            maybe_unauthenticated: false,
            unsent: false,
            source: None,
            told: false,
        }))
    }

    /// A failure that another error tells all of: its message is this one's.
    pub(crate) fn told_by(kind: ErrorKind, operation: &'static str, error: impl Into<BoxError>) -> Self {
        let error = error.into();
        let mut told = Self::new(kind, operation).said(error.to_string()).source(error);
        told.0.told = true;
        told
    }

    /// What the service said, or what would be right. It must hold no secret.
    #[must_use]
    pub fn with_message(self, message: impl Into<String>) -> Self {
        self.said(message)
    }

    /// The cause, whose message must not be part of this one's. It must hold no secret.
    #[must_use]
    pub fn with_source(self, source: impl Into<BoxError>) -> Self {
        self.source(source)
    }

    /// The status with which the service answered.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        self.status(status)
    }

    /// How long the service asked to wait.
    #[must_use]
    pub fn with_retry_after(self, wait: Duration) -> Self {
        self.wait(wait)
    }

    /// The first cause of this type, however deep: one of confluence-oauth, a
    /// [`MergeConflict`](crate::wiki::MergeConflict), a [`ContentError`](crate::content::ContentError).
    #[must_use]
    pub fn cause<T: std::error::Error + 'static>(&self) -> Option<&T> {
        let first = self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static));
        std::iter::successors(first, |error| error.source()).find_map(|error| error.downcast_ref())
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The version numbers of a conflict.
    #[must_use]
    pub fn with_versions(mut self, versions: VersionConflict) -> Self {
        self.0.versions = Some(versions);
        self
    }

    pub(crate) fn said(mut self, said: impl Into<String>) -> Self {
        self.0.said = Some(said.into());
        self
    }

    pub(crate) fn wait(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    pub(crate) fn source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Whether the request never left, so that the service cannot have acted.
    pub(crate) fn is_unsent(&self) -> bool {
        self.0.unsent
    }

    fn unsent(mut self, unsent: bool) -> Self {
        self.0.unsent = unsent;
        self
    }

    /// Keeps what the headers tell: the request's id and how long to wait.
    pub(crate) fn headers(mut self, answer: &HeaderMap) -> Self {
        let text = |name| answer.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
        let id = ["atl-request-id", "atl-traceid", "x-arequestid"].into_iter().find_map(text);
        self.0.request_id = id.map(str::to_owned);
        self.0.retry_after = headers::retry_after(answer);
        self
    }

    pub(crate) fn transport(operation: &'static str, error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Setup => ErrorKind::Invalid,
            _ => ErrorKind::Transport,
        };
        let unsent = matches!(error.kind(), TransportErrorKind::Connect | TransportErrorKind::Setup);
        Self::new(kind, operation).said(error.to_string()).source(error.into_source()).unsent(unsent)
    }

    pub(crate) fn credential(operation: &'static str, error: CredentialError) -> Self {
        let kind = if error.is_transient() { ErrorKind::Transport } else { ErrorKind::Unauthenticated };
        Self::new(kind, operation).said(error.to_string()).source(error.into_source()).unsent(true)
    }
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

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.describe())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.0.operation, self.0.kind)?;
        if let Some(status) = self.0.status {
            write!(formatter, " ({status})")?;
        }
        if let Some(said) = &self.0.said {
            write!(formatter, ": {said}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    /// What is known of the failure, without what is not: this is what a program shows whose `main` returns it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Error");
        shown.field("kind", &self.0.kind).field("operation", &self.0.operation);
        let status = self.0.status.map(|status| status.as_u16());
        let known: [(&str, Option<&dyn fmt::Debug>); 6] = [
            ("status", status.as_ref().map(|status| status as _)),
            ("said", self.0.said.as_ref().map(|said| said as _)),
            ("request_id", self.0.request_id.as_ref().map(|id| id as _)),
            ("retry_after", self.0.retry_after.as_ref().map(|wait| wait as _)),
            ("versions", self.0.versions.as_ref().map(|versions| versions as _)),
            ("source", self.0.source.as_ref().map(|source| source as _)),
        ];
        for (name, value) in known {
            if let Some(value) = value {
                shown.field(name, value);
            }
        }
        shown.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_deref()?;
        if self.0.told { source.source() } else { Some(source) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_is_shown() {
        let error =
            Error::new(ErrorKind::NotFound, "getPageById").status(StatusCode::NOT_FOUND).said("no page");
        let shown = r#"Error { kind: NotFound, operation: "getPageById", status: 404, said: "no page" }"#;
        assert_eq!(format!("{error:?}"), shown);
    }
}
