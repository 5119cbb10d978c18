//! Errors as programs make them: for an `Answer` of their own, and for tests.

use std::time::Duration;

use http::StatusCode;

use super::{BoxError, Error, VersionConflict};

impl Error {
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

    /// The id under which Atlassian's support finds the request.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    /// The property of the connection that is at fault.
    #[must_use]
    pub fn with_property(self, property: impl Into<String>) -> Self {
        self.on_property(property)
    }

    /// That nothing was sent, so that the service cannot have acted.
    #[must_use]
    pub fn with_nothing_sent(self) -> Self {
        self.unsent(true)
    }

    /// How long the service asked to wait.
    #[must_use]
    pub fn with_retry_after(self, wait: Duration) -> Self {
        self.wait(wait)
    }

    /// The version numbers of a conflict.
    #[must_use]
    pub fn with_versions(mut self, versions: VersionConflict) -> Self {
        self.0.versions = Some(versions);
        self
    }
}

/// For what reads and writes bytes, such as a stream of a download: the error itself is the cause.
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        Self::new(error.kind().into(), error)
    }
}
