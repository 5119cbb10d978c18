//! Functions of points in time that count days and seconds, and the first and last days of weeks, months and quarters.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use rusqlite::{Connection, Result};

use super::FLAGS;
use super::date_parts::Part;
use super::dates::{Arguments, Dates, day_of};
use crate::sql::time::{self, Zone};

pub(super) const NAMES: &[&str] = &[
    "datetime2fromparts",
    "datetimefromparts",
    "eomonth",
    "fdmonth",
    "fdquarter",
    "fdweek",
    "from_days",
    "from_unixtime",
    "last_month",
    "last_week",
    "last_year",
    "ldmonth",
    "ldquarter",
    "ldweek",
    "smalldatetimefromparts",
    "to_days",
];

pub(super) fn register(connection: &Connection, zone: &Zone, now: jiff::Timestamp) -> Result<()> {
    let now = zone.civil(now);
    for (name, part) in [("last_week", Part::Week), ("last_month", Part::Month), ("last_year", Part::Year)] {
        let before = part.add(now, -1).map(time::text);
        connection.create_scalar_function(name, 0, FLAGS, move |_| Ok(before.clone()))?;
    }
    let dates = Dates { connection, zone };
    borders(&dates)?;
    counting(&dates)?;
    of_parts(&dates)
}

/// The first and the last day of the week, the month or the quarter that a day lies in.
fn borders(dates: &Dates<'_>) -> Result<()> {
    for (first, last, part) in [
        ("fdweek", "ldweek", Part::Week),
        ("fdmonth", "ldmonth", Part::Month),
        ("fdquarter", "ldquarter", Part::Quarter),
    ] {
        dates.define(first, 1, move |it| Ok(it.at(0)?.map(|at| day_of(part.begin(at)))))?;
        dates.define(last, 1, move |it| {
            let last = |at| Part::Day.add(part.add(part.begin(at), 1)?, -1);
            Ok(it.at(0)?.and_then(last).map(day_of))
        })?;
    }
    for arguments in [1, 2] {
        dates.define("eomonth", arguments, move |it| {
            let months = if arguments == 2 { it.whole(1)? } else { Some(0) };
            let (Some(at), Some(months)) = (it.at(0)?, months) else { return Ok(None) };
            Ok(Part::Month.add(at, months).map(|at| at.date().last_of_month().to_string()))
        })?;
    }
    Ok(())
}

/// Days and seconds as numbers.
fn counting(dates: &Dates<'_>) -> Result<()> {
    /// The first of January 1970, counted in days from the year 0.
    const EPOCH: i64 = 719_528;
    let first = Date::constant(1970, 1, 1);
    dates.define("to_days", 1, move |it| {
        let days = |at: DateTime| (at.date().duration_since(first).as_secs() / 86_400).checked_add(EPOCH);
        Ok(it.at(0)?.and_then(days))
    })?;
    dates.define("from_days", 1, move |it| {
        let made = || {
            let days = Span::new().try_days(it.number(0)?.checked_sub(EPOCH)?).ok()?;
            Some(first.checked_add(days).ok()?.to_string())
        };
        Ok(made())
    })?;
    for arguments in [1, 2] {
        dates.define("from_unixtime", arguments, move |it| {
            let made = || {
                let number = it.number(0)?;
                // The second argument says whether they are seconds; else they are milliseconds.
                let at = match arguments == 1 || it.number(1)? != 0 {
                    true => jiff::Timestamp::from_second(number),
                    false => jiff::Timestamp::from_millisecond(number),
                };
                Some(it.zone.text(at.ok()?))
            };
            Ok(made())
        })?;
    }
    Ok(())
}

/// Points in time of a number for each part.
fn of_parts(dates: &Dates<'_>) -> Result<()> {
    for (name, arguments) in
        [("smalldatetimefromparts", 5), ("datetimefromparts", 7), ("datetime2fromparts", 8)]
    {
        dates.define(name, arguments, move |it| it.made(of_numbers(&it, arguments)))?;
    }
    Ok(())
}

fn of_numbers(it: &Arguments<'_, '_>, arguments: i32) -> Option<String> {
    let date = Date::new(i16::try_from(it.number(0)?).ok()?, it.small(1)?, it.small(2)?).ok()?;
    let second = if arguments > 5 { it.small(5)? } else { 0 };
    let thousandths = match arguments {
        7 => it.number(6)?,
        // A fraction of so many places.
        8 => {
            let scale = 10_f64.powi(3_i32.checked_sub(i32::try_from(it.number(7)?).ok()?)?);
            whole_number(it.real(6)? * scale)
        }
        _ => 0,
    };
    let nanoseconds = i32::try_from(thousandths).ok()?.checked_mul(1_000_000)?;
    let at = Time::new(it.small(3)?, it.small(4)?, second, nanoseconds).ok()?;
    Some(time::text(date.to_datetime(at)))
}

#[expect(clippy::cast_possible_truncation, reason = "what is too large is no time")]
fn whole_number(number: f64) -> i64 {
    number as i64
}
