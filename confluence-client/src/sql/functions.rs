//! Functions that other databases have and SQLite has not, and those of SQLite that know no more than ASCII.

mod called;
mod comparing;
mod date_borders;
mod date_parts;
mod date_patterns;
mod date_spans;
mod dates;
mod documents;
mod matching;
mod number_patterns;
mod numbers;
mod sqlite_dates;
mod texts;
mod truncating;

use std::sync::Arc;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

use super::column_type::{IDS, order_of_ids};
use super::run::{Run, Stop};
use super::time::Zone;

pub(super) use called::{elsewhere, known, usage};
pub(super) use comparing::{is_number, no_number, truth};
pub(super) use date_spans::Span;
pub(super) use matching::like_of_others;

/// What every function is: the same for the same arguments within a query, and harmless.
const FLAGS: FunctionFlags = FunctionFlags::SQLITE_UTF8
    .union(FunctionFlags::SQLITE_DETERMINISTIC)
    .union(FunctionFlags::SQLITE_INNOCUOUS);

/// Makes all of them known to a connection; the query takes place now, in this time zone, and those that take long look
/// whether it is to end.
pub(super) fn register(
    connection: &Connection,
    zone: &Zone,
    now: jiff::Timestamp,
    stop: &Arc<Stop>,
) -> Result<()> {
    connection.create_collation(IDS, order_of_ids)?;
    comparing::register(connection, zone)?;
    texts::register(connection)?;
    numbers::register(connection)?;
    truncating::register(connection, zone)?;
    dates::register(connection, zone, now)?;
    sqlite_dates::register(connection, zone, now)?;
    date_borders::register(connection, zone, now)?;
    date_spans::register(connection, zone.civil(now))?;
    documents::register(connection, zone)?;
    matching::register(connection, stop)
}

/// The id of who asks.
pub(super) const CALLER: &str = "current_user_id";

/// Makes the one known that asks the service: who asks.
pub(super) fn register_caller(connection: &Connection, run: &Arc<Run>) -> Result<()> {
    let run = Arc::clone(run);
    connection.create_scalar_function(CALLER, 0, FLAGS, move |_| {
        let wiki = run.context.wiki.clone();
        run.wait(async move { wiki.current_user().await }).map(|person| person.id)
    })
}

/// The names of those that are ours.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let ours = [
        comparing::NAMES,
        texts::NAMES,
        numbers::NAMES,
        sqlite_dates::NAMES,
        truncating::NAMES,
        dates::NAMES,
        date_borders::NAMES,
        date_spans::NAMES,
        documents::NAMES,
        matching::NAMES,
    ];
    ours.into_iter().flatten().copied()
}

/// SQLite's own functions that a query may call: they read nothing but their arguments.
pub(super) const BUILT_IN: &[&str] = &[
    "abs",
    "avg",
    "char",
    "coalesce",
    "concat",
    "concat_ws",
    "count",
    "cume_dist",
    "dense_rank",
    "first_value",
    "format",
    "group_concat",
    "hex",
    "if",
    "ifnull",
    "iif",
    "json",
    "json_array",
    "json_array_length",
    "json_each",
    "json_error_position",
    "json_extract",
    "json_group_array",
    "json_group_object",
    "json_insert",
    "json_object",
    "json_patch",
    "json_pretty",
    "json_quote",
    "json_remove",
    "json_replace",
    "json_set",
    "json_tree",
    "json_type",
    "json_valid",
    "lag",
    "last_value",
    "lead",
    "length",
    "likelihood",
    "likely",
    "lower",
    "max",
    "min",
    "nth_value",
    "ntile",
    "nullif",
    "octet_length",
    "percent_rank",
    "printf",
    "quote",
    "rank",
    "round",
    "row_number",
    "sign",
    "soundex",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "total",
    "typeof",
    "unhex",
    "unicode",
    "unistr",
    "unlikely",
    "upper",
    "->",
    "->>",
];

/// The text of an argument; nothing where there is none.
fn text(context: &Context<'_>, at: usize) -> Option<String> {
    text_of(context.get_raw(at))
}

fn text_of(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// The whole number of an argument.
fn integer(context: &Context<'_>, at: usize) -> Option<i64> {
    match context.get_raw(at) {
        ValueRef::Integer(number) => Some(number),
        // What is beyond its range becomes its end, as in a cast of SQLite.
        #[expect(clippy::cast_possible_truncation, reason = "as SQLite casts")]
        ValueRef::Real(number) => Some(number as i64),
        _ => text(context, at)?.trim().parse().ok(),
    }
}

/// The number of an argument.
fn real(context: &Context<'_>, at: usize) -> Option<f64> {
    match context.get_raw(at) {
        #[expect(clippy::cast_precision_loss, reason = "as SQLite casts")]
        ValueRef::Integer(number) => Some(number as f64),
        ValueRef::Real(number) => Some(number),
        _ => text(context, at)?.trim().parse().ok(),
    }
}

/// The number of an argument for a function of this name; nothing where nothing is given.
///
/// # Errors
/// What is given is a text that is no number: NULL in place of it would look like an answer.
fn given_number(context: &Context<'_>, at: usize, function: &str) -> Result<Option<f64>> {
    if let Some(number) = real(context, at) {
        return Ok(Some(number));
    }
    match text(context, at) {
        Some(given) if !given.trim().is_empty() => {
            let (function, given) =
                (function.to_ascii_uppercase(), given.chars().take(40).collect::<String>());
            Err(Error::UserFunctionError(format!("{function} takes a number, and '{given}' is none").into()))
        }
        _ => Ok(None),
    }
}

/// A length or a place: nothing below zero.
fn count(number: i64) -> usize {
    usize::try_from(number.max(0)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
