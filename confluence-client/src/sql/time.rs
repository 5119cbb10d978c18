//! Points in time as the tables write them: `2026-01-31 09:30:00`, in UTC, so that they compare and sort as text, with
//! days, and with what SQLite's own functions make.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::wire::timestamp::Timestamp;

/// A point in time of the service; one that is none stays as it came.
pub(super) fn written(time: &Timestamp) -> Cow<'_, str> {
    match time.as_str().parse::<jiff::Timestamp>() {
        Ok(at) => Cow::Owned(text(TimeZone::UTC.to_datetime(at))),
        Err(_) => Cow::Borrowed(time.as_str()),
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

/// The point in time that people mean by a text: a day, with a time or without, with a zone or without, its parts
/// divided by hyphens or slashes.
pub(super) fn read(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let (day, rest) = match text.find([' ', 'T', 't']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim()),
        None => (text, ""),
    };
    let date = date(day)?;
    if rest.is_empty() {
        return Some(date.to_datetime(Time::midnight()));
    }
    let (clock, offset) = zone(rest)?;
    let at = date.to_datetime(time(clock)?);
    match offset {
        0 => Some(at),
        seconds => at.checked_sub(jiff::SignedDuration::from_secs(seconds)).ok(),
    }
}

fn date(text: &str) -> Option<Date> {
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
fn zone(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, 0)) };
    let (clock, offset) = text.split_at(at);
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = (digits.get(..2)?, digits.get(2..).unwrap_or_default());
    let minutes: i64 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let seconds = hours.parse::<i64>().ok()? * 3600 + minutes * 60;
    Some((clock.trim_end(), if offset.starts_with('-') { -seconds } else { seconds }))
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
}
