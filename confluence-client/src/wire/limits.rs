//! How much of an answer a client accepts.

/// Maximum sizes of responses, so that none can fill the memory.
///
/// ```
/// use confluence_client::{Client, Limits, Site};
///
/// # fn main() -> Result<(), confluence_client::Error> {
/// let limits = Limits::default().json(8 << 20);
/// let client = Client::builder(Site::cloud("https://example.atlassian.net")?).limits(limits).build()?;
/// # Ok(())
/// # }
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
