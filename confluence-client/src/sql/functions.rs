//! Functions that other databases have and SQLite has not, and those of SQLite that know no more than ASCII.

mod comparing;
mod date_borders;
mod date_patterns;
mod date_spans;
mod dates;
mod documents;
mod matching;
mod number_patterns;
mod numbers;
mod texts;

use std::sync::Arc;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use super::run::{Run, Stop};
use super::time::Zone;

pub(super) use comparing::truth;
pub(super) use date_spans::Span;

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
    comparing::register(connection, zone)?;
    texts::register(connection)?;
    numbers::register(connection)?;
    dates::register(connection, zone, now)?;
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
        dates::NAMES,
        date_borders::NAMES,
        date_spans::NAMES,
        documents::NAMES,
        matching::NAMES,
    ];
    ours.into_iter().flatten().copied()
}

/// Functions of other databases that have no place here, and what does what they are for.
const ELSEWHERE: &[(&str, &str)] = &[
    ("FILESIZE", "no query reads files; the column FileSize of Attachments is the size of an attachment"),
    (
        "FILEMODIFIEDTIME",
        "no query reads files; LastUpdatedDatetime of Attachments is when a file was changed",
    ),
    ("SCOPE_IDENTITY", "the answer of an INSERT has the id of each row"),
    ("CHOOSE", "write CASE x WHEN 1 THEN a WHEN 2 THEN b END"),
    ("DECODE", "write CASE x WHEN 1 THEN a WHEN 2 THEN b END"),
    ("TO_DATE", "write STRTODATE(x, 'dd.MM.yyyy'), or CAST(x AS DATE) for '2026-01-31'"),
    ("TO_TIMESTAMP", "write STRTODATE(x, 'dd.MM.yyyy HH:mm'), or CAST(x AS DATETIME)"),
    ("STR_TO_DATE", "write STRTODATE(x, 'dd.MM.yyyy')"),
    ("ADD_MONTHS", "write DATEADD(month, n, x)"),
    ("MONTHS_BETWEEN", "write DATEDIFF(month, a, b)"),
    ("AGE", "write DATEDIFF(day, a, b)"),
    ("TRY_CAST", "write CAST(x AS INTEGER)"),
    ("SETDATEFIRST", "a week begins on Monday"),
    (
        "SETLOCALE",
        "names of months and days are English; a point in time is text such as 2026-01-31 09:30:00",
    ),
    (
        "WEEKDAY",
        "databases count it differently: DAYOFWEEK(x) is 1 on Sunday, DATENAME(weekday, x) is its name",
    ),
    ("TIMEFROMPARTS", "write DATETIMEFROMPARTS, or the time as text"),
    ("DATE_TRUNC2", "write DATE_TRUNC('week', x), of which the week begins on Monday"),
    ("REGEXP", "there are no regular expressions: write LIKE, GLOB '*[0-9]*' or PATINDEX('%[0-9]%', x)"),
    ("EXPR", "write the expression itself"),
    ("RANDOM", "write RAND()"),
    ("ZEROBLOB", "write REPLICATE('0', 10)"),
    ("RANDOMBLOB", "write RAND()"),
    ("LOAD_EXTENSION", "nothing can be loaded"),
];

/// What is said of a function that is not here.
pub(super) fn elsewhere(name: &str) -> Option<String> {
    let (name, instead) = ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
    Some(format!("there is no function {name} here: {instead}"))
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
    "julianday",
    "lag",
    "last_value",
    "lead",
    "length",
    "likelihood",
    "likely",
    "lower",
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
    "round",
    "row_number",
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

/// A length or a place: nothing below zero.
fn count(number: i64) -> usize {
    usize::try_from(number.max(0)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
