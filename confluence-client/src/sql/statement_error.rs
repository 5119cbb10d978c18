//! What is wrong with a statement.

use crate::error::{Error, ErrorKind};

/// An error that says what is wrong with a statement.
pub(super) fn fault(said: impl Into<String>) -> Error {
    Error::new(ErrorKind::Invalid, "sql").with_message(said)
}
