//! Time zones: what a date without an offset means.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use jiff::civil::DateTime;
use jiff::tz::{self, Offset};

use crate::error::{Error, ErrorKind, Result};
use crate::wire::timestamp::in_calendar;

/// A time zone, by its name in the IANA database or by its offset from UTC.
///
/// The zones come with this crate; where the system has the database as well, its own is taken, which may be newer.
///
/// ```
/// use confluence_client::TimeZone;
///
/// let zone: TimeZone = "america/new_york".parse()?;
/// assert_eq!(zone.to_string(), "America/New_York");
/// assert_eq!("UTC+2".parse::<TimeZone>()?.to_string(), "+02:00");
/// # Ok::<_, confluence_client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone {
    name: String,
    rules: tz::TimeZone,
}

/// Longer than clocks are put back anywhere when summer time ends: two hours, on an Antarctic station.
const CLOCK_CHANGE: jiff::SignedDuration = jiff::SignedDuration::from_hours(3);

/// The most hours of an offset, as `java.time.ZoneOffset` has them. Those in use go from -12 to +14.
const MOST_HOURS: i32 = 18;

impl TimeZone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self { name: String::new(), rules: tz::TimeZone::UTC };

    /// Whether it is UTC itself.
    #[must_use]
    pub fn is_utc(&self) -> bool {
        self.rules == tz::TimeZone::UTC
    }

    /// Whether clocks there show the same as in the other zone, in every month of the year to come.
    #[must_use]
    pub fn same_hours_as(&self, other: &Self) -> bool {
        const MONTH: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);
        let now = jiff::Timestamp::now();
        let months = (0..=12).filter_map(|month| now.checked_add(MONTH * month).ok());
        self.rules == other.rules || months.into_iter().all(|at| self.civil(at) == other.civil(at))
    }

    /// What a clock there shows.
    pub(crate) fn civil(&self, at: jiff::Timestamp) -> DateTime {
        self.rules.to_datetime(at)
    }

    /// When a clock there shows this. Of an hour that comes twice the first counts, and of one that is left out the time as
    /// far behind its end.
    #[cfg(feature = "sql")]
    pub(crate) fn instant(&self, civil: DateTime) -> Option<jiff::Timestamp> {
        self.rules.to_timestamp(civil).ok()
    }

    /// What a clock there showed at this time or, where it showed the same twice, some hours before.
    pub(crate) fn at_or_before(&self, time: SystemTime) -> DateTime {
        let at = in_calendar(time);
        let civil = self.civil(at);
        if self.rules.to_ambiguous_timestamp(civil).is_ambiguous() {
            return at.checked_sub(CLOCK_CHANGE).map_or(civil, |before| self.civil(before));
        }
        civil
    }
}

impl FromStr for TimeZone {
    type Err = Error;

    /// Reads an IANA name in any case, such as `Europe/Berlin`, or an offset: `+02:00`, `-0330`, `+2`, with `UTC` or `GMT`
    /// before it or not, and `Z`.
    ///
    /// # Errors
    /// `Invalid` for anything else; the error names the zone that is nearest, where there is one.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if ["Z", "UTC", "GMT"].iter().any(|utc| text.eq_ignore_ascii_case(utc)) {
            return Ok(Self::UTC);
        }
        if let Some(offset) = offset(text) {
            return Ok(Self { name: written(offset), rules: tz::TimeZone::fixed(offset) });
        }
        // A name, and no path: the database may be files.
        let named = !text.is_empty()
            && text.len() <= LONGEST
            && !text.starts_with(['/', '.'])
            && !text.contains("..");
        match named.then(|| tz::TimeZone::get(text)) {
            Some(Ok(rules)) if !rules.is_unknown() => {
                let name = rules.iana_name().unwrap_or(text).to_owned();
                Ok(Self { name, rules })
            }
            _ => Err(unknown(text)),
        }
    }
}

/// More letters than any name has: the longest are about thirty.
const LONGEST: usize = 64;

fn unknown(text: &str) -> Error {
    let nearest = nearest(text).map(|name| format!("; did you mean {name}?")).unwrap_or_default();
    let shown: String = text.chars().take(LONGEST).filter(|letter| !letter.is_control()).collect();
    Error::new(ErrorKind::Invalid, "time zone").with_message(format!(
        "\"{shown}\" is not a time zone: it is a name of the IANA database such as America/New_York, or an offset from UTC such as \
         +02:00{nearest}"
    ))
}

/// The zone whose name, or the city in it, is the same but for its signs.
fn nearest(text: &str) -> Option<String> {
    let letters = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let city = |name: &str| letters(name.rsplit('/').next().unwrap_or(name));
    let (whole, last) = (letters(text), city(text));
    if last.is_empty() {
        return None;
    }
    let mut found = None;
    for name in tz::db().available() {
        let name = name.as_str();
        if letters(name) == whole {
            return Some(name.to_owned());
        }
        // `America/New_York`, and not `posix/America/New_York`.
        if city(name) == last && found.as_ref().is_none_or(|other: &String| name.len() < other.len()) {
            found = Some(name.to_owned());
        }
    }
    found
}

/// `+02:00`, `-0330`, `+2`, and the same behind `UTC` or `GMT`.
fn offset(text: &str) -> Option<Offset> {
    let prefix =
        ["UTC", "GMT"].into_iter().find(|it| text.get(..3).is_some_and(|at| at.eq_ignore_ascii_case(it)));
    let text = prefix.and_then(|it| text.get(it.len()..)).unwrap_or(text);
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 1 | 2) => (digits, "00"),
        (None, 4) => digits.split_at_checked(2)?,
        _ => return None,
    };
    let number = |part: &str| -> Option<i32> {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit());
        digits.then(|| part.parse().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes).filter(|_| minutes.len() == 2)?);
    if hours > MOST_HOURS || minutes > 59 || (hours == MOST_HOURS && minutes > 0) {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

fn written(offset: Offset) -> String {
    let seconds = offset.seconds();
    let minutes = seconds.abs() / 60;
    format!("{}{:02}:{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

impl fmt::Display for TimeZone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.name.is_empty() { "UTC" } else { &self.name })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn named(text: &str) -> String {
        text.parse::<TimeZone>().map_or_else(|error| error.to_string(), |zone| zone.to_string())
    }

    #[test]
    fn zones_have_names_and_offsets() {
        for (text, name) in [
            ("America/New_York", "America/New_York"),
            (" europe/berlin ", "Europe/Berlin"),
            ("UTC", "UTC"),
            ("z", "UTC"),
            ("+02:00", "+02:00"),
            ("-0330", "-03:30"),
            ("UTC+2", "+02:00"),
            ("gmt-05:00", "-05:00"),
            ("+14:00", "+14:00"),
        ] {
            assert_eq!(named(text), name, "{text}");
        }
    }

    #[test]
    fn zones_of_the_same_hours_are_told_from_others() {
        let same =
            |one: &str, other: &str| one.parse::<TimeZone>().unwrap().same_hours_as(&other.parse().unwrap());
        assert!(
            same("Europe/Berlin", "europe/paris") && same("Etc/UTC", "Z") && same("Asia/Tokyo", "+09:00")
        );
        assert!(!same("Europe/Berlin", "+01:00") && !same("America/New_York", "Europe/Berlin"));
    }

    #[test]
    fn what_is_no_zone_is_told_what_would_be_right() {
        for (wrong, near) in [
            ("America/NewYork", "did you mean America/New_York?"),
            ("new york", "did you mean America/New_York?"),
            ("Eastern Standard Time", "such as America/New_York"),
            ("+25:00", "such as +02:00"),
            ("+2:0", "such as +02:00"),
            ("", "such as +02:00"),
            ("../../etc/passwd", "such as +02:00"),
            ("/etc/localtime", "such as +02:00"),
        ] {
            let said = named(wrong);
            assert!(said.contains("is not a time zone") && said.contains(near), "{wrong}: {said}");
        }
        assert!(!named("a\u{1b}[2Jb").contains('\u{1b}'));
    }

    #[test]
    fn an_hour_that_comes_twice_is_asked_from_before_it() {
        let zone: TimeZone = "Europe/Berlin".parse().unwrap();
        let shown = |seconds| zone.at_or_before(UNIX_EPOCH + Duration::from_secs(seconds)).to_string();
        // 2026-10-25T01:30Z is 02:30 for the second time; three hours before, it was half past midnight in summer time.
        assert_eq!(shown(1_792_891_800), "2026-10-25T00:30:00");
        assert_eq!(shown(1_767_225_600), "2026-01-01T01:00:00");
        assert!(shown(300_000_000_000).starts_with("9999-12-3"), "what is far ahead is not long ago");
    }
}
