//! What a command ends with where it fails.

/// The result of a command; the error is told to the person at the terminal.
pub(crate) type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;
