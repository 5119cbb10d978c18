//! `TRUNC`: of a number its whole part, and of a point in time its day, month and so on.

use rusqlite::functions::Context;
use rusqlite::types::Value;
use rusqlite::{Connection, Error, Result};

use super::date_parts::Part;
use super::dates::{day_of, no_time};
use super::numbers::whole;
use super::{FLAGS, integer, real, text};
use crate::sql::time::{self, Zone};

pub(super) const NAMES: &[&str] = &["trunc"];

pub(super) fn register(connection: &Connection, zone: &Zone) -> Result<()> {
    for arguments in [1, 2] {
        let zone = zone.clone();
        connection.create_scalar_function("trunc", arguments, FLAGS, move |it| {
            let second = (arguments == 2).then_some(1);
            if let Some(number) = real(it, 0) {
                return Ok(number_cut(number, it, second));
            }
            let Some(given) = text(it, 0).filter(|given| !given.trim().is_empty()) else {
                return Ok(Value::Null);
            };
            let at = zone.read(&given).ok_or_else(|| no_time("TRUNC", &given))?;
            let Some(part) = part(it, second)? else { return Ok(Value::Null) };
            let begun = part.begin(at);
            Ok(Value::Text(if part.is_of_days() { day_of(begun) } else { time::text(begun) }))
        })?;
    }
    Ok(())
}

/// A number with so many places.
fn number_cut(number: f64, it: &Context<'_>, places: Option<usize>) -> Value {
    let cut = || {
        let Some(places) = places else { return Some(number.trunc()) };
        let scale = 10_f64.powi(i32::try_from(integer(it, places)?).ok()?);
        Some((number * scale).trunc() / scale)
    };
    cut().map_or(Value::Null, whole)
}

/// The part that is asked for, by a name of Oracle or of others; a day where none is.
fn part(it: &Context<'_>, place: Option<usize>) -> Result<Option<Part>> {
    let Some(place) = place else { return Ok(Some(Part::Day)) };
    let Some(name) = text(it, place) else { return Ok(None) };
    match name.trim().to_ascii_uppercase().as_str() {
        "DDD" | "DD" | "J" => Ok(Some(Part::Day)),
        "IW" => Ok(Some(Part::Week)),
        "MON" => Ok(Some(Part::Month)),
        "YYY" | "SYYYY" | "SYEAR" => Ok(Some(Part::Year)),
        "HH12" | "HH24" => Ok(Some(Part::Hour)),
        // A week to Oracle, and a day to others.
        "D" | "DY" | "DAY" => Err(Error::UserFunctionError(
            "TRUNC by DAY means a week to some databases: write TRUNC(x), or DATE_TRUNC('week', x)".into(),
        )),
        _ => Part::named(&name).map(Some),
    }
}
