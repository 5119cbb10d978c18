//! What PostgreSQL, MySQL, Oracle and SQL Server write beside the standard: `x::date`, `INTERVAL '7 days'`, `ILIKE`,
//! `DATE '2026-01-31'`, `$1`, `STRING_AGG(..) WITHIN GROUP (..)`, `WITH (NOLOCK)`, `FROM DUAL`.
//!
//! Each is put into words that the other rewritings and SQLite know, before these see the statement.

use std::borrow::Cow;

use super::operands::Statement;
use super::patterns;
use super::token::{Kind, Token, taken_apart};
use super::{among, arguments, before, is, joined, next, opening, put};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// How many casts by `::`, intervals and the like a statement may have: each is looked for anew once the one before is
/// written.
const MOST: usize = 100;

pub(super) fn translated(sql: &str) -> Result<Cow<'_, str>> {
    let mut first = taken_apart(sql)?;
    let mut any = words(&mut first)?;
    any |= patterns::rewrite(&mut first)?;
    let mut text = match any {
        true => Cow::Owned(joined(&first)),
        false => Cow::Borrowed(sql),
    };
    for _ in 0..MOST {
        let mut found = taken_apart(&text)?;
        if !(cast(&mut found)? || interval(&mut found)? || trim(&mut found) || among::rewrite(&mut found)?) {
            return Ok(text);
        }
        text = Cow::Owned(joined(&found));
    }
    Err(fault(format!("a statement has at most {MOST} INTERVALs, casts by :: and lists with spans of days")))
}

fn clear(tokens: &mut [Token<'_>], from: usize, to: usize) {
    tokens.iter_mut().take(to + 1).skip(from).for_each(Token::clear);
}

/// What is one word for another, or for nothing; whether there was any.
fn words(tokens: &mut [Token<'_>]) -> Result<bool> {
    let mut any = escapes(tokens);
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at).filter(|token| token.kind != Kind::Blank) else { continue };
        let behind = next(tokens, at + 1);
        if token.is("ILIKE") {
            put(tokens, at, Kind::Word, "LIKE");
        } else if (token.is("DATE") || token.is("TIMESTAMP"))
            && is(tokens, behind, |token| token.kind == Kind::Text)
        {
            clear(tokens, at, at);
        } else if token.is("LISTAGG") && is(tokens, behind, |token| token.is_sign("(")) {
            put(tokens, at, Kind::Word, "STRING_AGG");
        } else if token.is_sign("$") && is(tokens, Some(at + 1), |token| token.kind == Kind::Number) {
            put(tokens, at, Kind::Sign, "?");
        } else if token.is("FROM") && is(tokens, behind, |token| token.is("DUAL")) {
            clear(tokens, at, behind.unwrap_or(at));
        } else if token.is("WITHIN") && is(tokens, behind, |token| token.is("GROUP")) {
            within_group(tokens, at, behind.unwrap_or(at))?;
        } else if token.is("WITH") && is(tokens, behind, |token| token.is_sign("(")) {
            let Some(close) = hint(tokens, behind.unwrap_or(at)) else { continue };
            clear(tokens, at, close);
        } else if token.name().is_some_and(|name| name.eq_ignore_ascii_case("INFORMATION_SCHEMA"))
            && is(tokens, behind, |token| token.is_sign("."))
        {
            return Err(fault(
                "there is no INFORMATION_SCHEMA: sys_tables lists the tables, sys_tablecolumns their columns",
            ));
        } else {
            continue;
        }
        any = true;
    }
    Ok(any)
}

/// `{d '2026-01-31'}`, `{fn NOW()}`: what people of ODBC write around a value or a call; whether there was any.
fn escapes(tokens: &mut [Token<'_>]) -> bool {
    let (mut open, mut any) = (0_usize, false);
    for at in 0..tokens.len() {
        let behind = is(tokens, Some(at), |it| it.is_sign("{")).then(|| next(tokens, at + 1)).flatten();
        let word = behind.filter(|word| {
            is(tokens, Some(*word), |it| ["d", "ts", "t", "fn"].iter().any(|name| it.is(name)))
        });
        if let Some(word) = word {
            clear(tokens, at, word);
            (open, any) = (open + 1, true);
        } else if open > 0 && is(tokens, Some(at), |it| it.is_sign("}")) {
            clear(tokens, at, at);
            open -= 1;
        }
    }
    any
}

/// `WITH (NOLOCK)` behind a table says how to lock, and nothing is locked here. Returns where it ends.
fn hint(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    const HINTS: [&str; 4] = ["NOLOCK", "READUNCOMMITTED", "READCOMMITTED", "READPAST"];

    let (_, close) = arguments(tokens, open)?;
    let only = tokens.get(open + 1..close)?.iter().filter(|token| token.kind != Kind::Blank);
    only.clone().all(|token| HINTS.iter().any(|hint| token.is(hint)) || token.is_sign(",")).then_some(close)
}

/// `STRING_AGG(x, ', ') WITHIN GROUP (ORDER BY y)` is `STRING_AGG(x, ', ' ORDER BY y)`.
fn within_group(tokens: &mut [Token<'_>], within: usize, group: usize) -> Result<()> {
    let wrong = || fault("WITHIN GROUP stands behind STRING_AGG(x, ', '), and holds ORDER BY");
    let called = before(tokens, within).filter(|at| is(tokens, Some(*at), |token| token.is_sign(")")));
    let open = next(tokens, group + 1).filter(|at| is(tokens, Some(*at), |token| token.is_sign("(")));
    let (Some(called), Some(open)) = (called, open) else { return Err(wrong()) };
    let (_, close) = arguments(tokens, open).ok_or_else(wrong)?;
    let order = joined(tokens.get(open + 1..close).unwrap_or_default());
    clear(tokens, within, close);
    put(tokens, called, Kind::Word, format!(" {order})"));
    Ok(())
}

/// `x::type` is `CAST(x AS type)`; whether there was one, of which the first is written.
fn cast(tokens: &mut [Token<'_>]) -> Result<bool> {
    let colon = |token: &Token<'_>| token.kind == Kind::Sign && token.text == ":";
    let Some(at) = (0..tokens.len()).find(|at| {
        is(tokens, Some(*at), colon)
            && is(tokens, Some(at + 1), |token| {
                colon(token) || (token.kind == Kind::Parameter && token.text.starts_with(':'))
            })
    }) else {
        return Ok(false);
    };
    let wrong =
        || fault("a cast by :: stands between a value and a type, Id::INTEGER: or write CAST(Id AS INTEGER)");
    let start = Statement::of(tokens).value_before(at).ok_or_else(wrong)?.0;
    let named =
        if is(tokens, Some(at + 1), colon) { next(tokens, at + 2).ok_or_else(wrong)? } else { at + 1 };
    let kind =
        tokens.get(named).map(|token| token.text.trim_start_matches(':').to_owned()).unwrap_or_default();
    let end = match next(tokens, named + 1).filter(|open| is(tokens, Some(*open), |token| token.is_sign("(")))
    {
        Some(open) => arguments(tokens, open).ok_or_else(wrong)?.1,
        None => named,
    };
    let length = joined(tokens.get(named + 1..=end).unwrap_or_default());
    let value = joined(tokens.get(start..at).unwrap_or_default());
    clear(tokens, start, end);
    put(tokens, start, Kind::Word, format!("CAST({value} AS {kind}{length})"));
    Ok(true)
}

/// `x - INTERVAL '7 days'` is `DATEADD('day', -(7), x)`, and so is `DATE_SUB(x, INTERVAL 7 DAY)`; whether there was one, of
/// which the first is written.
fn interval(tokens: &mut [Token<'_>]) -> Result<bool> {
    let wrong = || {
        fault(
            "an INTERVAL stands behind a point in time, as in GETDATE() - INTERVAL '7 days': or write DATEADD(day, -7, GETDATE())",
        )
    };
    let is_interval = |at: &usize| {
        is(tokens, Some(*at), |token| token.is("INTERVAL"))
            && is(tokens, next(tokens, at + 1), |token| {
                matches!(token.kind, Kind::Text | Kind::Number | Kind::Parameter) || token.is_sign("(")
            })
    };
    let Some(at) = (0..tokens.len()).find(is_interval) else { return Ok(false) };
    let (amount, unit, end) = span(tokens, at)
        .ok_or_else(|| fault("an INTERVAL has a number and a unit: INTERVAL '7 days', INTERVAL 7 DAY"))?;
    let sign = before(tokens, at).ok_or_else(wrong)?;
    if is(tokens, Some(sign), |token| token.is_sign(",")) {
        let open = opening(tokens, sign).ok_or_else(wrong)?;
        let name = before(tokens, open).ok_or_else(wrong)?;
        let minus = match tokens.get(name) {
            Some(token) if token.is("DATE_ADD") || token.is("ADDDATE") => "",
            Some(token) if token.is("DATE_SUB") || token.is("SUBDATE") => "-",
            _ => return Err(wrong()),
        };
        clear(tokens, sign, end);
        put(tokens, name, Kind::Word, "DATEADD");
        put(tokens, open, Kind::Word, format!("('{unit}', {minus}({amount}), "));
        return Ok(true);
    }
    let minus = match tokens.get(sign) {
        Some(token) if token.is_sign("-") => "-",
        Some(token) if token.is_sign("+") => "",
        _ => return Err(wrong()),
    };
    let start = Statement::of(tokens).value_before(sign).ok_or_else(wrong)?.0;
    let value = joined(tokens.get(start..sign).unwrap_or_default());
    clear(tokens, start, end);
    put(tokens, start, Kind::Word, format!("DATEADD('{unit}', {minus}({amount}), {})", value.trim_end()));
    Ok(true)
}

/// `TRIM(BOTH 'x' FROM y)` is `trim(y, 'x')`; whether there was one, of which the first is written.
fn trim(tokens: &mut [Token<'_>]) -> bool {
    const SIDES: [(&str, &str); 3] = [("BOTH", "trim"), ("LEADING", "ltrim"), ("TRAILING", "rtrim")];

    let parts = |at: usize| {
        let open = next(tokens, at + 1).filter(|_| is(tokens, Some(at), |it| it.is("TRIM")))?;
        let (_, close) =
            is(tokens, Some(open), |it| it.is_sign("(")).then(|| arguments(tokens, open)).flatten()?;
        let mut depth = 0_usize;
        let from = (open..close).find(|at| {
            match tokens.get(*at) {
                Some(it) if it.is_sign("(") => depth += 1,
                Some(it) if it.is_sign(")") => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 1 && is(tokens, Some(*at), |it| it.is("FROM"))
        })?;
        let first = next(tokens, open + 1)?;
        let side = SIDES.iter().find(|(side, _)| is(tokens, Some(first), |it| it.is(side)));
        let letters = joined(tokens.get(side.map_or(first, |_| first + 1)..from)?).trim().to_owned();
        let value = joined(tokens.get(from + 1..close)?).trim().to_owned();
        let letters = if letters.is_empty() { letters } else { format!(", {letters}") };
        Some((at, close, format!("{}({value}{letters})", side.map_or("trim", |(_, name)| *name))))
    };
    let Some((at, close, written)) = (0..tokens.len()).find_map(parts) else { return false };
    clear(tokens, at, close);
    put(tokens, at, Kind::Word, written);
    true
}

/// How many of which unit an INTERVAL is, and where it ends.
fn span(tokens: &[Token<'_>], interval: usize) -> Option<(String, String, usize)> {
    let first = next(tokens, interval + 1)?;
    if let Some(text) = tokens.get(first)?.text()
        && let Some((amount, unit)) = text.trim().split_once(' ')
    {
        return Some((number(amount)?, singular(unit)?, first));
    }
    let last = match tokens.get(first)? {
        token if token.is_sign("(") => arguments(tokens, first)?.1,
        _ => first,
    };
    let amount = match tokens.get(first)?.text() {
        Some(text) => number(&text)?,
        None => joined(tokens.get(first..=last)?),
    };
    let unit = next(tokens, last + 1)?;
    Some((amount, singular(&tokens.get(unit)?.text)?, unit))
}

fn number(text: &str) -> Option<String> {
    text.trim().parse::<i64>().ok().map(|number| number.to_string())
}

/// `days` as `day`; nothing that is no word.
fn singular(unit: &str) -> Option<String> {
    let unit = unit.trim().to_ascii_lowercase();
    let one = unit.strip_suffix('s').unwrap_or(&unit);
    (!one.is_empty() && one.bytes().all(|letter| letter.is_ascii_lowercase())).then(|| one.to_owned())
}
