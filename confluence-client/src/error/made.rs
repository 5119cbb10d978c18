//! The parts of an error, as this crate and programs set them: for a `FromResponse` of one's own, and for tests.

use std::time::Duration;

use http::StatusCode;

use super::{BoxError, Error, VersionConflict};

impl Error {
    /// What the service said, or what would be right. It must hold no secret.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = Some(message.into());
        self
    }

    /// The cause, whose message must not be part of this one's. It must hold no secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The status with which the service answered.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The id under which Atlassian's support finds the request.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    /// The property of the connection that is at fault.
    #[must_use]
    pub fn with_property(mut self, property: impl Into<String>) -> Self {
        self.0.property = Some(property.into());
        self
    }

    /// That nothing was sent, so that the service cannot have acted.
    #[must_use]
    pub fn with_nothing_sent(self) -> Self {
        self.unsent(true)
    }

    /// How long the service asked to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
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
