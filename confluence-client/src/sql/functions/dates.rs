//! Functions of points in time, by the calendar, in UTC.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{SignedDuration, Span};
use rusqlite::{Connection, Error, Result};

use super::{FLAGS, integer, real, text};
use crate::sql::time;

pub(super) const NAMES: &[&str] = &[
    "date_of",
    "date_trunc",
    "dateadd",
    "datediff",
    "datefromparts",
    "datename",
    "datepart",
    "datetime2fromparts",
    "datetime_of",
    "datetimefromparts",
    "datetrunc",
    "day",
    "dayofmonth",
    "dayofweek",
    "dayofyear",
    "eomonth",
    "fdmonth",
    "fdquarter",
    "fdweek",
    "from_days",
    "from_unixtime",
    "getdate",
    "getutcdate",
    "hour",
    "isdate",
    "l_today",
    "l_tomorrow",
    "l_yesterday",
    "last_month",
    "last_week",
    "last_year",
    "ldmonth",
    "ldquarter",
    "ldweek",
    "makedate",
    "minute",
    "month",
    "now",
    "quarter",
    "second",
    "smalldatetimefromparts",
    "sysdatetime",
    "sysutcdatetime",
    "to_days",
    "week",
    "year",
];

/// A part of a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Part {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    DayOfYear,
    Weekday,
    Hour,
    Minute,
    Second,
    Millisecond,
}

impl Part {
    /// The names and abbreviations that other databases know.
    fn named(name: &str) -> Result<Self> {
        Ok(match name.trim().to_ascii_lowercase().as_str() {
            "year" | "yy" | "yyyy" | "y" => Self::Year,
            "quarter" | "qq" | "q" => Self::Quarter,
            "month" | "mm" | "m" => Self::Month,
            "week" | "ww" | "wk" | "w" | "isowk" | "isoww" | "iso_week" => Self::Week,
            "day" | "dd" | "d" => Self::Day,
            "dayofyear" | "dy" => Self::DayOfYear,
            "weekday" | "dw" => Self::Weekday,
            "hour" | "hh" | "h" => Self::Hour,
            "minute" | "mi" | "n" => Self::Minute,
            "second" | "ss" | "s" => Self::Second,
            "millisecond" | "ms" => Self::Millisecond,
            other => {
                let known = "year, quarter, month, week, day, dayofyear, weekday, hour, minute, second or millisecond";
                return Err(Error::UserFunctionError(
                    format!("{other} is no part of a date: {known}").into(),
                ));
            }
        })
    }

    fn of(self, at: DateTime) -> i64 {
        match self {
            Self::Year => at.year().into(),
            Self::Quarter => i64::from((at.month() - 1) / 3 + 1),
            Self::Month => at.month().into(),
            Self::Week => at.date().iso_week_date().week().into(),
            Self::Day => at.day().into(),
            Self::DayOfYear => at.day_of_year().into(),
            Self::Weekday => i64::from(at.weekday().to_sunday_zero_offset()) + 1,
            Self::Hour => at.hour().into(),
            Self::Minute => at.minute().into(),
            Self::Second => at.second().into(),
            Self::Millisecond => i64::from(at.subsec_nanosecond() / 1_000_000),
        }
    }

    /// The same time, so many parts later.
    pub(super) fn add(self, at: DateTime, many: i64) -> Option<DateTime> {
        let span = Span::new();
        let span = match self {
            Self::Year => span.try_years(many),
            Self::Quarter => span.try_months(many.checked_mul(3)?),
            Self::Month => span.try_months(many),
            Self::Week => span.try_weeks(many),
            Self::Day | Self::DayOfYear | Self::Weekday => span.try_days(many),
            Self::Hour => span.try_hours(many),
            Self::Minute => span.try_minutes(many),
            Self::Second => span.try_seconds(many),
            Self::Millisecond => span.try_milliseconds(many),
        };
        at.checked_add(span.ok()?).ok()
    }

    /// The beginning of the part that a time lies in.
    pub(super) fn begin(self, at: DateTime) -> DateTime {
        let (date, day) = (at.date(), |date: Date| date.to_datetime(jiff::civil::Time::midnight()));
        match self {
            Self::Year => day(date.first_of_year()),
            Self::Quarter => {
                let month = (date.month() - 1) / 3 * 3 + 1;
                day(Date::new(date.year(), month, 1).unwrap_or(date))
            }
            Self::Month => day(date.first_of_month()),
            Self::Week => {
                let behind = Weekday::Monday.since(date.weekday());
                let back = (7 - i64::from(behind)) % 7;
                day(date.checked_sub(SignedDuration::from_hours(24 * back)).unwrap_or(date))
            }
            Self::Day | Self::DayOfYear | Self::Weekday => day(date),
            Self::Hour => at.with().minute(0).second(0).subsec_nanosecond(0).build().unwrap_or(at),
            Self::Minute => at.with().second(0).subsec_nanosecond(0).build().unwrap_or(at),
            Self::Second => at.with().subsec_nanosecond(0).build().unwrap_or(at),
            Self::Millisecond => at,
        }
    }

    /// How many borders of this part lie between two times.
    fn between(self, from: DateTime, to: DateTime) -> Option<i64> {
        let months = |at: DateTime| i64::from(at.year()) * 12 + i64::from(at.month() - 1);
        Some(match self {
            Self::Year => i64::from(to.year()) - i64::from(from.year()),
            Self::Quarter => months(to).div_euclid(3) - months(from).div_euclid(3),
            Self::Month => months(to) - months(from),
            _ => {
                let (from, to) = (self.begin(from), self.begin(to));
                let apart = to.duration_since(from);
                let milliseconds = i64::try_from(apart.as_millis()).ok()?;
                milliseconds / self.milliseconds()
            }
        })
    }

    fn milliseconds(self) -> i64 {
        match self {
            Self::Week => 7 * 86_400_000,
            Self::Hour => 3_600_000,
            Self::Minute => 60_000,
            Self::Second => 1000,
            Self::Millisecond => 1,
            _ => 86_400_000,
        }
    }
}

pub(super) fn register(connection: &Connection, now: DateTime) -> Result<()> {
    for name in ["getdate", "getutcdate", "sysdatetime", "sysutcdatetime", "now"] {
        connection.create_scalar_function(name, 0, FLAGS, move |_| Ok(time::text(now)))?;
    }
    for (name, days) in [("l_yesterday", -1), ("l_today", 0), ("l_tomorrow", 1)] {
        let day = Part::Day.add(now, days).map(day_of);
        connection.create_scalar_function(name, 0, FLAGS, move |_| Ok(day.clone()))?;
    }
    for (name, part) in [("last_week", Part::Week), ("last_month", Part::Month), ("last_year", Part::Year)] {
        let before = part.add(now, -1).map(time::text);
        connection.create_scalar_function(name, 0, FLAGS, move |_| Ok(before.clone()))?;
    }
    parts(connection)?;
    reckoning(connection)?;
    borders(connection)?;
    making(connection)?;
    counting(connection)
}

/// The first and the last day of the week, the month or the quarter that a day lies in.
fn borders(connection: &Connection) -> Result<()> {
    for (first, last, part) in [
        ("fdweek", "ldweek", Part::Week),
        ("fdmonth", "ldmonth", Part::Month),
        ("fdquarter", "ldquarter", Part::Quarter),
    ] {
        connection.create_scalar_function(first, 1, FLAGS, move |it| {
            Ok(text(it, 0).and_then(|at| time::read(&at)).map(|at| day_of(part.begin(at))))
        })?;
        connection.create_scalar_function(last, 1, FLAGS, move |it| {
            let made = || Part::Day.add(part.add(part.begin(time::read(&text(it, 0)?)?), 1)?, -1);
            Ok(made().map(day_of))
        })?;
    }
    Ok(())
}

fn day_of(at: DateTime) -> String {
    time::text(at).get(..10).unwrap_or_default().to_owned()
}

fn parts(connection: &Connection) -> Result<()> {
    for (name, part) in [
        ("year", Part::Year),
        ("quarter", Part::Quarter),
        ("month", Part::Month),
        ("week", Part::Week),
        ("day", Part::Day),
        ("dayofmonth", Part::Day),
        ("dayofyear", Part::DayOfYear),
        ("dayofweek", Part::Weekday),
        ("hour", Part::Hour),
        ("minute", Part::Minute),
        ("second", Part::Second),
    ] {
        connection.create_scalar_function(name, 1, FLAGS, move |it| {
            Ok(text(it, 0).and_then(|at| time::read(&at)).map(|at| part.of(at)))
        })?;
    }
    connection.create_scalar_function("datepart", 2, FLAGS, |it| {
        let part = Part::named(&text(it, 0).unwrap_or_default())?;
        Ok(text(it, 1).and_then(|at| time::read(&at)).map(|at| part.of(at)))
    })?;
    connection.create_scalar_function("datename", 2, FLAGS, |it| {
        let part = Part::named(&text(it, 0).unwrap_or_default())?;
        Ok(text(it, 1).and_then(|at| time::read(&at)).map(|at| match part {
            Part::Month => at.strftime("%B").to_string(),
            Part::Weekday => at.strftime("%A").to_string(),
            other => other.of(at).to_string(),
        }))
    })
}

fn reckoning(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("dateadd", 3, FLAGS, |it| {
        let part = Part::named(&text(it, 0).unwrap_or_default())?;
        let made = || part.add(time::read(&text(it, 2)?)?, integer(it, 1)?);
        Ok(made().map(time::text))
    })?;
    connection.create_scalar_function("datediff", 3, FLAGS, |it| {
        let part = Part::named(&text(it, 0).unwrap_or_default())?;
        let made = || part.between(time::read(&text(it, 1)?)?, time::read(&text(it, 2)?)?);
        Ok(made())
    })?;
    for name in ["date_trunc", "datetrunc"] {
        connection.create_scalar_function(name, 2, FLAGS, |it| {
            let part = Part::named(&text(it, 0).unwrap_or_default())?;
            Ok(text(it, 1).and_then(|at| time::read(&at)).map(|at| time::text(part.begin(at))))
        })?;
    }
    Ok(())
}

fn making(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("date_of", 1, FLAGS, |it| {
        Ok(text(it, 0).and_then(|at| time::read(&at)).map(day_of))
    })?;
    connection.create_scalar_function("datetime_of", 1, FLAGS, |it| {
        Ok(text(it, 0).and_then(|at| time::read(&at)).map(time::text))
    })?;
    connection.create_scalar_function("isdate", 1, FLAGS, |it| {
        Ok(text(it, 0).is_some_and(|at| time::read(&at).is_some()))
    })?;
    for arguments in [1, 2] {
        connection.create_scalar_function("eomonth", arguments, FLAGS, move |it| {
            let made = || {
                let at = time::read(&text(it, 0)?)?;
                let at = if arguments == 2 { Part::Month.add(at, integer(it, 1)?)? } else { at };
                Some(at.date().last_of_month().to_string())
            };
            Ok(made())
        })?;
    }
    connection.create_scalar_function("datefromparts", 3, FLAGS, |it| {
        let small = |at| integer(it, at).and_then(|number| i8::try_from(number).ok());
        let made = || Date::new(i16::try_from(integer(it, 0)?).ok()?, small(1)?, small(2)?).ok();
        Ok(made().map(|date| date.to_string()))
    })?;
    connection.create_scalar_function("makedate", 2, FLAGS, |it| {
        let made = || {
            let first = Date::new(i16::try_from(integer(it, 0)?).ok()?, 1, 1).ok()?;
            first.checked_add(Span::new().try_days(integer(it, 1)?.checked_sub(1)?).ok()?).ok()
        };
        Ok(made().map(|date| date.to_string()))
    })
}

/// Days and seconds as numbers, and times of several numbers.
fn counting(connection: &Connection) -> Result<()> {
    /// The first of January 1970, counted in days from the year 0.
    const EPOCH: i64 = 719_528;
    let first = Date::constant(1970, 1, 1);
    connection.create_scalar_function("to_days", 1, FLAGS, move |it| {
        let made = || {
            let days = time::read(&text(it, 0)?)?.date().duration_since(first).as_secs() / 86_400;
            days.checked_add(EPOCH)
        };
        Ok(made())
    })?;
    connection.create_scalar_function("from_days", 1, FLAGS, move |it| {
        let made = || {
            let days = Span::new().try_days(integer(it, 0)?.checked_sub(EPOCH)?).ok()?;
            Some(first.checked_add(days).ok()?.to_string())
        };
        Ok(made())
    })?;
    for arguments in [1, 2] {
        connection.create_scalar_function("from_unixtime", arguments, FLAGS, move |it| {
            let made = || {
                let number = integer(it, 0)?;
                // The second argument says whether they are seconds; else they are milliseconds.
                let seconds = arguments == 1 || integer(it, 1)? != 0;
                let at = match seconds {
                    true => jiff::Timestamp::from_second(number).ok()?,
                    false => jiff::Timestamp::from_millisecond(number).ok()?,
                };
                Some(time::text(jiff::tz::TimeZone::UTC.to_datetime(at)))
            };
            Ok(made())
        })?;
    }
    of_parts(connection)
}

/// Points in time of a number for each part.
fn of_parts(connection: &Connection) -> Result<()> {
    for (name, arguments) in
        [("smalldatetimefromparts", 5), ("datetimefromparts", 7), ("datetime2fromparts", 8)]
    {
        connection.create_scalar_function(name, arguments, FLAGS, move |it| {
            let small = |at| integer(it, at).and_then(|number| i8::try_from(number).ok());
            let made = || {
                let date = Date::new(i16::try_from(integer(it, 0)?).ok()?, small(1)?, small(2)?).ok()?;
                let second = if arguments > 5 { small(5)? } else { 0 };
                let thousandths = match arguments {
                    7 => integer(it, 6)?,
                    // A fraction of so many places.
                    8 => {
                        let scale = 10_f64.powi(3_i32.checked_sub(i32::try_from(integer(it, 7)?).ok()?)?);
                        whole_number(real(it, 6)? * scale)
                    }
                    _ => 0,
                };
                let nanoseconds = i32::try_from(thousandths).ok()?.checked_mul(1_000_000)?;
                let at = jiff::civil::Time::new(small(3)?, small(4)?, second, nanoseconds).ok()?;
                Some(time::text(date.to_datetime(at)))
            };
            Ok(made())
        })?;
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "what is too large is no time")]
fn whole_number(number: f64) -> i64 {
    number as i64
}
