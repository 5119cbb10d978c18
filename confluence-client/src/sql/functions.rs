//! Functions that other databases have and SQLite has not, and those of SQLite that know no more than ASCII.

mod dates;
mod numbers;
mod texts;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use super::time::Zone;

/// What every function is: the same for the same arguments within a query, and harmless.
const FLAGS: FunctionFlags = FunctionFlags::SQLITE_UTF8
    .union(FunctionFlags::SQLITE_DETERMINISTIC)
    .union(FunctionFlags::SQLITE_INNOCUOUS);

/// Makes all of them known to a connection; the query takes place now, in this time zone.
pub(super) fn register(connection: &Connection, zone: &Zone, now: jiff::Timestamp) -> Result<()> {
    texts::register(connection)?;
    numbers::register(connection)?;
    dates::register(connection, zone, now)
}

/// The names of those that are ours.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    texts::NAMES.iter().chain(numbers::NAMES).chain(dates::NAMES).copied()
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
    "date",
    "datetime",
    "dense_rank",
    "first_value",
    "format",
    "glob",
    "group_concat",
    "hex",
    "if",
    "ifnull",
    "iif",
    "instr",
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
    "julianday",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "likelihood",
    "likely",
    "lower",
    "ltrim",
    "max",
    "median",
    "min",
    "nth_value",
    "ntile",
    "nullif",
    "octet_length",
    "percent_rank",
    "percentile",
    "printf",
    "quote",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "soundex",
    "strftime",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "time",
    "timediff",
    "total",
    "trim",
    "typeof",
    "unhex",
    "unicode",
    "unistr",
    "unixepoch",
    "unlikely",
    "upper",
    "->",
    "->>",
];

/// The text of an argument; nothing where there is none.
fn text(context: &Context<'_>, at: usize) -> Option<String> {
    match context.get_raw(at) {
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

/// A length or a place: nothing below zero.
fn count(number: i64) -> usize {
    usize::try_from(number.max(0)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
