//! Errors of calls.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::auth::CredentialError;
pub use crate::error_kind::ErrorKind;
use crate::transport::{TransportError, TransportErrorKind};

mod answered;
mod challenge;
mod headers;
mod known;
mod made;
mod obstacle;
mod reason;
mod retry_after;
mod said;

pub(crate) use answered::answered;
pub(crate) use headers::{LONGEST_PAUSE, content_type};
pub use reason::Reason;
pub(crate) use said::page_says;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// `Result` with [`Error`], as calls return it.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of a call: which operation, what kind of failure, and the message of the service.
///
/// `Display` is one line for people and never repeats its cause, so that printing an error with all its causes says each
/// thing once. Where another error says all there is, such as a merge conflict or one of confluence-oauth, its message is
/// this one's, and `source()` goes on behind it; [`Error::cause`] finds it by its type.
///
/// ```
/// use confluence_client::{Error, ErrorKind};
///
/// // As a program's own test or `FromResponse` makes one:
/// let error = Error::new(ErrorKind::Conflict, "updatePage").with_message("version 3 is there already");
/// assert_eq!(error.to_string(), "updatePage: conflict: version 3 is there already");
/// ```
pub struct Error(Box<Failure>);

struct Failure {
    kind: ErrorKind,
    operation: &'static str,
    reason: Option<Reason>,
    status: Option<StatusCode>,
    message: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    versions: Option<VersionConflict>,
    property: Option<String>,
    of_credential: bool,
    of_everything: bool,
    maybe_unauthenticated: bool,
    /// Whether the answer holds no word of the service itself.
    bare: bool,
    unsent: bool,
    accepted: bool,
    source: Option<BoxError>,
}

/// The version numbers of a version conflict (HTTP 409).
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
        self.0.message.as_deref()
    }

    /// What was said, and behind it why a request never left: a refused connection, a certificate, a host name. Causes of
    /// other failures may quote what the service answered, and are left out.
    #[must_use]
    pub fn explained(&self) -> Option<String> {
        let said = self.0.message.as_deref()?;
        let cause = std::error::Error::source(self).filter(|_| self.0.unsent && !self.0.of_credential);
        Some(cause.map_or_else(|| said.to_owned(), |cause| format!("{said}: {cause}")))
    }

    /// The id under which Atlassian's support finds the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the service asked to wait, up to a day: the quota of Cloud ends at the full hour. The client itself waits
    /// five minutes at the most, and then finds out by one request.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The version numbers of a conflict, where the service sent them.
    #[must_use]
    pub fn versions(&self) -> Option<VersionConflict> {
        self.0.versions
    }

    /// The property of the connection that is at fault, such as `CertificateStorePassword`: until it is corrected, or what
    /// it names is, the same again fails again.
    #[must_use]
    pub fn property(&self) -> Option<&str> {
        self.0.property.as_deref()
    }

    /// Whether the credential was at fault, or could not be had, so that nothing was asked of the service.
    #[must_use]
    pub fn is_of_credential(&self) -> bool {
        self.0.of_credential
    }

    /// Whether every other request would be refused too, whatever it asks, as by a firewall, a read-only mode or a CAPTCHA: then
    /// the message says what a person can do.
    #[must_use]
    pub fn refuses_every_request(&self) -> bool {
        self.0.of_everything
    }

    /// Whether a `NotFound` may as well mean a refused credential, as the bare 404 of Cloud's v2 does.
    #[must_use]
    pub fn may_be_unauthenticated(&self) -> bool {
        self.0.maybe_unauthenticated
    }

    /// An error for a caller without a credential, for programs that find the client of each of their callers.
    pub fn unauthenticated(why: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unauthenticated, "connection").with_message(why)
    }

    /// A failure of an operation, for an [`FromResponse`](crate::FromResponse) or a [`WikiProvider`] of one's own, and for tests.
    ///
    /// [`WikiProvider`]: https://docs.rs/confluence-mcp/latest/confluence_mcp/trait.WikiProvider.html
    #[must_use]
    pub fn new(kind: ErrorKind, operation: &'static str) -> Self {
        Self(Box::new(Failure {
            kind,
            operation,
            reason: None,
            status: None,
            message: None,
            request_id: None,
            retry_after: None,
            versions: None,
            property: None,
            of_credential: false,
            of_everything: false,
            maybe_unauthenticated: false,
            bare: false,
            unsent: false,
            accepted: false,
            source: None,
        }))
    }

    /// A failure that another error says all of: its message is this one's.
    #[cfg(feature = "markdown")]
    pub(crate) fn in_the_words_of(
        kind: ErrorKind,
        operation: &'static str,
        error: impl Into<BoxError>,
    ) -> Self {
        let error = error.into();
        Self::new(kind, operation).with_message(error.to_string()).with_source(error)
    }

    /// The first cause of this type, however deep: one of confluence-oauth, a
    /// [`MergeConflict`](crate::wiki::MergeConflict), a [`ContentError`](crate::content::ContentError).
    #[must_use]
    pub fn cause<T: std::error::Error + 'static>(&self) -> Option<&T> {
        causes(self.0.source.as_deref()?).find_map(|error| error.downcast_ref())
    }

    /// The same, said of one of several things.
    #[cfg(feature = "sql")]
    pub(crate) fn of_one(mut self, which: &str) -> Self {
        self.0.message = Some(match self.0.message.take() {
            Some(said) => format!("{which}: {said}"),
            None => which.to_owned(),
        });
        self
    }

    /// The failure of reading the answer to a write: the service did what was asked.
    pub(crate) fn after_acceptance(mut self) -> Self {
        if matches!(self.0.kind, ErrorKind::TooLarge | ErrorKind::Decode) {
            self.0.accepted = true;
            let said = self.0.message.take().unwrap_or_default();
            self.0.message =
                Some(format!("the service accepted the request, and its answer cannot be read: {said}"));
        }
        self
    }

    /// The failure of what comes after a write that the service did.
    #[cfg(feature = "wiki")]
    pub(crate) fn behind_a_write(mut self) -> Self {
        self.0.accepted = true;
        self.0.unsent = false;
        self
    }

    /// Whether the service did what was asked, and its answer could not be read, or a further step failed: then a write is
    /// not sent again.
    #[must_use]
    pub fn was_accepted(&self) -> bool {
        self.0.accepted
    }

    /// Whether what was to be done was not sent, so that the service cannot have acted: then a write can be sent again.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.0.unsent
    }

    pub(crate) fn unsent(mut self, unsent: bool) -> Self {
        self.0.unsent = unsent;
        self
    }

    /// Keeps what the headers tell: the request's id and how long to wait.
    pub(crate) fn headers(mut self, answer: &HeaderMap) -> Self {
        let text = |name| answer.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
        let id = ["atl-request-id", "atl-traceid", "x-arequestid"].into_iter().find_map(text);
        self.0.request_id = id.map(str::to_owned);
        self.0.retry_after = retry_after::retry_after(answer);
        self
    }

    pub(crate) fn transport(operation: &'static str, error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Setup => ErrorKind::Invalid,
            _ => ErrorKind::Transport,
        };
        use TransportErrorKind::{Certificate, Connect, Name, Setup};
        let unsent = matches!(error.kind(), Connect | Certificate | Name | Setup);
        let property = error.property().or(match error.kind() {
            Certificate => Some("SSLServerCert"),
            Name => Some("URL"),
            _ => None,
        });
        let error = Self::new(kind, operation)
            .with_message(error.to_string())
            .with_source(error.into_source())
            .unsent(unsent);
        match property {
            Some(property) => error.with_property(property),
            None => error,
        }
    }

    /// What kept a credential from being had, with everything that is known of it.
    pub(crate) fn credential(operation: &'static str, failed: CredentialError) -> Self {
        let mut error =
            Self::new(failed.kind(), operation).with_message(failed.to_string()).with_nothing_sent();
        error.0.of_credential = true;
        error.0.property = failed.property().map(str::to_owned);
        error.0.retry_after = failed.retry_after();
        error.with_source(failed.into_source())
    }
}

/// A credential that cannot be one, so that `?` takes it where a client is made.
impl From<CredentialError> for Error {
    fn from(failed: CredentialError) -> Self {
        Self::credential("credential", failed)
    }
}

/// An error and what is behind it, from the outside in.
fn causes<'e>(
    first: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(first), |error| (*error).source())
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.0.operation, self.0.kind)?;
        if let Some(status) = self.0.status {
            write!(formatter, " ({status})")?;
        }
        if let Some(said) = &self.0.message {
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
        let known: [(&str, Option<&dyn fmt::Debug>); 7] = [
            ("property", self.0.property.as_ref().map(|property| property as _)),
            ("status", status.as_ref().map(|status| status as _)),
            ("message", self.0.message.as_ref().map(|said| said as _)),
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
        let said = self.0.message.as_deref().unwrap_or_default();
        // A cause whose words the message has already is passed over, so that a chain says each thing once.
        causes(self.0.source.as_deref()?).find(|cause| !said.contains(&cause.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_makes_what_it_may_meet() {
        let error = Error::new(ErrorKind::NotFound, "getPageById").with_request_id("abc");
        let error = error.with_property("URL").with_nothing_sent();
        assert_eq!(
            (error.request_id(), error.property(), error.is_unsent()),
            (Some("abc"), Some("URL"), true)
        );
        let io = std::io::Error::from(error);
        assert_eq!(io.kind(), std::io::ErrorKind::NotFound);
        assert!(io.get_ref().is_some_and(|cause| cause.is::<Error>()));
    }

    #[test]
    fn only_what_is_known_is_shown() {
        let error = Error::new(ErrorKind::NotFound, "getPageById")
            .with_status(StatusCode::NOT_FOUND)
            .with_message("no page");
        let shown = r#"Error { kind: NotFound, operation: "getPageById", status: 404, message: "no page" }"#;
        assert_eq!(format!("{error:?}"), shown);
    }
}
