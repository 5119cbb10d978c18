//! Points in time as the service writes them.

use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::operation::describe::{Described, Kind};

/// A point in time: the RFC 3339 text of the service, kept as it came.
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

impl From<SystemTime> for Timestamp {
    /// Writes the time in UTC; a time out of the years 0 to 9999 becomes the epoch.
    fn from(time: SystemTime) -> Self {
        Self(jiff::Timestamp::try_from(time).unwrap_or_default().to_string())
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
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

crate::wire::values::arguments!(Timestamp: Timestamp, SystemTime, &str);

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
    }
}
