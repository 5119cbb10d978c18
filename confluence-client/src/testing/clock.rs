//! The sandbox's clock, which tests may push forward, and its timestamps.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400_000;

/// Wall-clock time plus whatever a test has added.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead: AtomicU64,
}

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(millis(wall) + self.ahead.load(Ordering::Relaxed) as i64)
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.ahead.fetch_add(millis(by) as u64, Ordering::Relaxed);
    }
}

/// Milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(pub(crate) i64);

impl Timestamp {
    /// `2026-11-23T21:12:17.000Z`, the way every face writes it.
    pub(crate) fn rfc3339(self) -> String {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        let rest = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", rest % 1000)
    }

    /// `Tue, 24 Nov 2026 01:02:03 GMT`, the way HTTP writes it.
    pub(crate) fn http_date(self) -> String {
        let since = Duration::from_millis(u64::try_from(self.0).unwrap_or_default());
        httpdate::fmt_http_date(UNIX_EPOCH + since)
    }

    /// Reads `2026-11-23`, `2026/11/23 21:12`, and RFC 3339 in UTC.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<i64> = text
            .trim_end_matches('Z')
            .split(|sign: char| !sign.is_ascii_digit())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        let at = |index: usize| numbers.get(index).copied();
        let (year, month, day) = (at(0)?, at(1)?, at(2)?);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || numbers.len() > 7 {
            return None;
        }
        let of_day = at(3).unwrap_or(0) * 3600 + at(4).unwrap_or(0) * 60 + at(5).unwrap_or(0);
        Some(Self(days(year, month, day) * DAY + of_day * 1000 + at(6).unwrap_or(0)))
    }

    pub(crate) fn after(self, by: Duration) -> Self {
        Self(self.0 + millis(by))
    }

    pub(crate) fn before(self, by: Duration) -> Self {
        Self(self.0 - millis(by))
    }

    pub(crate) fn start_of_day(self) -> Self {
        Self(self.0.div_euclid(DAY) * DAY)
    }

    /// The whole seconds from `earlier` to `self`, 0 when it lies ahead.
    pub(crate) fn seconds_since(self, earlier: Self) -> u64 {
        u64::try_from((self.0 - earlier.0) / 1000).unwrap_or(0)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

/// Days since the epoch of a date of the proleptic Gregorian calendar, counted from March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let shifted = year - i64::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = shifted.div_euclid(146_097) * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_survive_a_round_trip() {
        for text in ["1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "2026-11-23T21:12:17.042Z"] {
            assert_eq!(Timestamp::parse(text).unwrap().rfc3339(), text);
        }
        assert_eq!(Timestamp::parse("2026/11/23 21:12").unwrap().rfc3339(), "2026-11-23T21:12:00.000Z");
        assert_eq!(Timestamp::parse("yesterday"), None);
        assert_eq!(Timestamp::parse("2026-13-01"), None);
    }
}
