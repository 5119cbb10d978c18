//! Points in time as the service writes them.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::operation::describe::{Described, Kind};

/// A point in time: the RFC 3339 text of the service, kept as it came.
///
/// Earlier times come first, whatever their offsets; texts that are no times come before all others. Two values are
/// equal only if their texts are, so that what was read is written back as it came.
///
/// ```
/// use confluence_client::Timestamp;
///
/// let noon_in_berlin = Timestamp::from("2026-01-01T12:00:00.000+01:00");
/// assert!(noon_in_berlin < Timestamp::from("2026-01-01T11:00:01Z"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as the service wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same point in time for arithmetic; `None` if the text is no RFC 3339 time.
    #[must_use]
    pub fn to_system_time(&self) -> Option<SystemTime> {
        SystemTime::try_from(self.0.parse::<jiff::Timestamp>().ok()?).ok()
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        let times = self.to_system_time().cmp(&other.to_system_time());
        times.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl AsRef<str> for Timestamp {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<SystemTime> for Timestamp {
    /// Writes the time in UTC; a time that no calendar reaches, before the year -9999 or after 9999, becomes the nearest
    /// that one does.
    fn from(time: SystemTime) -> Self {
        Self(in_calendar(time).to_string())
    }
}

/// The same time for calculations with the calendar; of what the calendar does not reach, its first or its last.
pub(crate) fn in_calendar(time: SystemTime) -> jiff::Timestamp {
    let end = if time < SystemTime::UNIX_EPOCH { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::try_from(time).unwrap_or(end)
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&String> for Timestamp {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<&Timestamp> for Timestamp {
    fn from(time: &Timestamp) -> Self {
        time.clone()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.0
    }
}

impl FromStr for Timestamp {
    type Err = Infallible;

    /// Keeps any text, as it came.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Described for Timestamp {
    const KIND: Kind = Kind::Timestamp;
}

impl crate::wire::values::QueryValue for Timestamp {
    fn values(&self, add: &mut dyn FnMut(String)) {
        add(self.0.clone());
    }
}

crate::wire::values::arguments!(Timestamp: Timestamp, &Timestamp, SystemTime, &str, &String, String);

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn converts_both_ways() {
        let written = Timestamp::from("2026-08-14T10:00:00.250+02:00");
        let expected = UNIX_EPOCH + Duration::from_millis(1_786_694_400_250);
        assert_eq!(written.to_system_time(), Some(expected));
        assert_eq!(Timestamp::from(expected).as_str(), "2026-08-14T08:00:00.25Z");
        assert_eq!(Timestamp::from("yesterday").to_system_time(), None);
        let beyond = UNIX_EPOCH + Duration::from_secs(300_000_000_000);
        assert!(
            Timestamp::from(beyond).as_str().starts_with("9999-12-30"),
            "what is far ahead is not long ago"
        );
    }

    #[test]
    fn a_text_is_kept_whatever_type_it_has() {
        let text = "2026-01-01T12:00:00Z".to_owned();
        let time: Timestamp = text.parse().unwrap();
        for same in [Timestamp::from(&text), Timestamp::from(text.clone()), Timestamp::from(&time)] {
            assert_eq!(same, time);
        }
        assert_eq!(String::from(time), text);
    }

    #[test]
    fn earlier_times_come_first_whatever_their_offsets() {
        let texts =
            ["2026-01-01T12:00:00Z", "no time", "2026-01-01T12:30:00+01:00", "2026-01-01T13:00:00+01:00"];
        let mut times = texts.map(Timestamp::from);
        times.sort();
        assert_eq!(times.each_ref().map(Timestamp::as_str), [texts[1], texts[2], texts[0], texts[3]]);
    }
}
