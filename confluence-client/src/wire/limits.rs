//! How much of an answer a client accepts.

/// Bounds on answers, so that no answer can fill the memory.
///
/// ```
/// let limits = confluence_client::Limits::default().json(1 << 20);
/// assert_eq!(limits.json, 1_048_576);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a JSON answer, 64 MiB by default.
    pub json: u64,
    /// Bytes of the body of a refusal, 256 KiB by default; what is longer is cut.
    pub error: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { json: 64 << 20, error: 256 << 10 }
    }
}

impl Limits {
    /// At most this many bytes of a JSON answer.
    #[must_use]
    pub fn json(mut self, bytes: u64) -> Self {
        self.json = bytes;
        self
    }

    /// At most this many bytes of the body of a refusal.
    #[must_use]
    pub fn error(mut self, bytes: u64) -> Self {
        self.error = bytes;
        self
    }
}
