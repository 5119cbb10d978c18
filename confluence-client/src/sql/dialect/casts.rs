//! Casts: to points in time, which SQLite would make numbers of, and `CONVERT`, which it does not know.

use super::token::{Kind, Token};
use super::{arguments, joined, next, put};
use crate::error::{Error, Result};
use crate::sql::functions::elsewhere;
use crate::sql::statement_error::fault;

/// Types that are points in time, and the functions that make text of one.
const TIMES: &[(&str, &str)] = &[
    ("DATE", "date_of"),
    ("DATETIME", "datetime_of"),
    ("DATETIME2", "datetime_of"),
    ("DATETIMEOFFSET", "datetime_of"),
    ("SMALLDATETIME", "datetime_of"),
    ("TIME", "time_of"),
    ("TIMESTAMP", "datetime_of"),
    ("TIMESTAMPTZ", "datetime_of"),
];

/// Types of truth values, which SQLite would read as numbers.
const TRUTHS: [&str; 3] = ["BOOL", "BOOLEAN", "BIT"];

/// Types of other databases, and those that hold the same here: SQLite takes a name that it does not know for numbers.
const SAME: &[(&str, &str)] = &[
    ("CLOB", "TEXT"),
    ("ENUM", "TEXT"),
    ("JSON", "TEXT"),
    ("JSONB", "TEXT"),
    ("NTEXT", "TEXT"),
    ("STRING", "TEXT"),
    ("UNIQUEIDENTIFIER", "TEXT"),
    ("UUID", "TEXT"),
    ("XML", "TEXT"),
    ("LONG", "INTEGER"),
    ("SIGNED", "INTEGER"),
    ("UNSIGNED", "INTEGER"),
    ("DEC", "NUMERIC"),
    ("MONEY", "NUMERIC"),
    ("NUMBER", "NUMERIC"),
    ("SMALLMONEY", "NUMERIC"),
];

/// Types that SQLite knows.
const KNOWN: [&str; 18] = [
    "INTEGER",
    "INT",
    "BIGINT",
    "SMALLINT",
    "TINYINT",
    "MEDIUMINT",
    "INT2",
    "INT4",
    "INT8",
    "DOUBLE",
    "FLOAT",
    "FLOAT4",
    "FLOAT8",
    "REAL",
    "DECIMAL",
    "NUMERIC",
    "BLOB",
    "BINARY",
];

/// Types of text, which may have a length: what is longer is cut there.
const TEXTS: [&str; 7] = ["VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "TEXT", "CHARACTER", "VARCHAR2"];

/// Types of numbers that may say how many places they have.
const DECIMALS: [&str; 4] = ["DECIMAL", "NUMERIC", "DEC", "NUMBER"];

/// The numbers by which `CONVERT` of SQL Server names how a point in time is written.
const STYLES: &[(&str, &str)] = &[
    ("20", "yyyy-MM-dd HH:mm:ss"),
    ("21", "yyyy-MM-dd HH:mm:ss.fff"),
    ("23", "yyyy-MM-dd"),
    ("101", "MM/dd/yyyy"),
    ("102", "yyyy.MM.dd"),
    ("103", "dd/MM/yyyy"),
    ("104", "dd.MM.yyyy"),
    ("105", "dd-MM-yyyy"),
    ("106", "dd MMM yyyy"),
    ("107", "MMM dd, yyyy"),
    ("108", "HH:mm:ss"),
    ("110", "MM-dd-yyyy"),
    ("111", "yyyy/MM/dd"),
    ("112", "yyyyMMdd"),
    ("120", "yyyy-MM-dd HH:mm:ss"),
    ("121", "yyyy-MM-dd HH:mm:ss.fff"),
    ("126", "yyyy-MM-ddTHH:mm:ss.fff"),
];

pub(super) fn rewrite(tokens: &mut Vec<Token<'_>>) -> Result<()> {
    let mut place = 0..;
    while let Some(at) = place.next().filter(|at| *at < tokens.len()) {
        let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Word) else { continue };
        let (cast, convert) = (token.is("CAST"), token.is("CONVERT"));
        let tried = ["TRY_CAST", "TRY_CONVERT"].into_iter().find(|name| token.is(name));
        let Some(open) = next(tokens, at + 1).filter(|at| tokens.get(*at).is_some_and(|it| it.is_sign("(")))
        else {
            continue;
        };
        if let Some(said) = tried.and_then(elsewhere) {
            return Err(fault(said));
        }
        if convert {
            rewrite_convert(tokens, at, open)?;
        } else if cast {
            rewrite_cast(tokens, at, open)?;
        }
    }
    Ok(())
}

/// `CAST(x AS DATE)` is `date_of(x)`.
fn rewrite_cast(tokens: &mut [Token<'_>], at: usize, open: usize) -> Result<()> {
    let Some((_, close)) = arguments(tokens, open) else { return Ok(()) };
    let inner = open + 1..close;
    let Some(keyword) = inner.rev().find(|at| tokens.get(*at).is_some_and(|token| token.is("AS"))) else {
        return Ok(());
    };
    let Some(place) = next(tokens, keyword + 1) else { return Ok(()) };
    let Some(kind) = tokens.get(place).and_then(Token::name).map(|name| name.to_ascii_uppercase()) else {
        return Ok(());
    };
    if TEXTS.contains(&kind.as_str()) {
        cut(tokens, at, keyword, close);
    } else if let Some(function) = function_to(&kind) {
        tokens.iter_mut().take(close).skip(keyword).for_each(Token::clear);
        put(tokens, at, Kind::Word, function);
    } else {
        if DECIMALS.contains(&kind.as_str()) {
            round(tokens, at, place, close);
        }
        let kind = stored(&kind).ok_or_else(|| no_type(&kind))?;
        put(tokens, place, Kind::Word, kind);
    }
    Ok(())
}

/// `CAST(x AS DECIMAL(10,2))` is rounded to two places, of which SQLite knows nothing: `round(CAST(x AS DECIMAL), 2)`.
fn round(tokens: &mut [Token<'_>], at: usize, kind: usize, close: usize) {
    let Some(open) = next(tokens, kind + 1).filter(|open| *open < close) else { return };
    let Some((_, end)) = arguments(tokens, open).filter(|(_, end)| *end < close) else { return };
    let inside = tokens.get(open..=end).unwrap_or_default();
    let Some(scale) = scale_of(&inside.iter().map(|token| token.text.as_ref()).collect::<String>()) else {
        return;
    };
    let (begin, behind) = rounded(scale);
    tokens.iter_mut().take(end + 1).skip(open).for_each(Token::clear);
    put(tokens, at, Kind::Word, format!("{begin}CAST"));
    put(tokens, open, Kind::Word, behind);
}

/// What stands around a cast of a number with so many places behind its point, but for the last parenthesis.
fn rounded(scale: u8) -> (&'static str, String) {
    match scale {
        0 => ("CAST(round(", ")) AS INTEGER".to_owned()),
        _ => ("round(", format!("), {scale}")),
    }
}

/// The places of `(10, 2)`; of `(10)` there are none.
fn scale_of(text: &str) -> Option<u8> {
    let (_, inside) = text.trim().strip_suffix(')')?.split_once('(')?;
    match inside.split(',').map(str::trim).collect::<Vec<_>>().as_slice() {
        [precision] => precision.parse::<u8>().is_ok().then_some(0),
        [_, scale] => scale.parse().ok(),
        _ => None,
    }
}

/// The function that makes a value of a type which SQLite does not have.
fn function_to(kind: &str) -> Option<&'static str> {
    let time = TIMES.iter().find(|(name, _)| *name == kind).map(|(_, function)| *function);
    time.or_else(|| TRUTHS.contains(&kind).then_some("truth_of"))
}

/// The type of SQLite that holds what one of this name does.
fn stored(kind: &str) -> Option<&'static str> {
    let same = SAME.iter().find(|(name, _)| *name == kind).map(|(_, same)| *same);
    same.or_else(|| KNOWN.into_iter().chain(TEXTS).find(|name| *name == kind))
}

fn no_type(kind: &str) -> Error {
    fault(format!(
        "there is no type {kind}: CAST to VARCHAR, INTEGER, DOUBLE, DECIMAL, BOOLEAN, DATE, TIME or DATETIME"
    ))
}

/// `CAST(x AS VARCHAR(7))` is cut after its length, which SQLite does not look at: `substr(CAST(x AS VARCHAR), 1, 7)`.
fn cut(tokens: &mut [Token<'_>], at: usize, keyword: usize, close: usize) {
    let is = |at: usize, sign: &str| tokens.get(at).is_some_and(|token| token.is_sign(sign));
    let places: Vec<usize> =
        std::iter::successors(next(tokens, keyword + 1), |at| next(tokens, at + 1)).take(4).collect();
    let [_, open, length, end] = places.as_slice() else { return };
    if !is(*open, "(") || !is(*end, ")") || *end >= close {
        return;
    }
    if tokens.get(*length).is_some_and(|token| token.is("MAX")) {
        // As long as it is.
        [*open, *length, *end].into_iter().for_each(|place| put(tokens, place, Kind::Blank, ""));
        return;
    }
    let Some(number) = tokens.get(*length).filter(|token| token.kind == Kind::Number) else { return };
    let cut = format!("), 1, {}", number.text);
    for (place, text) in [(at, "substr(CAST"), (*open, ""), (*length, cut.as_str()), (*end, "")] {
        put(tokens, place, Kind::Word, text);
    }
}

/// `CONVERT(x, SQL_VARCHAR)` and `CONVERT(VARCHAR, x)` are `CAST(x AS VARCHAR)`. The value stays where it is, so that what is
/// in it is rewritten as well.
fn rewrite_convert(tokens: &mut Vec<Token<'_>>, at: usize, open: usize) -> Result<()> {
    let wrong = || {
        fault(
            "CONVERT takes a value and a type, such as CONVERT(Id, SQL_VARCHAR): or write CAST(Id AS VARCHAR)",
        )
    };
    let (commas, close) = arguments(tokens, open).ok_or_else(wrong)?;
    let (comma, style) = match commas.as_slice() {
        [comma] => (*comma, None),
        [comma, style] => (*comma, Some(*style)),
        _ => return Err(wrong()),
    };
    let text = |from: usize, to: usize| joined(tokens.get(from..to).unwrap_or_default()).trim().to_owned();
    let last = style.unwrap_or(close);
    let (first, second) = (text(open + 1, comma), text(comma + 1, last));
    let style = style.map(|style| text(style + 1, close));
    let (kind, written, cleared) = match (type_of(&first), type_of(&second)) {
        (None, Some(kind)) => (kind, second, comma..last),
        (Some(kind), None) => (kind, first, open + 1..next(tokens, comma + 1).unwrap_or(comma + 1)),
        _ => return Err(wrong()),
    };
    let (name, tail) = converted(&kind, &written, style.as_deref())?;
    tokens.iter_mut().take(cleared.end).skip(cleared.start).for_each(Token::clear);
    tokens.iter_mut().take(close).skip(last).for_each(Token::clear);
    put(tokens, at, Kind::Word, name);
    tokens.insert(close, Token { kind: Kind::Word, text: tail.into() });
    Ok(())
}

/// What stands before the parenthesis of the value that is converted, and what behind the value.
fn converted(kind: &str, written: &str, style: Option<&str>) -> Result<(String, String)> {
    let function = function_to(kind);
    let is_text = TEXTS.contains(&kind);
    let pattern = match style.filter(|_| is_text || function.is_some()) {
        None => None,
        Some(style) => {
            let known = STYLES.iter().find(|(number, _)| *number == style).map(|(_, pattern)| *pattern);
            let instead =
                if is_text { "FORMAT(CreatedDate, 'yyyy-MM-dd')" } else { "STRTODATE(x, 'dd.MM.yyyy')" };
            Some(known.ok_or_else(|| {
                fault(format!("CONVERT has no style {style} here: write {instead} in place of it"))
            })?)
        }
    };
    let length = length_of(written).filter(|_| function.is_none());
    let scale = scale_of(written).filter(|_| DECIMALS.contains(&kind)).map(rounded);
    let (name, tail) = match (pattern, function) {
        (Some(pattern), Some(function @ ("date_of" | "datetime_of"))) => (function, format!(", '{pattern}'")),
        (_, Some(function)) => (function, String::new()),
        (Some(pattern), None) => ("format_value", format!(", '{pattern}'")),
        (None, None) => ("CAST", format!(" AS {}", stored(kind).unwrap_or(kind))),
    };
    Ok(match (length, scale) {
        (Some(length), _) => (format!("substr({name}"), format!("{tail}), 1, {length}")),
        (None, Some((begin, behind))) => (format!("{begin}{name}"), format!("{tail}{behind}")),
        (None, None) => (name.to_owned(), tail),
    })
}

/// The type that a word names, without the prefix and the length that some write.
fn type_of(text: &str) -> Option<String> {
    let word = text.to_ascii_uppercase();
    let bare = word.strip_prefix("SQL_").unwrap_or(&word);
    let bare = bare.split('(').next().unwrap_or(bare).trim();
    let known = stored(bare).is_some() || function_to(bare).is_some();
    known.then(|| bare.to_owned())
}

/// The length of a type of text: 10 in `VARCHAR(10)`.
fn length_of(text: &str) -> Option<u32> {
    let bare = type_of(text).filter(|bare| TEXTS.contains(&bare.as_str()))?;
    let rest = text.trim().get(bare.len()..).or_else(|| text.split_once('(').map(|(_, rest)| rest))?;
    rest.trim().trim_start_matches('(').trim_end_matches(')').trim().parse().ok()
}
