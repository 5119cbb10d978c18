//! What was to be uploaded and could not be read: the program's fault and not the site's.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use super::{TransportError, TransportErrorKind};

/// Why a body could not be read, wherever on its way out that is found out.
#[derive(Clone, Debug)]
pub(super) struct Unreadable {
    what: String,
    why: Arc<io::Error>,
}

impl Unreadable {
    /// `what` names what is read: a path, or a file by its name.
    pub(super) fn new(what: &str, why: io::Error) -> Self {
        Self { what: what.to_owned(), why: Arc::new(why) }
    }

    /// The one among the causes of an error of the HTTP client, which takes it for a connection that broke.
    pub(super) fn among(error: &(dyn Error + 'static)) -> Option<TransportError> {
        let mut causes = std::iter::successors(Some(error), |error| (*error).source());
        causes.find_map(|cause| cause.downcast_ref::<Self>()).cloned().map(TransportError::from)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} cannot be uploaded: {}", self.what, self.why)
    }
}

impl Error for Unreadable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.why)
    }
}

/// The service cannot have acted: what it got is no whole request.
impl From<Unreadable> for TransportError {
    fn from(unreadable: Unreadable) -> Self {
        Self::new(TransportErrorKind::Setup, unreadable)
    }
}
