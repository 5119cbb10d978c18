//! What the headers of an answer tell of a failure.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// What is longer is as good as for ever, and must not overflow a clock.
const LONGEST_WAIT: Duration = Duration::from_secs(86_400);

/// How long an answer asks to wait, at most a day: seconds or a date, RFC 9110 section 10.2.3.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_or(LONGEST_WAIT, Duration::from_secs)
    } else {
        httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).unwrap_or_default()
    };
    Some(wait.min(LONGEST_WAIT))
}

/// The media type that an answer declares; `unlabelled` without one.
pub(crate) fn content_type(headers: &HeaderMap) -> &str {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    declared.unwrap_or("unlabelled").split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| ((*name).try_into().unwrap(), http::HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn waits_are_seconds_or_dates() {
        assert_eq!(retry_after(&headers(&[("retry-after", "7")])), Some(Duration::from_secs(7)));
        assert_eq!(
            retry_after(&headers(&[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")])),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after(&headers(&[("retry-after", "soon")])), None);
        for absurd in ["18446744073709551615", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(retry_after(&headers(&[("retry-after", absurd)])), Some(LONGEST_WAIT), "{absurd}");
        }
    }
}
