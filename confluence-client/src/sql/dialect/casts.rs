//! Casts: to points in time, which SQLite would make numbers of, and `CONVERT`, which it does not know.

use super::token::{Kind, Token};
use super::{arguments, next};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// Types that are points in time, and the functions that make text of one.
const TIMES: &[(&str, &str)] = &[
    ("DATE", "date_of"),
    ("DATETIME", "datetime_of"),
    ("DATETIME2", "datetime_of"),
    ("TIMESTAMP", "datetime_of"),
];

pub(super) fn rewrite(tokens: &mut [Token<'_>]) -> Result<()> {
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Word) else { continue };
        let (cast, convert) = (token.is("CAST"), token.is("CONVERT"));
        let Some(open) = next(tokens, at + 1).filter(|at| tokens.get(*at).is_some_and(|it| it.is_sign("(")))
        else {
            continue;
        };
        if convert {
            rewrite_convert(tokens, at, open)?;
        } else if cast {
            rewrite_cast(tokens, at, open);
        }
    }
    Ok(())
}

/// `CAST(x AS DATE)` is `date_of(x)`.
fn rewrite_cast(tokens: &mut [Token<'_>], at: usize, open: usize) {
    let Some((_, close)) = arguments(tokens, open) else { return };
    let inner = open + 1..close;
    let Some(keyword) = inner.rev().find(|at| tokens.get(*at).is_some_and(|token| token.is("AS"))) else {
        return;
    };
    let Some(kind) = next(tokens, keyword + 1).and_then(|at| tokens.get(at)) else { return };
    let Some((_, function)) = TIMES.iter().find(|(name, _)| kind.is(name)) else { return };
    tokens.iter_mut().take(close).skip(keyword).for_each(Token::clear);
    if let Some(token) = tokens.get_mut(at) {
        token.put(Kind::Word, *function);
    }
}

/// `CONVERT(x, SQL_VARCHAR)` and `CONVERT(VARCHAR, x)` are `CAST(x AS VARCHAR)`.
fn rewrite_convert(tokens: &mut [Token<'_>], at: usize, open: usize) -> Result<()> {
    let wrong = || {
        fault(
            "CONVERT takes a value and a type, such as CONVERT(Id, SQL_VARCHAR): or write CAST(Id AS VARCHAR)",
        )
    };
    let (commas, close) = arguments(tokens, open).ok_or_else(wrong)?;
    let [comma] = commas.as_slice() else { return Err(wrong()) };
    let text = |from: usize, to: usize| -> String {
        let part = tokens.get(from..to).unwrap_or_default();
        part.iter().map(|token| token.text.as_ref()).collect::<String>().trim().to_owned()
    };
    let (first, second) = (text(open + 1, *comma), text(*comma + 1, close));
    let (value, kind) = match (type_of(&first), type_of(&second)) {
        (None, Some(kind)) => (first, kind),
        (Some(kind), None) => (second, kind),
        _ => return Err(wrong()),
    };
    tokens.iter_mut().take(close).skip(open + 1).for_each(Token::clear);
    let function = TIMES.iter().find(|(name, _)| *name == kind).map(|(_, function)| *function);
    let (name, inside) = match function {
        Some(function) => (function, value),
        None => ("CAST", format!("{value} AS {kind}")),
    };
    if let Some(token) = tokens.get_mut(at) {
        token.put(Kind::Word, name);
    }
    if let Some(token) = tokens.get_mut(open + 1) {
        token.put(Kind::Word, inside);
    }
    Ok(())
}

/// The type that a word names, without the prefix and the length that some write.
fn type_of(text: &str) -> Option<String> {
    let word = text.to_ascii_uppercase();
    let bare = word.strip_prefix("SQL_").unwrap_or(&word);
    let bare = bare.split('(').next().unwrap_or(bare).trim();
    let known = [
        "VARCHAR", "NVARCHAR", "CHAR", "TEXT", "INTEGER", "INT", "BIGINT", "DOUBLE", "FLOAT", "REAL",
        "DECIMAL", "NUMERIC",
    ];
    let known = known.contains(&bare) || TIMES.iter().any(|(name, _)| *name == bare);
    known.then(|| bare.to_owned())
}
