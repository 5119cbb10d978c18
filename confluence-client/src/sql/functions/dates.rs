//! Functions of points in time, by the calendar of the time zone of the connection.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{SignedDuration, Span};
use rusqlite::functions::Context;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

use super::{FLAGS, given_number, integer, real, text};
use crate::sql::time::{self, Zone};

pub(super) const NAMES: &[&str] = &[
    "date_of",
    "date_trunc",
    "dateadd",
    "datediff",
    "datefromparts",
    "datename",
    "datepart",
    "datetime_of",
    "datetrunc",
    "day",
    "dayofmonth",
    "dayofweek",
    "dayofyear",
    "getdate",
    "getutcdate",
    "hour",
    "isdate",
    "l_today",
    "l_tomorrow",
    "l_yesterday",
    "makedate",
    "minute",
    "month",
    "now",
    "quarter",
    "second",
    "sysdatetime",
    "sysutcdatetime",
    "time_of",
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
    pub(super) fn named(name: &str) -> Result<Self> {
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
        let (date, day) = (at.date(), |date: Date| date.to_datetime(Time::midnight()));
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

    /// Whether it is a day or more of them.
    pub(super) fn is_of_days(self) -> bool {
        !matches!(self, Self::Hour | Self::Minute | Self::Second | Self::Millisecond)
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

pub(super) fn register(connection: &Connection, zone: &Zone, now: jiff::Timestamp) -> Result<()> {
    let utc = Zone::new(None).civil(now);
    let now = zone.civil(now);
    for (name, now) in
        [("getdate", now), ("getutcdate", utc), ("now", now), ("sysdatetime", now), ("sysutcdatetime", utc)]
    {
        connection.create_scalar_function(name, 0, FLAGS, move |_| Ok(time::text(now)))?;
    }
    for (name, days) in [("l_yesterday", -1), ("l_today", 0), ("l_tomorrow", 1)] {
        let day = Part::Day.add(now, days).map(day_of);
        connection.create_scalar_function(name, 0, FLAGS, move |_| Ok(day.clone()))?;
    }
    let dates = Dates { connection, zone };
    parts(&dates)?;
    reckoning(&dates)?;
    making(&dates)
}

/// Where functions of points in time are made known, which are read in the zone.
pub(super) struct Dates<'a> {
    pub(super) connection: &'a Connection,
    pub(super) zone: &'a Zone,
}

impl Dates<'_> {
    pub(super) fn define<T: rusqlite::ToSql>(
        &self,
        name: &'static str,
        arguments: i32,
        work: impl Fn(Arguments<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<()> {
        let zone = self.zone.clone();
        self.connection.create_scalar_function(name, arguments, FLAGS, move |context| {
            work(Arguments { name, context, zone: &zone })
        })
    }
}

/// What such a function is called with.
pub(super) struct Arguments<'a, 'c> {
    /// What is called.
    name: &'static str,
    context: &'a Context<'c>,
    pub(super) zone: &'a Zone,
}

impl Arguments<'_, '_> {
    fn part(&self, argument: usize) -> Result<Part> {
        Part::named(&text(self.context, argument).unwrap_or_default())
    }

    /// The point in time that an argument names, if it names one.
    fn read(&self, argument: usize) -> Option<DateTime> {
        self.zone.read(&text(self.context, argument)?)
    }

    /// The point in time that an argument names; nothing where nothing is given.
    pub(super) fn at(&self, argument: usize) -> Result<Option<DateTime>> {
        let Some(given) = text(self.context, argument) else { return Ok(None) };
        match self.zone.read(&given) {
            None if !given.trim().is_empty() => Err(no_time(self.name, &given)),
            read => Ok(read),
        }
    }

    /// The same, where 0 is the first of January 1900, from which SQL Server counts.
    fn at_or_zero(&self, argument: usize) -> Result<Option<DateTime>> {
        match self.context.get_raw(argument) {
            ValueRef::Integer(0) => Ok(Some(Date::constant(1900, 1, 1).to_datetime(Time::midnight()))),
            _ => self.at(argument),
        }
    }

    /// Whether an argument is a day without a time of day.
    fn is_day(&self, argument: usize) -> bool {
        matches!(self.context.get_raw(argument), ValueRef::Text(_))
            && text(self.context, argument).is_some_and(|given| !given.contains(':'))
    }

    /// A whole number; nothing where nothing is given.
    pub(super) fn whole(&self, argument: usize) -> Result<Option<i64>> {
        Ok(given_number(self.context, argument, self.name)?.and_then(|_| integer(self.context, argument)))
    }

    /// A time of day without a day.
    fn clock(&self, argument: usize) -> Option<String> {
        let day = format!("2000-01-01 {}", text(self.context, argument)?);
        time::text(self.zone.read(&day)?).get(11..).map(str::to_owned)
    }

    pub(super) fn number(&self, argument: usize) -> Option<i64> {
        integer(self.context, argument)
    }

    /// A number with a fraction.
    pub(super) fn real(&self, argument: usize) -> Option<f64> {
        real(self.context, argument)
    }

    /// A number that is a month, a day, an hour, ...
    pub(super) fn small(&self, argument: usize) -> Option<i8> {
        i8::try_from(self.number(argument)?).ok()
    }
}

/// What is said of a text that names no point in time.
pub(super) fn no_time(function: &str, given: &str) -> Error {
    let (function, given) = (function.to_ascii_uppercase(), given.chars().take(40).collect::<String>());
    let said = format!(
        "{function} takes a point in time, and '{given}' is none: write '2026-01-31' or '2026-01-31 09:30'"
    );
    Error::UserFunctionError(said.into())
}

pub(super) fn day_of(at: DateTime) -> String {
    time::text(at).get(..10).unwrap_or_default().to_owned()
}

fn parts(dates: &Dates<'_>) -> Result<()> {
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
        dates.define(name, 1, move |it| Ok(it.at(0)?.map(|at| part.of(at))))?;
    }
    dates.define("datepart", 2, |it| {
        let part = it.part(0)?;
        Ok(it.at(1)?.map(|at| part.of(at)))
    })?;
    dates.define("datename", 2, |it| {
        let part = it.part(0)?;
        Ok(it.at(1)?.map(|at| match part {
            Part::Month => at.strftime("%B").to_string(),
            Part::Weekday => at.strftime("%A").to_string(),
            other => other.of(at).to_string(),
        }))
    })
}

fn reckoning(dates: &Dates<'_>) -> Result<()> {
    dates.define("dateadd", 3, |it| {
        let part = it.part(0)?;
        let (Some(at), Some(many)) = (it.at_or_zero(2)?, it.whole(1)?) else { return Ok(None) };
        // A day stays one, as it is compared with days.
        let made = part.add(at, many);
        Ok(if it.is_day(2) && part.is_of_days() { made.map(day_of) } else { made.map(time::text) })
    })?;
    dates.define("datediff", 3, |it| {
        let part = it.part(0)?;
        let (Some(from), Some(to)) = (it.at_or_zero(1)?, it.at_or_zero(2)?) else { return Ok(None) };
        Ok(part.between(from, to))
    })?;
    for name in ["date_trunc", "datetrunc"] {
        dates.define(name, 2, |it| {
            let part = it.part(0)?;
            Ok(it.at(1)?.map(|at| time::text(part.begin(at))))
        })?;
    }
    Ok(())
}

fn making(dates: &Dates<'_>) -> Result<()> {
    dates.define("date_of", 1, |it| Ok(it.read(0).map(day_of)))?;
    dates.define("datetime_of", 1, |it| Ok(it.read(0).map(time::text)))?;
    dates.define("time_of", 1, |it| {
        let clock = |at| time::text(at).get(11..).map(str::to_owned);
        Ok(it.read(0).and_then(clock).or_else(|| it.clock(0)))
    })?;
    dates.define("isdate", 1, |it| Ok(it.read(0).is_some()))?;
    dates.define("datefromparts", 3, |it| {
        let made = || Date::new(i16::try_from(it.number(0)?).ok()?, it.small(1)?, it.small(2)?).ok();
        Ok(made().map(|date| date.to_string()))
    })?;
    dates.define("makedate", 2, |it| {
        let made = || {
            let first = Date::new(i16::try_from(it.number(0)?).ok()?, 1, 1).ok()?;
            first.checked_add(Span::new().try_days(it.number(1)?.checked_sub(1)?).ok()?).ok()
        };
        Ok(made().map(|date| date.to_string()))
    })
}
