//! An access token that is ready to be sent.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::clock::{Milliseconds, system_time};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::store::Record;

/// A token is refreshed this long before it expires, or a tenth of its life if that is shorter.
const MARGIN: Milliseconds = 5 * 60 * 1000;

/// How long a token that could not be refreshed in time is used before that is tried again.
const EXTENSION: Milliseconds = 30 * 1000;

/// An OAuth access token and when it expires.
#[derive(Clone)]
pub struct AccessToken {
    secret: Secret,
    header: HeaderValue,
    expires: Option<Milliseconds>,
    fresh_until: Milliseconds,
}

impl AccessToken {
    /// The token of a stored grant; `None` if none is stored.
    pub(crate) fn of(record: &Record) -> Result<Option<Self>> {
        let Some(secret) = record.access_token.clone() else {
            return Ok(None);
        };
        // Each clone of the header is this memory, which is wiped with the last of them.
        let owned = Bytes::from_owner(Zeroizing::new(format!("Bearer {}", secret.expose()).into_bytes()));
        let mut header = HeaderValue::from_maybe_shared(owned)
            .map_err(|_| Error::store("the stored access token holds characters that no token has"))?;
        header.set_sensitive(true);
        let expires = record.expires_at();
        let lifetime = record.expires_in.unwrap_or_default().saturating_mul(1000);
        let fresh_until =
            expires.map_or(Milliseconds::MAX, |end| end.saturating_sub(MARGIN.min(lifetime / 10)));
        Ok(Some(Self { secret, header, expires, fresh_until }))
    }

    /// The token itself.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The value of the `Authorization` header, marked as sensitive: RFC 6750, section 2.1. OAuth 1.0a signs
    /// each request instead: see [`Session::authorize`](crate::Session::authorize).
    #[must_use]
    pub fn header(&self) -> &HeaderValue {
        &self.header
    }

    /// When the token expires, where that is known.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires.map(system_time)
    }

    pub(crate) fn is_fresh(&self, now: Milliseconds) -> bool {
        now < self.fresh_until
    }

    /// The same token, counted as fresh for a while longer but not beyond its end.
    pub(super) fn extended(mut self, now: Milliseconds) -> Option<Self> {
        let end = self.expires.unwrap_or(Milliseconds::MAX);
        self.fresh_until = now.saturating_add(EXTENSION).min(end);
        self.is_fresh(now).then_some(self)
    }

    /// The same token, counted as fresh until its end.
    pub(super) fn until_its_end(mut self, now: Milliseconds) -> Option<Self> {
        self.fresh_until = self.expires.unwrap_or(Milliseconds::MAX);
        self.is_fresh(now).then_some(self)
    }

    /// Whether its end has passed, or is not known.
    pub(super) fn may_have_ended(&self, now: Milliseconds) -> bool {
        self.expires.is_none_or(|end| end <= now)
    }

    pub(super) fn is(&self, other: &HeaderValue) -> bool {
        // Header values compare in the clear, so that secrets are compared as secrets.
        other.to_str().ok().and_then(sent).is_some_and(|token| self.secret.matches(token.expose()))
    }
}

/// The token in an `Authorization` header of either OAuth.
fn sent(header: &str) -> Option<Secret> {
    if let Some(token) = header.strip_prefix("Bearer ") {
        return Some(Secret::new(token));
    }
    let (_, after) = header.strip_prefix("OAuth ")?.split_once("oauth_token=\"")?;
    let token = percent_encoding::percent_decode_str(after.split('"').next()?).decode_utf8().ok()?;
    Some(Secret::new(token))
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AccessToken").field("expires", &self.expires).finish_non_exhaustive()
    }
}

impl Record {
    /// When the access token expires; `None` if that is not known or never.
    pub(crate) fn expires_at(&self) -> Option<Milliseconds> {
        let seconds = self.expires_in.filter(|seconds| *seconds >= 0)?;
        Some(self.issued_at_ms.unwrap_or_default().saturating_add(seconds.saturating_mul(1000)))
    }
}

/// A request that the service refused: its status, and the `Authorization` header that was sent.
///
/// ```no_run
/// use confluence_oauth::Refusal;
/// use http::{Method, StatusCode};
///
/// # async fn example(session: confluence_oauth::Session, url: url::Url) -> Result<(), confluence_oauth::Error> {
/// let sent = session.authorize(&Method::GET, &url, None).await?;
/// // The service answered 401: the next header is a newer one, or the same where there is none.
/// let refusal = Refusal::new(StatusCode::UNAUTHORIZED, sent);
/// let newer = session.authorize(&Method::GET, &url, Some(&refusal)).await?;
/// # drop(newer);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status of the answer.
    pub status: http::StatusCode,
    /// The header that was sent, marked as sensitive.
    pub header: HeaderValue,
}

impl Refusal {
    /// A refusal of this header with this status.
    #[must_use]
    pub fn new(status: http::StatusCode, mut header: HeaderValue) -> Self {
        header.set_sensitive(true);
        Self { status, header }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(issued: Option<i64>, expires_in: Option<i64>) -> AccessToken {
        let access_token = Some(Secret::new("canary"));
        let record = Record { access_token, issued_at_ms: issued, expires_in, ..Record::default() };
        AccessToken::of(&record).unwrap().unwrap()
    }

    #[test]
    fn it_is_refreshed_a_margin_before_its_end() {
        let hour = token(Some(0), Some(3600));
        assert!(hour.is_fresh(3_299_999) && !hour.is_fresh(3_300_000));
        let short = token(Some(0), Some(10));
        assert!(short.is_fresh(8_999) && !short.is_fresh(9_000));
    }

    #[test]
    fn without_a_lifetime_it_is_used_until_it_is_refused() {
        assert!(token(None, None).is_fresh(i64::MAX - 1));
        assert!(token(Some(0), Some(-1)).is_fresh(i64::MAX - 1));
        assert!(!token(Some(0), Some(0)).is_fresh(1));
        assert!(!token(None, Some(3600)).is_fresh(4_000_000));
    }

    #[test]
    fn debug_shows_neither_token_nor_header() {
        let token = token(Some(0), Some(1));
        assert!(!format!("{token:?} {:?}", token.header()).contains("canary"));
        let refusal = Refusal::new(http::StatusCode::UNAUTHORIZED, HeaderValue::from_static("Bearer canary"));
        assert!(!format!("{refusal:?}").contains("canary"));
    }
}
