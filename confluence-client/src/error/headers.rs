//! What the headers of an answer tell of a failure.

use std::time::Duration;

use http::HeaderMap;
use http::header;

/// The longest pause after one refusal. The quota of Cloud ends at the full hour, so that a refusal may ask for up to an
/// hour; but an answer that a broken proxy or a wrong clock made must not silence a client for longer than its user
/// would wait. When the pause is over, one request finds out.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// The media type that an answer declares; `unlabelled` without one.
pub(crate) fn content_type(headers: &HeaderMap) -> &str {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    declared.unwrap_or("unlabelled").split(';').next().unwrap_or_default().trim()
}
