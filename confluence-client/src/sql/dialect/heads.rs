//! The heads of columns: SQLite names a column by the words that it reads, which would be ours. So what is worked out in the
//! outermost SELECT is named by the words of the statement first.

use super::operands::is_keyword;
use super::token::{Kind, Token, tokens};
use super::{before, behind_words, next};
use crate::error::Result;

/// The statement with names for what is worked out.
pub(super) fn named(sql: &str) -> Result<String> {
    let tokens = tokens(sql)?;
    let Some((first, ends)) = columns(&tokens) else { return Ok(sql.to_owned()) };
    let (mut made, mut from, mut written) = (String::new(), first, 0);
    for end in ends {
        if let Some(last) =
            before(&tokens, end).filter(|last| *last >= from && is_unnamed(&tokens, from, *last))
        {
            let text = |from: usize, to: usize| -> String {
                tokens.get(from..to).unwrap_or_default().iter().map(|token| token.text.as_ref()).collect()
            };
            made.push_str(&text(written, last + 1));
            let head = text(from, last + 1);
            made.push_str(&format!(" AS \"{}\"", head.trim().replace('"', "\"\"")));
            written = last + 1;
        }
        from = end + 1;
    }
    made.extend(tokens.iter().skip(written).map(|token| token.text.as_ref()));
    Ok(made)
}

/// Where the columns of the outermost SELECT begin, and where each of them ends.
fn columns(tokens: &[Token<'_>]) -> Option<(usize, Vec<usize>)> {
    const ENDS: &[&str] = &[
        "FROM",
        "WHERE",
        "GROUP",
        "HAVING",
        "ORDER",
        "LIMIT",
        "UNION",
        "INTERSECT",
        "EXCEPT",
        "INTO",
        "WINDOW",
    ];
    let (mut depth, mut first, mut ends) = (0_usize, None, Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        if token.is_sign("(") {
            depth += 1;
        } else if token.is_sign(")") {
            depth = depth.checked_sub(1)?;
        }
        if depth > 0 {
            continue;
        }
        match first {
            None if token.is("SELECT") => first = Some(behind_words(tokens, at)?),
            Some(_) if token.is_sign(",") => ends.push(at),
            Some(_) if token.is_sign(";") || ENDS.iter().any(|word| token.is(word)) => {
                ends.push(at);
                return Some((first?, ends));
            }
            _ => {}
        }
    }
    ends.push(tokens.len());
    Some((first?, ends))
}

/// Whether a column is worked out and surely has no name: a name in a place where none is, is no statement any more.
fn is_unnamed(tokens: &[Token<'_>], from: usize, last: usize) -> bool {
    const MOMENTS: &[&str] =
        &["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_USER", "SESSION_USER"];
    let Some(token) = tokens.get(last) else { return false };
    if next(tokens, from) == Some(last) {
        return MOMENTS.iter().any(|word| token.is(word));
    }
    if token.is_sign(")") || token.is("END") {
        return true;
    }
    let previous = before(tokens, last).and_then(|at| tokens.get(at));
    let behind_sign = previous.is_some_and(|it| it.kind == Kind::Sign && it.text != ")" && it.text != ".");
    let interval = before(tokens, last)
        .and_then(|at| before(tokens, at))
        .is_some_and(|at| tokens.get(at).is_some_and(|it| it.is("INTERVAL")));
    let worked_out = behind_sign || interval || previous.is_some_and(|it| it.is("INTERVAL") || it.is("DATE"));
    worked_out && !token.is_sign("*") && !is_keyword(token)
}
