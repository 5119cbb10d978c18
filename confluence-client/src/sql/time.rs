//! Points in time as the tables write them: `2026-01-31 09:30:00`, in the time zone of the connection, which is UTC where it
//! names none, so that they compare and sort as text, with days, and with what SQLite's own functions make.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};

use crate::time_zone::TimeZone;
use crate::wire::timestamp::Timestamp;

/// The time zone that a query is worked in.
#[derive(Clone, Debug)]
pub(super) struct Zone(TimeZone);

impl Zone {
    pub(super) fn new(zone: Option<&TimeZone>) -> Self {
        Self(zone.cloned().unwrap_or(TimeZone::UTC))
    }

    pub(super) fn is_utc(&self) -> bool {
        self.0.is_utc()
    }

    /// A point in time of the service. Where it tells a day alone, it is the beginning of the day; what is no point in time
    /// stays as it came.
    pub(super) fn written<'a>(&self, time: &'a Timestamp) -> Cow<'a, str> {
        let told = time.as_str();
        if let Ok(at) = told.parse::<jiff::Timestamp>() {
            return Cow::Owned(self.text(at));
        }
        self.read(told).map_or(Cow::Borrowed(told), |day| Cow::Owned(text(day)))
    }

    /// A point in time as the tables write it.
    pub(super) fn text(&self, at: jiff::Timestamp) -> String {
        text(self.0.civil(at))
    }

    /// What clocks of the zone show.
    pub(super) fn civil(&self, at: jiff::Timestamp) -> DateTime {
        self.0.civil(at)
    }

    /// The point in time that people mean by a text: a day, with a time or without, with an offset or without, its parts
    /// divided by hyphens or slashes. It is told as clocks of the zone show it.
    pub(super) fn read(&self, text: &str) -> Option<DateTime> {
        let (civil, offset) = parts(text)?;
        match offset {
            None => Some(civil),
            Some(seconds) => {
                let utc = civil.checked_sub(jiff::SignedDuration::from_secs(seconds)).ok()?;
                Some(self.0.civil(TimeZone::UTC.instant(utc)?))
            }
        }
    }

    /// When clocks of the zone show this.
    pub(super) fn instant(&self, civil: DateTime) -> Option<jiff::Timestamp> {
        self.0.instant(civil)
    }

    /// A text that names a point in time in this zone, as one in UTC; nothing for other texts.
    pub(super) fn to_utc(&self, text: &str) -> Option<String> {
        Some(self::text(TimeZone::UTC.civil(self.instant(self.read(text)?)?)))
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// With milliseconds only where there are any.
pub(super) fn text(at: DateTime) -> String {
    let milliseconds = at.subsec_nanosecond() / 1_000_000;
    let whole = format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    if milliseconds == 0 { whole } else { format!("{whole}.{milliseconds:03}") }
}

/// A text that is compared with points in time, as the tables write them; nothing where it is none. The beginning of one,
/// such as a year, compares as it is. Beside days alone midnight is written as a day, and beside everything else a day as
/// its midnight: as text, one is never equal to the other.
pub(super) fn compared(given: &str, zone: &Zone, days: bool) -> Option<String> {
    match zone.read(given) {
        Some(read) => {
            let written = text(read);
            let is_day = days && read.time() == Time::midnight();
            Some(if is_day { written.get(..10).unwrap_or(&written).to_owned() } else { written })
        }
        None if begins_a_time(given) => Some(given.to_owned()),
        None => None,
    }
}

/// What is said of a text that is compared with points in time and is none.
pub(super) fn none(given: &str) -> String {
    let given: String = given.chars().take(40).collect();
    format!(
        "'{given}' stands beside a point in time and is none: write '2026-01-31', '2026-01-31 09:30' or DATEADD(day, -7, \
         GETDATE())"
    )
}

/// Whether a text is the beginning of a point in time, a year, a month or an hour, with which it compares as text.
fn begins_a_time(text: &str) -> bool {
    let rest = ["-01-01", "-01", ":00"];
    rest.iter().any(|rest| parts(&format!("{text}{rest}")).is_some())
}

/// A day, with a time or without, and how many seconds it is ahead of UTC, where that is said.
fn parts(text: &str) -> Option<(DateTime, Option<i64>)> {
    let text = text.trim();
    let (day, rest) = match text.find([' ', 'T', 't']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim()),
        None => (text, ""),
    };
    let date = date(day)?;
    if rest.is_empty() {
        return Some((date.to_datetime(Time::midnight()), None));
    }
    let (clock, offset) = offset(rest)?;
    Some((date.to_datetime(time(clock)?), offset))
}

fn date(text: &str) -> Option<Date> {
    // Without dividers: 20260131.
    if text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Date::new(number(text.get(..4)?)?, number(text.get(4..6)?)?, number(text.get(6..)?)?).ok();
    }
    let divider = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(divider);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    Date::new(number(year)?, number(month)?, number(day)?).ok()
}

fn time(text: &str) -> Option<Time> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let second = parts.next().unwrap_or("0");
    if parts.next().is_some() || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Time::new(number(hour)?, number(minute)?, number(second)?, nanoseconds).ok()
}

/// The time of day, and how many seconds it is ahead of UTC.
fn offset(text: &str) -> Option<(&str, Option<i64>)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (clock, offset) = text.split_at(at);
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = (digits.get(..2)?, digits.get(2..).unwrap_or_default());
    let minutes: i64 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let seconds = hours.parse::<i64>().ok()? * 3600 + minutes * 60;
    Some((clock.trim_end(), Some(if offset.starts_with('-') { -seconds } else { seconds })))
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<DateTime> {
        Zone::new(None).read(text)
    }

    fn written(time: &Timestamp) -> Cow<'_, str> {
        Zone::new(None).written(time)
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let zone = Zone::new("America/New_York".parse().ok().as_ref());
        assert_eq!(zone.written(&"2026-04-01T09:30:00.000Z".into()), "2026-04-01 05:30:00");
        assert_eq!(zone.written(&"2026-01-01T01:00:00Z".into()), "2025-12-31 20:00:00");
        assert_eq!(zone.read("2026-04-01 05:30").map(text).as_deref(), Some("2026-04-01 05:30:00"));
        assert_eq!(zone.read("2026-04-01T09:30:00Z").map(text).as_deref(), Some("2026-04-01 05:30:00"));
        assert_eq!(zone.to_utc("2026-04-01").as_deref(), Some("2026-04-01 04:00:00"));
        assert_eq!(zone.to_utc("soon"), None);
    }

    #[test]
    fn people_write_the_same_time_in_many_ways() {
        for same in [
            "2026-04-01 09:30:00",
            "2026/04/01 09:30",
            "2026-4-1 9:30",
            "2026-04-01T09:30:00Z",
            "2026-04-01T11:30:00.000+02:00",
            "2026-04-01T05:30-0400",
        ] {
            assert_eq!(read(same).map(text).as_deref(), Some("2026-04-01 09:30:00"), "{same}");
        }
        assert_eq!(read("2026-04-01").map(text).as_deref(), Some("2026-04-01 00:00:00"));
        assert_eq!(read("2026-04-01 09:30:00.25").map(text).as_deref(), Some("2026-04-01 09:30:00.250"));
        for none in ["", "yesterday", "2026-13-01", "01/04/2026", "2026-04-01 25:00", "2026-04-01 x"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn times_of_the_service_are_told_in_utc() {
        assert_eq!(written(&"2026-04-01T09:30:00.000+02:00".into()), "2026-04-01 07:30:00");
        assert_eq!(written(&"2026-04-01T09:30:00.120Z".into()), "2026-04-01 09:30:00.120");
        assert_eq!(written(&"soon".into()), "soon");
    }

    #[test]
    fn a_day_that_is_told_alone_is_its_beginning_in_every_zone() {
        assert_eq!(written(&"2026-12-01".into()), "2026-12-01 00:00:00");
        let zone = Zone::new("America/New_York".parse().ok().as_ref());
        assert_eq!(zone.written(&"2026-12-01".into()), "2026-12-01 00:00:00");
    }

    #[test]
    fn a_day_is_written_as_what_it_is_compared_with() {
        let zone = Zone::new(None);
        let compared = |given, days| compared(given, &zone, days);
        assert_eq!(compared("2026-11-01", false).as_deref(), Some("2026-11-01 00:00:00"));
        assert_eq!(compared("2026-11-01T00:00:00Z", true).as_deref(), Some("2026-11-01"));
        assert_eq!(compared("2026-11-01 10:00", true).as_deref(), Some("2026-11-01 10:00:00"));
        assert_eq!(compared("2026-11", false).as_deref(), Some("2026-11"));
        assert_eq!(compared("soon", false), None);
    }
}
