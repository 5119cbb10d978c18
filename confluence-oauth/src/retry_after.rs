//! How long an answer asks to wait. The crates of this workspace that ask over HTTP have this file each, byte for byte, since
//! none of them is below the others.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The longest wait that is told, by which others plan their next try: no limit of the service is longer than a day.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// How long an answer asks to wait, at most a day: seconds or a date, RFC 9110 section 10.2.3. A date counts by
/// the clock of the service, which the answer's own `Date` shows. No wait at all, or a date that is past, asks for
/// nothing. Of several, as a proxy and the service may have written one each, the longest counts.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get_all(RETRY_AFTER).iter().filter_map(|value| wait(value.to_str().ok()?.trim(), headers)).max()
}

fn wait(text: &str, headers: &HeaderMap) -> Option<Duration> {
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_or(LONGEST_WAIT, Duration::from_secs)
    } else {
        httpdate::parse_http_date(text).ok()?.duration_since(now(headers)).ok()?
    };
    Some(wait.min(LONGEST_WAIT)).filter(|wait| !wait.is_zero())
}

/// The time by the clock of the service; by our own where the answer does not tell it.
fn now(headers: &HeaderMap) -> SystemTime {
    let told = headers.get(DATE).and_then(|value| value.to_str().ok());
    told.and_then(|text| httpdate::parse_http_date(text).ok()).unwrap_or_else(SystemTime::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, http::HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn waits_are_seconds_or_dates() {
        let wait = |text| retry_after(&headers(&[("retry-after", text)]));
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("3599"), Some(Duration::from_secs(3599)), "the quota of Cloud ends at the full hour");
        for nothing in ["soon", "", "-3", "1.5", "0", "000", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert_eq!(wait(nothing), None, "{nothing}");
        }
        for absurd in [
            "18446744073709551615",
            "99999999999999999999999999",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "31536000",
        ] {
            assert_eq!(wait(absurd), Some(LONGEST_WAIT), "{absurd}");
        }
    }

    #[test]
    fn dates_come_in_three_forms_and_the_longest_wait_counts() {
        let told = |waits: &[&'static str]| {
            let mut pairs = vec![("date", "Sun, 06 Nov 1994 08:49:30 GMT")];
            pairs.extend(waits.iter().map(|wait| ("retry-after", *wait)));
            retry_after(&headers(&pairs)).map(|wait| wait.as_secs())
        };
        for form in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(told(&[form]), Some(7), "{form}");
        }
        assert_eq!(told(&["0", "20", "soon", "3"]), Some(20));
        assert_eq!(told(&["0", "soon"]), None);
    }

    #[test]
    fn a_date_counts_by_the_clock_of_the_service() {
        let wait = |date, until| retry_after(&headers(&[("date", date), ("retry-after", until)]));
        let ahead = ("Fri, 31 Dec 2055 23:59:50 GMT", "Fri, 31 Dec 2055 23:59:59 GMT");
        let behind = ("Sat, 01 Jan 2005 00:00:00 GMT", "Sat, 01 Jan 2005 00:00:09 GMT");
        for (date, until) in [ahead, behind] {
            assert_eq!(wait(date, until), Some(Duration::from_secs(9)), "{date}");
        }
        assert_eq!(wait(behind.1, behind.0), None, "what is past asks for nothing");
    }
}
