//! What functions make.

use super::{Type, added, taken};
use crate::sql::table::ColumnType;

/// Points in time.
const TIMES: &[&str] = &[
    "date_trunc",
    "datetime",
    "datetime2fromparts",
    "datetime_of",
    "datetimefromparts",
    "datetrunc",
    "from_unixtime",
    "getdate",
    "getutcdate",
    "l_span_begin",
    "l_span_end",
    "last_month",
    "last_week",
    "last_year",
    "now",
    "smalldatetimefromparts",
    "strtodate",
    "sysdatetime",
    "sysutcdatetime",
];

/// Days.
const DAYS: &[&str] = &[
    "date",
    "date_of",
    "datefromparts",
    "eomonth",
    "fdmonth",
    "fdquarter",
    "fdweek",
    "from_days",
    "l_today",
    "l_tomorrow",
    "l_yesterday",
    "ldmonth",
    "ldquarter",
    "ldweek",
    "makedate",
];

/// Numbers.
const NUMBERS: &[&str] = &[
    "abs",
    "as_number",
    "ascii",
    "avg",
    "ceil",
    "ceiling",
    "char_length",
    "character_length",
    "charindex",
    "count",
    "cume_dist",
    "datediff",
    "datepart",
    "day",
    "dayofmonth",
    "dayofweek",
    "dayofyear",
    "dense_rank",
    "exp",
    "floor",
    "hour",
    "indexof",
    "isdate",
    "json_array_length",
    "julianday",
    "len",
    "length",
    "ln",
    "locate",
    "log",
    "log10",
    "minute",
    "mod",
    "month",
    "ntile",
    "octet_length",
    "percent_rank",
    "position",
    "pow",
    "power",
    "quarter",
    "rank",
    "round",
    "round_to",
    "row_number",
    "second",
    "sign",
    "sqrt",
    "sum",
    "timestampdiff",
    "to_days",
    "total",
    "unicode",
    "unixepoch",
    "week",
    "year",
];

/// Texts.
const TEXTS: &[&str] = &[
    "char",
    "concat",
    "concat_ws",
    "datename",
    "format_value",
    "group_concat",
    "hex",
    "left_of",
    "lower",
    "ltrim",
    "nchar",
    "printf",
    "quotename",
    "replace",
    "replicate",
    "reverse",
    "right_of",
    "rtrim",
    "space",
    "split",
    "str",
    "strftime",
    "string_agg",
    "stuff",
    "substr",
    "substring",
    "time_of",
    "tostring",
    "trim",
    "upper",
];

/// One of the values that they are given.
const GIVEN: &[&str] = &[
    "coalesce",
    "first_value",
    "greatest",
    "if",
    "ifnull",
    "iif",
    "isnull",
    "lag",
    "last_value",
    "lead",
    "least",
    "max",
    "min",
    "nth_value",
    "nullif",
    "nvl",
];

/// What a call makes of what it is given.
pub(super) fn made(name: &str, arguments: impl FnOnce() -> Vec<Type>) -> Type {
    let of = |names: &[&str]| names.contains(&name);
    match name {
        _ if of(TIMES) => Type::Time,
        _ if of(DAYS) => Type::Day,
        _ if of(NUMBERS) => Type::Number,
        _ if of(TEXTS) => Type::Text,
        _ if of(GIVEN) => one_of(&arguments()),
        "dateadd" => moved(&arguments()),
        // Of a number it is a number, and of a point in time a day, an hour or the like.
        "trunc" => match arguments().first() {
            Some(given) if given.is_time() => Type::DayOrTime,
            Some(given) if given.is_number() => Type::Number,
            _ => Type::Unknown,
        },
        "plus" | "minus" => match arguments().as_slice() {
            [left, right] if name == "plus" => added(*left, *right),
            [left, right] => taken(*left, *right),
            _ => Type::Unknown,
        },
        _ => Type::Unknown,
    }
}

/// What `DATEADD` makes: of a day a day, unless hours are added.
fn moved(given: &[Type]) -> Type {
    match given.get(2) {
        Some(Type::Time | Type::Column(ColumnType::Timestamp)) => Type::Time,
        _ => Type::DayOrTime,
    }
}

/// What a value is that is one of these: the first that tells.
fn one_of(given: &[Type]) -> Type {
    let first = |fits: fn(Type) -> bool| given.iter().copied().find(|one| fits(*one));
    if first(Type::is_time).is_some() {
        let all = |fits: fn(Type) -> bool| given.iter().all(|one| fits(*one));
        return match given {
            // With a word such as 'never' in place of a point in time it is text.
            _ if given.contains(&Type::TextAsWritten) => Type::Unknown,
            _ if all(|one| one == Type::Day) => Type::Day,
            _ if all(|one| matches!(one, Type::Time | Type::Column(ColumnType::Timestamp))) => Type::Time,
            _ => Type::DayOrTime,
        };
    }
    match first(|one| one.is_number() || one.is_text()) {
        Some(Type::Column(ColumnType::Integer) | Type::Number | Type::NumberAsWritten) => Type::Number,
        Some(one) if one.is_text() => Type::Text,
        _ => Type::Unknown,
    }
}
