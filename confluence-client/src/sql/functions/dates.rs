//! Functions of points in time, by the calendar of the time zone of the connection.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use rusqlite::functions::Context;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

use super::called::written;
use super::date_parts::Part;
use super::{FLAGS, date_patterns, given_number, integer, real, text};
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
    "timestampdiff",
    "week",
    "year",
];

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

    /// The same of a text that may be written in a pattern, which is an argument of its own.
    fn at_in_pattern(&self, argument: usize, pattern: usize) -> Result<Option<DateTime>> {
        let Some(given) = text(self.context, argument) else { return Ok(None) };
        if let Some(read) = self.zone.read(&given) {
            return Ok(Some(read));
        }
        let pattern = text(self.context, pattern).unwrap_or_default();
        let read = date_patterns::read(&given, &pattern).ok().flatten();
        let wrong = || format!("CONVERT takes a point in time in the form {pattern}, and '{given}' is none");
        read.map(Some).ok_or_else(|| Error::UserFunctionError(wrong().into()))
    }

    /// What was made of the arguments, if all of them are given.
    pub(super) fn made(&self, made: Option<String>) -> Result<Option<String>> {
        if made.is_some() {
            return Ok(made);
        }
        let given: Option<Vec<String>> = (0..self.context.len()).map(|at| text(self.context, at)).collect();
        let Some(parts) = given else { return Ok(None) };
        let said =
            format!("{}({}) is not a point in time of the calendar", written(self.name), parts.join(", "));
        Err(Error::UserFunctionError(said.into()))
    }

    /// A point in time, where 0 is the first of January 1900, from which SQL Server counts.
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
    let (function, given) = (written(function), given.chars().take(40).collect::<String>());
    let said = format!(
        "{function} takes a point in time, and '{given}' is none: write '2026-01-31', '2026-01-31 09:30' or \
         STRTODATE('31.01.2026', 'dd.MM.yyyy')"
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
        let name = text(it.context, 0).unwrap_or_default().trim().to_ascii_lowercase();
        if let Some(number) = number_of_postgres(&name) {
            return Ok(it.at(1)?.and_then(|at| number(at, it.zone)));
        }
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

/// Numbers of a point in time that PostgreSQL alone knows by these names.
fn number_of_postgres(name: &str) -> Option<fn(DateTime, &Zone) -> Option<i64>> {
    match name {
        "dow" => Some(|at, _| Some(at.weekday().to_sunday_zero_offset().into())),
        "isodow" => Some(|at, _| Some(at.weekday().to_monday_one_offset().into())),
        "doy" => Some(|at, _| Some(at.day_of_year().into())),
        "epoch" => Some(|at, zone| Some(zone.instant(at)?.as_second())),
        _ => None,
    }
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
    dates.define("timestampdiff", 3, |it| {
        let part = it.part(0)?;
        let (Some(from), Some(to)) = (it.at(1)?, it.at(2)?) else { return Ok(None) };
        Ok(part.whole_between(from, to))
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
    for arguments in [1, 2] {
        let read =
            move |it: &Arguments<'_, '_>| if arguments == 1 { it.at(0) } else { it.at_in_pattern(0, 1) };
        dates.define("date_of", arguments, move |it| Ok(read(&it)?.map(day_of)))?;
        dates.define("datetime_of", arguments, move |it| Ok(read(&it)?.map(time::text)))?;
    }
    dates.define("time_of", 1, |it| match it.clock(0) {
        Some(clock) => Ok(Some(clock)),
        None => Ok(it.at(0)?.and_then(|at| time::text(at).get(11..).map(str::to_owned))),
    })?;
    dates.define("isdate", 1, |it| Ok(it.read(0).is_some()))?;
    dates.define("datefromparts", 3, |it| {
        let made = || Date::new(i16::try_from(it.number(0)?).ok()?, it.small(1)?, it.small(2)?).ok();
        it.made(made().map(|date| date.to_string()))
    })?;
    dates.define("makedate", 2, |it| {
        let made = || {
            let first = Date::new(i16::try_from(it.number(0)?).ok()?, 1, 1).ok()?;
            first.checked_add(Span::new().try_days(it.number(1)?.checked_sub(1)?).ok()?).ok()
        };
        Ok(made().map(|date| date.to_string()))
    })
}
