//! Placeholder while the workspace is being laid.
#[cfg(feature = "markdown")]
pub mod content;
