//! How many rows: `TOP n`, `OFFSET m ROWS FETCH NEXT n ROWS ONLY`, and `INTO`, which is not offered.

use super::token::{Kind, Token};
use super::{next, put};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// A SELECT whose end a limit is waiting for.
struct Waiting {
    depth: usize,
    limit: String,
}

pub(super) fn rewrite(tokens: &mut Vec<Token<'_>>) -> Result<()> {
    fetch(tokens)?;
    alone(tokens);
    top(tokens)
}

fn top(tokens: &mut Vec<Token<'_>>) -> Result<()> {
    let (mut depth, mut waiting, mut at) = (0_usize, Vec::<Waiting>::new(), 0);
    while at < tokens.len() {
        let Some(token) = tokens.get(at) else { break };
        let here = waiting.last().is_some_and(|select| select.depth == depth);
        if token.is_sign("(") {
            depth += 1;
        } else if token.is_sign(")") {
            if here && let (Some(select), Some(token)) = (waiting.pop(), tokens.get_mut(at)) {
                token.put(Kind::Sign, format!("{})", limit(&select)));
            }
            depth = depth.saturating_sub(1);
        } else if token.is("SELECT") {
            if let Some(found) = take_top(tokens, at)? {
                waiting.push(Waiting { depth, limit: found });
            }
        } else if here && ["UNION", "INTERSECT", "EXCEPT"].iter().any(|word| token.is(word)) {
            return Err(fault(
                "TOP in a UNION is not clear: write LIMIT at its end, or put the SELECT into FROM (...)",
            ));
        } else if here && token.is("LIMIT") {
            return Err(fault("TOP and LIMIT in one SELECT: write LIMIT alone"));
        } else if token.is("INTO") && !tokens.first().is_some_and(|it| it.is("INSERT")) {
            return Err(fault("SELECT INTO is not offered: the rows are the answer"));
        }
        at += 1;
    }
    while let Some(select) = waiting.pop() {
        tokens.push(Token { kind: Kind::Word, text: limit(&select).into() });
    }
    Ok(())
}

fn limit(select: &Waiting) -> String {
    format!("\nLIMIT {}", select.limit)
}

/// Takes `TOP n` off a SELECT, and returns the n.
fn take_top(tokens: &mut [Token<'_>], select: usize) -> Result<Option<String>> {
    let mut at = next(tokens, select + 1);
    while let Some(word) = at.filter(|at| tokens.get(*at).is_some_and(|it| it.is("DISTINCT") || it.is("ALL")))
    {
        at = next(tokens, word + 1);
    }
    let Some(top) = at.filter(|at| tokens.get(*at).is_some_and(|token| token.is("TOP"))) else {
        return Ok(None);
    };
    let wrong = || fault("TOP takes a number: SELECT TOP 10 ..., or write LIMIT 10 at the end");
    let Some(first) = next(tokens, top + 1) else { return Err(wrong()) };
    let end = match tokens.get(first) {
        Some(token) if matches!(token.kind, Kind::Number | Kind::Parameter) => first,
        Some(token) if token.is_sign("(") => super::arguments(tokens, first).ok_or_else(wrong)?.1,
        // A column of this name.
        _ => return Ok(None),
    };
    if next(tokens, end + 1)
        .is_some_and(|at| tokens.get(at).is_some_and(|it| it.is("PERCENT") || it.is("WITH")))
    {
        return Err(fault("TOP takes a number of rows, not PERCENT and no ties"));
    }
    let number =
        tokens.get(first..=end).unwrap_or_default().iter().map(|token| token.text.as_ref()).collect();
    tokens.iter_mut().take(end + 1).skip(top).for_each(Token::clear);
    Ok(Some(number))
}

/// `OFFSET m ROWS FETCH NEXT n ROWS ONLY` is `LIMIT n OFFSET m`.
fn fetch(tokens: &mut [Token<'_>]) -> Result<()> {
    for at in 0..tokens.len() {
        if !tokens.get(at).is_some_and(|token| token.is("FETCH")) {
            continue;
        }
        let words: Vec<usize> =
            std::iter::successors(next(tokens, at + 1), |at| next(tokens, at + 1)).take(4).collect();
        let is = |place: usize, among: [&str; 2]| {
            words
                .get(place)
                .and_then(|at| tokens.get(*at))
                .is_some_and(|it| among.iter().any(|word| it.is(word)))
        };
        let fits = is(0, ["NEXT", "FIRST"]) && is(2, ["ROWS", "ROW"]) && is(3, ["ONLY", "ONLY"]);
        let (Some(number), Some(end)) = (words.get(1), words.get(3)) else { continue };
        if !fits {
            return Err(fault("write LIMIT n OFFSET m in place of FETCH"));
        }
        let number = tokens.get(*number).map(|token| token.text.to_string()).unwrap_or_default();
        let offset = take_offset(tokens, at);
        tokens.iter_mut().take(end + 1).skip(at).for_each(Token::clear);
        if let Some(token) = tokens.get_mut(at) {
            let offset = offset.map(|offset| format!(" OFFSET {offset}")).unwrap_or_default();
            token.put(Kind::Word, format!("LIMIT {number}{offset}"));
        }
    }
    Ok(())
}

/// `OFFSET m` without a limit, `LIMIT ALL`, and `MINUS`, which is `EXCEPT`.
fn alone(tokens: &mut [Token<'_>]) {
    let mut limited = vec![false];
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at) else { break };
        let behind = next(tokens, at + 1).and_then(|behind| Some((behind, tokens.get(behind)?)));
        let is_limited = limited.last().copied().unwrap_or(false);
        if token.is_sign("(") {
            limited.push(false);
        } else if token.is_sign(")") {
            limited.pop();
        } else if token.is("LIMIT") || token.is("TOP") {
            limited.pop();
            limited.push(true);
            if let Some((all, _)) = behind.filter(|(_, it)| it.is("ALL")) {
                put(tokens, all, Kind::Number, "-1");
            }
        } else if token.is("MINUS") && behind.is_some_and(|(_, it)| it.is("SELECT")) {
            put(tokens, at, Kind::Word, "EXCEPT");
        } else if token.is("OFFSET")
            && let Some((number, _)) =
                behind.filter(|(_, it)| matches!(it.kind, Kind::Number | Kind::Parameter))
        {
            if let Some(rows) = next(tokens, number + 1)
                && tokens.get(rows).is_some_and(|it| it.is("ROWS") || it.is("ROW"))
            {
                put(tokens, rows, Kind::Blank, "");
            }
            if !is_limited {
                put(tokens, at, Kind::Word, "LIMIT -1 OFFSET");
            }
        }
    }
}

/// Takes `OFFSET m ROWS` from in front of a FETCH.
fn take_offset(tokens: &mut [Token<'_>], fetch: usize) -> Option<String> {
    let rows = super::before(tokens, fetch)?;
    let number = super::before(tokens, rows)?;
    let offset = super::before(tokens, number)?;
    let fits = tokens.get(rows)?.is("ROWS") || tokens.get(rows)?.is("ROW");
    if !fits || !tokens.get(offset)?.is("OFFSET") {
        return None;
    }
    let taken = tokens.get(number)?.text.to_string();
    tokens.iter_mut().take(rows + 1).skip(offset).for_each(Token::clear);
    Some(taken)
}
