//! The time of day, which tests may replace.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z.
pub(crate) type Milliseconds = i64;

/// The end of the year 9999, the last that RFC 3339 can write.
const LAST: Milliseconds = 253_402_300_799_999;

/// Wall-clock time: a machine that slept must notice it, and a monotonic clock does not.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub(crate) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(crate) fn now(&self) -> Milliseconds {
        milliseconds((self.0)())
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}

pub(crate) fn milliseconds(time: SystemTime) -> Milliseconds {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Milliseconds::try_from(since.as_millis()).unwrap_or(Milliseconds::MAX)
}

/// The same for others. What a service says of the end of a token may lie further ahead than a system counts, Windows say:
/// the last moment that has a date stands for it.
pub(crate) fn system_time(at: Milliseconds) -> SystemTime {
    let since = u64::try_from(at.min(LAST)).unwrap_or_default();
    UNIX_EPOCH.checked_add(Duration::from_millis(since)).unwrap_or(UNIX_EPOCH)
}

/// RFC 3339, in seconds and UTC.
pub(crate) fn rfc3339(at: Milliseconds) -> String {
    let seconds = at.div_euclid(1000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 0000-03-01, leap days come last in their year.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let (month, day) =
        (if shifted < 10 { shifted + 3 } else { shifted - 9 }, day_of_year - (153 * shifted + 2) / 5 + 1);
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_793_491_199_999), "2026-10-31T23:59:59Z");
    }

    #[test]
    fn what_lies_beyond_all_dates_is_the_last_of_them() {
        for at in [LAST, LAST + 1, Milliseconds::MAX] {
            assert_eq!(rfc3339(milliseconds(system_time(at))), "9999-12-31T23:59:59Z");
        }
        assert_eq!(system_time(Milliseconds::MIN), UNIX_EPOCH);
    }
}
