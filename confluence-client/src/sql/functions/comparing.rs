//! What the dialect puts around values that are compared, added or subtracted, so that a text is read as what stands
//! beside it is.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use rusqlite::functions::Context;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error, Result};

use super::dates::day_of;
use super::{FLAGS, given_number, text, text_of};
use crate::sql::time::{self, Zone};

pub(super) const NAMES: &[&str] = &[
    "as_day",
    "as_number",
    "as_time",
    "day_or_text",
    "minus",
    "number_in_abs",
    "number_in_avg",
    "number_in_round",
    "number_in_sign",
    "number_in_sum",
    "number_in_total",
    "ordered_number",
    "plus",
    "time_or_text",
    "truth_of",
];

/// The longest text that is joined; SQLite's own bound does not see what a function builds.
const LONGEST: usize = crate::sql::bounds::LONGEST_VALUE;

fn wrong(said: impl Into<String>) -> Error {
    Error::UserFunctionError(said.into().into())
}

pub(super) fn register(connection: &Connection, zone: &Zone) -> Result<()> {
    for (name, strict, days) in [
        ("as_time", true, false),
        ("as_day", true, true),
        ("time_or_text", false, false),
        ("day_or_text", false, true),
    ] {
        let zone = zone.clone();
        connection.create_scalar_function(name, 1, FLAGS, move |it| {
            let Some(given) = text(it, 0) else { return Ok(None) };
            match time::compared(&given, &zone, days) {
                Some(read) => Ok(Some(read)),
                None if strict => Err(wrong(time::none(&given))),
                None => Ok(Some(given)),
            }
        })?;
    }
    connection.create_scalar_function("as_number", 1, FLAGS, |it| {
        Ok(match Operand::of(it.get_raw(0)) {
            Operand::Number(number) => number,
            _ => Value::from(text(it, 0)),
        })
    })?;
    connection.create_scalar_function("ordered_number", 1, FLAGS, |it| match Operand::of(it.get_raw(0)) {
        Operand::Null => Ok(Value::Null),
        Operand::Number(number) => Ok(number),
        Operand::Text(text) => Err(wrong(self::no_number(&text))),
    })?;
    for name in NAMES {
        let Some(function) = name.strip_prefix("number_in_") else { continue };
        connection.create_scalar_function(*name, 1, FLAGS, move |it| {
            Ok(match (given_number(it, 0, function)?, Operand::of(it.get_raw(0))) {
                (Some(_), Operand::Number(number)) => number,
                (Some(number), _) => Value::Real(number),
                (None, _) => Value::Null,
            })
        })?;
    }
    connection.create_scalar_function("truth_of", 1, FLAGS, |it| match it.get_raw(0) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(number) => Ok(Some(number != 0)),
        ValueRef::Real(number) => Ok(Some(number != 0.0)),
        given => {
            let given = text_of(given).unwrap_or_default();
            truth(&given).map(Some).ok_or_else(|| wrong(format!("'{given}' is neither true nor false")))
        }
    })?;
    for (name, sign) in [("plus", 1), ("minus", -1)] {
        let zone = zone.clone();
        connection.create_scalar_function(name, 2, FLAGS, move |it| summed(it, &zone, sign))?;
    }
    Ok(())
}

/// Whether a text is a number from end to end.
pub(in crate::sql) fn is_number(text: &str) -> bool {
    number(text).is_some()
}

/// What is said of a text that is asked to be more or less than a number.
pub(in crate::sql) fn no_number(given: &str) -> String {
    let given: String = given.chars().take(40).collect();
    format!("'{given}' is compared with a number and is none: write it as digits, such as 10240")
}

/// The truth value that a text names.
pub(in crate::sql) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

enum Operand {
    Null,
    Number(Value),
    Text(String),
}

impl Operand {
    /// A text that is a number from end to end counts as one.
    fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Number(Value::Integer(number)),
            ValueRef::Real(number) => Self::Number(Value::Real(number)),
            ValueRef::Text(_) | ValueRef::Blob(_) => {
                let text = text_of(value).unwrap_or_default();
                number(&text).map_or(Self::Text(text), Self::Number)
            }
        }
    }
}

fn number(text: &str) -> Option<Value> {
    let digits = text.trim_start_matches(['-', '+']);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let whole = text.parse().map(Value::Integer);
    whole.or_else(|_| text.parse().map(Value::Real)).ok()
}

fn summed(it: &Context<'_>, zone: &Zone, sign: i64) -> Result<Value> {
    let is_text = |at: usize| matches!(it.get_raw(at), ValueRef::Text(_) | ValueRef::Blob(_));
    // Two texts are joined, also where both are numbers.
    if sign > 0 && is_text(0) && is_text(1) {
        return added_texts(it, zone);
    }
    match (Operand::of(it.get_raw(0)), Operand::of(it.get_raw(1))) {
        (Operand::Null, _) | (_, Operand::Null) => Ok(Value::Null),
        (Operand::Number(one), Operand::Number(two)) => Ok(of_numbers(&one, &two, sign)),
        (Operand::Text(one), Operand::Number(two)) => match zone.read(&one) {
            Some(at) => later(&one, at, real(&two) * real(&Value::Integer(sign))),
            None if sign > 0 => joined(&one, &shown(&two)),
            None => Err(not_subtracted(&one)),
        },
        (Operand::Number(one), Operand::Text(two)) => match zone.read(&two) {
            Some(at) if sign > 0 => later(&two, at, real(&one)),
            None if sign > 0 => joined(&shown(&one), &two),
            _ => Err(not_subtracted(&two)),
        },
        (Operand::Text(one), Operand::Text(two)) => match (zone.read(&one), zone.read(&two)) {
            (Some(to), Some(from)) => Ok(days(from, to)),
            (None, _) => Err(not_subtracted(&one)),
            (_, None) => Err(not_subtracted(&two)),
        },
    }
}

/// Two texts: one after the other, unless one is a point in time and the other a number of days.
fn added_texts(it: &Context<'_>, zone: &Zone) -> Result<Value> {
    let (one, two) = (text(it, 0).unwrap_or_default(), text(it, 1).unwrap_or_default());
    match (zone.read(&one), number(&two)) {
        (Some(at), Some(days)) if number(&one).is_none() => later(&one, at, real(&days)),
        _ => joined(&one, &two),
    }
}

fn not_subtracted(given: &str) -> Error {
    let given: String = given.chars().take(40).collect();
    wrong(format!("'{given}' is subtracted or subtracted from, and is neither a number nor a point in time"))
}

fn joined(one: &str, two: &str) -> Result<Value> {
    if one.len().saturating_add(two.len()) > LONGEST {
        return Err(wrong("string or blob too big"));
    }
    Ok(Value::Text(format!("{one}{two}")))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        _ => String::new(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "as SQLite casts")]
fn real(value: &Value) -> f64 {
    match value {
        Value::Integer(number) => *number as f64,
        Value::Real(number) => *number,
        _ => 0.0,
    }
}

/// As SQLite adds: beyond the range of whole numbers they become others.
fn of_numbers(one: &Value, two: &Value, sign: i64) -> Value {
    if let (Value::Integer(one), Value::Integer(two)) = (one, two) {
        let whole = if sign > 0 { one.checked_add(*two) } else { one.checked_sub(*two) };
        if let Some(whole) = whole {
            return Value::Integer(whole);
        }
    }
    Value::Real(if sign > 0 { real(one) + real(two) } else { real(one) - real(two) })
}

/// So many days later. A day stays one where whole days are added.
fn later(written: &str, at: DateTime, days: f64) -> Result<Value> {
    /// More days than the calendar has.
    const MOST: f64 = 10_000_000.0;
    let beyond = || wrong(format!("{days} days from {written} are beyond the calendar"));
    if days.is_nan() || days.abs() > MOST {
        return Err(beyond());
    }
    let moved = at.checked_add(SignedDuration::from_secs_f64(days * 86_400.0)).map_err(|_| beyond())?;
    let whole_day = !written.contains(':') && days.fract() == 0.0;
    Ok(Value::Text(if whole_day { day_of(moved) } else { time::text(moved) }))
}

/// How many days lie between, with a fraction where there are hours.
fn days(from: DateTime, to: DateTime) -> Value {
    let seconds = to.duration_since(from).as_secs_f64();
    let days = seconds / 86_400.0;
    #[expect(clippy::cast_possible_truncation, reason = "the calendar has fewer days")]
    match days.fract() == 0.0 {
        true => Value::Integer(days as i64),
        false => Value::Real(days),
    }
}
