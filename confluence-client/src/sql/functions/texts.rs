//! Functions of text. They count letters, the first of which is 1, as other databases do.

use rusqlite::{Connection, Error, Result};

use super::{FLAGS, count, integer, real, text};
use crate::sql::words;

pub(super) const NAMES: &[&str] = &[
    "ascii",
    "charindex",
    "char_length",
    "character_length",
    "endswith",
    "indexof",
    "left_of",
    "len",
    "locate",
    "lower",
    "mask",
    "match",
    "nchar",
    "position",
    "quotename",
    "replicate",
    "reverse",
    "right_of",
    "space",
    "split",
    "startswith",
    "str",
    "stuff",
    "tostring",
    "upper",
];

/// The longest text that is made of a short one; SQLite's own bound does not see what a function builds.
const LONGEST: usize = 1 << 20;

pub(super) fn register(connection: &Connection) -> Result<()> {
    let one = |name: &str, make: fn(String) -> Option<String>| {
        connection.create_scalar_function(name, 1, FLAGS, move |it| Ok(text(it, 0).and_then(make)))
    };
    one("upper", |it| Some(it.to_uppercase()))?;
    one("lower", |it| Some(it.to_lowercase()))?;
    one("reverse", |it| Some(it.chars().rev().collect()))?;
    one("tostring", Some)?;
    one("quotename", |it| Some(format!("[{}]", it.replace(']', "]]"))))?;
    for name in ["len", "char_length", "character_length"] {
        connection.create_scalar_function(name, 1, FLAGS, |it| Ok(text(it, 0).map(|it| letters(&it))))?;
    }
    connection.create_scalar_function("ascii", 1, FLAGS, |it| {
        Ok(text(it, 0).and_then(|it| it.chars().next()).map(|letter| i64::from(u32::from(letter))))
    })?;
    connection.create_scalar_function("nchar", 1, FLAGS, |it| {
        let letter = integer(it, 0).and_then(|code| char::from_u32(u32::try_from(code).ok()?));
        Ok(letter.map(String::from))
    })?;
    connection.create_scalar_function("space", 1, FLAGS, |it| {
        integer(it, 0).map(|many| repeated("SPACE", " ", count(many))).transpose()
    })?;
    two(connection)?;
    searching(connection)?;
    cutting(connection)
}

/// A text so many times.
fn repeated(function: &str, part: &str, many: usize) -> Result<String> {
    if part.len().saturating_mul(many) > LONGEST {
        let said = format!("{function} makes no text of more than {LONGEST} bytes: take a smaller number");
        return Err(Error::UserFunctionError(said.into()));
    }
    Ok(part.repeat(many))
}

fn letters(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

fn two(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("left_of", 2, FLAGS, |it| {
        let made = || Some(text(it, 0)?.chars().take(count(integer(it, 1)?)).collect::<String>());
        Ok(made())
    })?;
    connection.create_scalar_function("right_of", 2, FLAGS, |it| {
        let made = || {
            let whole = text(it, 0)?;
            let skipped = whole.chars().count().saturating_sub(count(integer(it, 1)?));
            Some(whole.chars().skip(skipped).collect::<String>())
        };
        Ok(made())
    })?;
    connection.create_scalar_function("replicate", 2, FLAGS, |it| {
        let (Some(part), Some(many)) = (text(it, 0), integer(it, 1)) else { return Ok(None) };
        repeated("REPLICATE", &part, count(many)).map(Some)
    })?;
    for (name, test) in [
        ("startswith", (|whole: &str, part: &str| whole.starts_with(part)) as fn(&str, &str) -> bool),
        ("endswith", |whole, part| whole.ends_with(part)),
    ] {
        connection.create_scalar_function(name, 2, FLAGS, move |it| {
            let made = || Some(test(&text(it, 0)?.to_lowercase(), &text(it, 1)?.to_lowercase()));
            Ok(made())
        })?;
    }
    // `a MATCH b` calls it with b first.
    connection.create_scalar_function("match", 2, FLAGS, |it| {
        let (Some(whole), Some(wanted)) = (text(it, 1), text(it, 0)) else { return Ok(None) };
        if let Some(said) = words::refusal(&wanted) {
            return Err(Error::UserFunctionError(said.into()));
        }
        Ok(Some(words::holds(&whole, &wanted)))
    })
}

fn searching(connection: &Connection) -> Result<()> {
    for name in ["charindex", "locate", "position"] {
        for arguments in [2, 3] {
            connection.create_scalar_function(name, arguments, FLAGS, move |it| {
                let from = if arguments == 3 { integer(it, 2) } else { Some(1) };
                let made = || Some(place(&text(it, 1)?, &text(it, 0)?, from?));
                Ok(made())
            })?;
        }
    }
    connection.create_scalar_function("indexof", 2, FLAGS, |it| {
        let made = || Some(place(&text(it, 0)?, &text(it, 1)?, 1) - 1);
        Ok(made())
    })
}

/// Where a part begins, counted in letters from 1; 0 if it does not occur. Case does not count.
fn place(whole: &str, part: &str, from: i64) -> i64 {
    let skipped = count(from.saturating_sub(1));
    let (whole, part) = (whole.to_lowercase(), part.to_lowercase());
    let Some((start, _)) = whole.char_indices().chain([(whole.len(), ' ')]).nth(skipped) else { return 0 };
    let rest = whole.get(start..).unwrap_or_default();
    match rest.find(&part) {
        Some(at) => letters(rest.get(..at).unwrap_or_default()) + 1 + i64::try_from(skipped).unwrap_or(0),
        None => 0,
    }
}

fn cutting(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("stuff", 4, FLAGS, |it| {
        let made = || {
            let (whole, start, length) = (text(it, 0)?, integer(it, 1)?, integer(it, 2)?);
            let kept = count(start.checked_sub(1).filter(|at| *at >= 0)?);
            let put = text(it, 3).unwrap_or_default();
            let head: String = whole.chars().take(kept).collect();
            let tail: String = whole.chars().skip(kept.saturating_add(count(length))).collect();
            Some(head + &put + &tail)
        };
        Ok(made())
    })?;
    connection.create_scalar_function("split", 3, FLAGS, |it| {
        let made = || {
            let (whole, divider, at) = (text(it, 0)?, text(it, 1)?, integer(it, 2)?);
            let place = count(at.checked_abs()?.checked_sub(1)?);
            let mut parts = whole.split(divider.as_str());
            // Below 0 they are counted from the end.
            let part = match at {
                0 => None,
                1.. => parts.nth(place),
                _ => whole.rsplit(divider.as_str()).nth(place),
            };
            part.map(str::to_owned)
        };
        Ok(made())
    })?;
    covering(connection)
}

fn covering(connection: &Connection) -> Result<()> {
    for arguments in [2, 3, 4] {
        connection.create_scalar_function("mask", arguments, FLAGS, move |it| {
            let made = || {
                let (whole, cover) = (text(it, 0)?, text(it, 1)?);
                let kept = |at| if it.len() > at { integer(it, at).map(count) } else { Some(0) };
                let (start, end) = (kept(2)?, kept(3)?);
                let length = whole.chars().count();
                let covered = start..length.saturating_sub(end);
                let cover = cover.chars().next().unwrap_or('X');
                let letter = |(at, letter)| if covered.contains(&at) { cover } else { letter };
                Some(whole.chars().enumerate().map(letter).collect::<String>())
            };
            Ok(made())
        })?;
    }
    for arguments in [1, 2, 3] {
        connection.create_scalar_function("str", arguments, FLAGS, move |it| {
            let made = || {
                let number = real(it, 0)?;
                let length = if arguments > 1 { count(integer(it, 1)?) } else { 10 };
                let places = if arguments > 2 { count(integer(it, 2)?).min(16) } else { 0 };
                let written = format!("{number:.places$}");
                // What does not fit is told to be none, as elsewhere.
                Some(if written.len() > length { "*".repeat(length.min(LONGEST)) } else { written })
            };
            Ok(made())
        })?;
    }
    Ok(())
}
