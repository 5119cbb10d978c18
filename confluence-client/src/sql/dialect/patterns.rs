//! Points in time written by the patterns of other databases: `TO_CHAR(x, 'YYYY-MM')`, `DATE_FORMAT(x, '%Y-%m')` are
//! `FORMAT(x, 'yyyy-MM')`.

use super::token::{Kind, Token};
use super::{arguments, is, next, put};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// What `TO_CHAR` of Oracle and PostgreSQL writes, and what `FORMAT` does; the longer ones first.
const TO_CHAR: &[(&str, &str)] = &[
    ("YYYY", "yyyy"),
    ("MONTH", "MMMM"),
    ("HH24", "HH"),
    ("HH12", "hh"),
    ("MON", "MMM"),
    ("DAY", "dddd"),
    ("YY", "yy"),
    ("MM", "MM"),
    ("MI", "mm"),
    ("MS", "fff"),
    ("DD", "dd"),
    ("DY", "ddd"),
    ("HH", "hh"),
    ("SS", "ss"),
    ("AM", "tt"),
    ("PM", "tt"),
];
/// What `DATE_FORMAT` of MySQL writes behind its `%`.
const DATE_FORMAT: &[(&str, &str)] = &[
    ("Y", "yyyy"),
    ("y", "yy"),
    ("m", "MM"),
    ("c", "M"),
    ("M", "MMMM"),
    ("b", "MMM"),
    ("d", "dd"),
    ("e", "d"),
    ("W", "dddd"),
    ("a", "ddd"),
    ("H", "HH"),
    ("k", "H"),
    ("h", "hh"),
    ("I", "hh"),
    ("l", "h"),
    ("i", "mm"),
    ("s", "ss"),
    ("S", "ss"),
    ("f", "ffffff"),
    ("p", "tt"),
    ("T", "HH:mm:ss"),
    ("%", "%"),
];

/// Reads a pattern of another database as one of ours; or the letter in it that means nothing here.
type Reading = fn(&str) -> Result<String, char>;

/// Puts `FORMAT` and its pattern in their place; whether there was any.
pub(super) fn rewrite(tokens: &mut [Token<'_>]) -> Result<bool> {
    let mut any = false;
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at) else { break };
        let (name, read): (&str, Reading) = match token {
            token if token.is("TO_CHAR") => ("TO_CHAR", of_to_char),
            token if token.is("DATE_FORMAT") => ("DATE_FORMAT", of_date_format),
            _ => continue,
        };
        let open = next(tokens, at + 1).filter(|open| is(tokens, Some(*open), |token| token.is_sign("(")));
        let Some((commas, _)) = open.and_then(|open| arguments(tokens, open)) else { continue };
        let pattern = match commas.as_slice() {
            [comma] => next(tokens, comma + 1),
            _ => None,
        };
        let written = pattern.and_then(|pattern| tokens.get(pattern)?.text());
        let (Some(pattern), Some(written)) = (pattern, written) else {
            return Err(fault(format!(
                "{name} takes a point in time and its pattern as text: or write FORMAT(CreatedDate, 'yyyy-MM-dd')"
            )));
        };
        let ours = read(&written).map_err(|unknown| {
            fault(format!(
                "the pattern '{written}' of {name} has {unknown}, which is not known here: write FORMAT(x, 'yyyy-MM-dd HH:mm')"
            ))
        })?;
        put(tokens, at, Kind::Word, "FORMAT");
        put(tokens, pattern, Kind::Text, format!("'{}'", ours.replace('\'', "''")));
        any = true;
    }
    Ok(any)
}

/// A pattern of a number, `FM999,990.00`, as `FORMAT` has it: 9 is a digit where there is one, and behind the point always one
/// unless FM stands in front. No blanks are put in front, which FM takes away there.
fn of_number(pattern: &str) -> Option<String> {
    let upper = pattern.trim().to_ascii_uppercase();
    let (bare, shortest) = upper.strip_prefix("FM").map_or((upper.as_str(), false), |bare| (bare, true));
    let signs = bare.chars().all(|letter| matches!(letter, '9' | '0' | ',' | '.' | 'G' | 'D' | '$' | '%'));
    if !signs || !bare.contains(['9', '0']) {
        return None;
    }
    let mut behind = false;
    let sign = |letter: char| {
        behind |= matches!(letter, '.' | 'D');
        match letter {
            'D' => '.',
            'G' => ',',
            '9' if behind && !shortest => '0',
            '9' => '#',
            other => other,
        }
    };
    Some(bare.chars().map(sign).collect())
}

/// Letters that mean nothing stand in double quotes there, and so they do here.
fn of_to_char(pattern: &str) -> Result<String, char> {
    if let Some(number) = of_number(pattern) {
        return Ok(number);
    }
    let (mut ours, mut rest, mut quoted) = (String::new(), pattern, false);
    while let Some(letter) = rest.chars().next() {
        let upper = rest.to_ascii_uppercase();
        let known = TO_CHAR.iter().find(|(theirs, _)| !quoted && upper.starts_with(theirs));
        let taken = match known {
            Some((theirs, written)) => {
                ours.push_str(written);
                theirs.len()
            }
            None if !quoted && letter.is_ascii_alphabetic() && letter != 'T' => return Err(letter),
            // A digit of a number, in what is no pattern of one.
            None if !quoted && letter == '9' => return Err(letter),
            None => {
                quoted ^= letter == '"';
                ours.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    Ok(ours)
}

fn of_date_format(pattern: &str) -> Result<String, char> {
    let (mut ours, mut letters) = (String::new(), pattern.chars());
    while let Some(letter) = letters.next() {
        if letter == '%' {
            let code = letters.next().unwrap_or('%');
            let known = DATE_FORMAT.iter().find(|(theirs, _)| theirs.starts_with(code));
            ours.push_str(known.ok_or(code)?.1);
        } else if letter.is_ascii_alphabetic() {
            ours.push_str(&format!("\"{letter}\""));
        } else {
            ours.push(letter);
        }
    }
    Ok(ours)
}
