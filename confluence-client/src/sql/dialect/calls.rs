//! Calls that SQLite's grammar does not know, and dates whose part is written bare.

use super::escapes;
use super::searches::contains;
use super::token::{Kind, Token};
use super::{arguments, before, next, put};
use crate::error::Result;
use crate::sql::functions::like_of_others;
use crate::sql::statement_error::fault;

/// Names that are keywords to SQLite, and the functions that do what they say.
const RENAMED: &[(&str, &str)] = &[
    ("ISNULL", "ifnull"),
    ("LEFT", "left_of"),
    ("RIGHT", "right_of"),
    ("REPLACE", "replace"),
    ("IF", "iif"),
    ("NVL", "ifnull"),
    ("LAST_DAY", "eomonth"),
    ("COUNT_BIG", "count"),
    ("LCASE", "lower"),
    ("MID", "substr"),
    ("REPEAT", "replicate"),
    ("SPLIT_PART", "split"),
    ("STRPOS", "instr"),
    ("TODAY", "l_today"),
    ("TRUNCATE", "trunc"),
    ("UCASE", "upper"),
    ("WEEKOFYEAR", "week"),
];

/// Words that stand for the time and for the caller by themselves, and are called elsewhere; and what they are here: SQLite's own are in UTC
/// whatever the zone.
const MOMENTS: &[(&str, &str)] = &[
    ("CURRENT_TIMESTAMP", "now()"),
    ("CURRENT_DATE", "l_today()"),
    ("CURRENT_TIME", "substr(now(), 12)"),
    ("CURDATE", "l_today()"),
    ("LOCALTIMESTAMP", "now()"),
    ("CURTIME", "substr(now(), 12)"),
    ("CURRENT_USER", "current_user_id()"),
    ("SESSION_USER", "current_user_id()"),
    ("SYSTEM_USER", "current_user_id()"),
];

/// Functions whose arguments the standard divides by words, as in `SUBSTRING(x FROM 2 FOR 3)`.
const WORDED: &[(&str, &[&str])] =
    &[("EXTRACT", &["FROM"]), ("POSITION", &["IN"]), ("SUBSTRING", &["FROM", "FOR"])];

/// Functions whose first argument is a part of a date.
const DATED: &[&str] = &[
    "DATEADD",
    "DATEDIFF",
    "DATEDIFF_BIG",
    "DATEPART",
    "DATENAME",
    "DATE_TRUNC",
    "DATETRUNC",
    "TIMESTAMPADD",
    "TIMESTAMPDIFF",
];

pub(super) fn rewrite(tokens: &mut [Token<'_>]) -> Result<()> {
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Word) else { continue };
        let word = token.text.to_ascii_uppercase();
        if word == "N" && tokens.get(at + 1).is_some_and(|text| text.kind == Kind::Text) {
            clear(tokens, at);
            continue;
        }
        if word == "E" && escapes::rewrite(tokens, at) {
            continue;
        }
        let open = next(tokens, at + 1).filter(|open| is(tokens, *open, "("));
        if word == "LIKE" {
            check_like(tokens, at)?;
            continue;
        }
        if let Some((_, here)) = MOMENTS.iter().find(|(name, _)| *name == word) {
            moment(tokens, at, open, here);
            continue;
        }
        let Some(open) = open else { continue };
        if DATED.contains(&word.as_str()) {
            quote_part(tokens, open);
            match word.as_str() {
                "TIMESTAMPADD" => put(tokens, at, Kind::Word, "DATEADD"),
                "DATEDIFF_BIG" => put(tokens, at, Kind::Word, "DATEDIFF"),
                _ => {}
            }
        } else if word == "CONTAINS" {
            contains(tokens, at, open)?;
        } else if word == "FORMAT" {
            format(tokens, at, open);
        } else if word == "ROUND" {
            round(tokens, at, open);
        } else if let Some((_, words)) = WORDED.iter().find(|(name, _)| *name == word) {
            commas(tokens, open, words);
            check_places(tokens, &word, open)?;
            if word == "EXTRACT" {
                put(tokens, at, Kind::Word, "DATEPART");
                quote_part(tokens, open);
            }
        } else if let Some((_, name)) = RENAMED.iter().find(|(from, _)| *from == word)
            && (word != "ISNULL" || !behind_operand(tokens, at))
            && let Some(token) = tokens.get_mut(at)
        {
            token.put(Kind::Word, *name);
        }
    }
    Ok(())
}

/// Refuses a pattern that means something to other databases alone.
fn check_like(tokens: &mut [Token<'_>], like: usize) -> Result<()> {
    let Some(place) = next(tokens, like + 1) else { return Ok(()) };
    let behind = next(tokens, place + 1).and_then(|at| tokens.get(at));
    if behind.is_some_and(|token| token.is("ESCAPE")) {
        return Ok(());
    }
    match tokens.get(place) {
        // Its value is looked at when it is known.
        Some(token) if token.kind == Kind::Parameter => {
            let pattern = format!("like_pattern({})", token.text);
            put(tokens, place, Kind::Word, pattern);
            Ok(())
        }
        literal => match literal.and_then(Token::text).and_then(|pattern| like_of_others(&pattern)) {
            Some(said) => Err(fault(said)),
            None => Ok(()),
        },
    }
}

/// Refuses `SUBSTRING(x FROM 'pattern')`, by which PostgreSQL means a regular expression.
fn check_places(tokens: &[Token<'_>], word: &str, open: usize) -> Result<()> {
    let Some((commas, _)) = arguments(tokens, open).filter(|_| word == "SUBSTRING") else { return Ok(()) };
    let second = commas.first().and_then(|comma| tokens.get(next(tokens, comma + 1)?));
    match second.and_then(Token::text) {
        Some(pattern) if pattern.trim().parse::<i64>().is_err() => Err(fault(format!(
            "SUBSTRING takes a place and not '{pattern}', there are no regular expressions: write SUBSTRING(x FROM 2 FOR 3), \
             or PATINDEX('%[0-9]%', x) for where a pattern begins"
        ))),
        _ => Ok(()),
    }
}

/// `CURRENT_DATE()` is `CURRENT_DATE`, and `CURRENT_TIMESTAMP(3)` is `CURRENT_TIMESTAMP`, which is what it is here.
fn moment(tokens: &mut [Token<'_>], at: usize, open: Option<usize>, here: &str) {
    if let Some((_, close)) = open.and_then(|open| arguments(tokens, open)) {
        tokens.iter_mut().take(close + 1).skip(at + 1).for_each(Token::clear);
    }
    put(tokens, at, Kind::Word, here);
}

fn is(tokens: &[Token<'_>], at: usize, sign: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.is_sign(sign))
}

fn clear(tokens: &mut [Token<'_>], at: usize) {
    if let Some(token) = tokens.get_mut(at) {
        token.clear();
    }
}

/// Puts commas in place of the words between the arguments of a call. A length alone, `SUBSTRING(x FOR 3)`, is from the
/// beginning on.
fn commas(tokens: &mut [Token<'_>], open: usize, words: &[&str]) {
    let Some((_, close)) = arguments(tokens, open) else { return };
    let (mut depth, mut any) = (0_usize, false);
    for token in tokens.iter_mut().take(close).skip(open) {
        if token.is_sign("(") {
            depth += 1;
        } else if token.is_sign(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 1 && words.iter().any(|word| token.is(word)) {
            let alone = token.is("FOR") && !any;
            any = true;
            match alone {
                true => token.put(Kind::Word, ", 1,"),
                false => token.put(Kind::Sign, ","),
            }
        }
    }
}

/// `FORMAT(x, 'dd.MM.yyyy')` is a call of ours; SQLite's own has `%d` and the like in its first argument.
fn format(tokens: &mut [Token<'_>], at: usize, open: usize) {
    let first = next(tokens, open + 1).and_then(|at| tokens.get(at)?.text());
    let many = arguments(tokens, open).map_or(0, |(commas, _)| commas.len());
    if many > 0 && !first.is_some_and(|text| text.contains('%')) {
        put(tokens, at, Kind::Word, "format_value");
    }
}

/// `ROUND(x, -2)` rounds to hundreds.
fn round(tokens: &mut [Token<'_>], at: usize, open: usize) {
    let Some((commas, _)) = arguments(tokens, open) else { return };
    if let [comma] = commas.as_slice()
        && next(tokens, comma + 1).is_some_and(|at| is(tokens, at, "-"))
    {
        put(tokens, at, Kind::Word, "round_to");
    }
}

/// `x ISNULL (` tests x; `ISNULL(x, y)` is a call.
fn behind_operand(tokens: &[Token<'_>], at: usize) -> bool {
    before(tokens, at).and_then(|at| tokens.get(at)).is_some_and(|token| match token.kind {
        Kind::Name | Kind::Text | Kind::Number | Kind::Parameter => true,
        Kind::Sign => token.text == ")",
        _ => false,
    })
}

/// `DATEADD(month, ...)` is `DATEADD('month', ...)`.
fn quote_part(tokens: &mut [Token<'_>], open: usize) {
    let Some(part) = next(tokens, open + 1) else { return };
    let alone = next(tokens, part + 1).is_some_and(|comma| is(tokens, comma, ","));
    if let Some(token) = tokens.get_mut(part).filter(|token| token.kind == Kind::Word && alone) {
        let quoted = format!("'{}'", token.text);
        token.put(Kind::Text, quoted);
    }
}
