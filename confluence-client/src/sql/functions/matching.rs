//! Patterns of text: `LIKE`, `GLOB` and `PATINDEX`; and searches whose time SQLite's own functions do not bound.
//!
//! SQLite looks at the clock between two functions and never within one. Its own `like`, `instr`, `replace` and `trim`
//! take the product of the lengths of their arguments, which is years for two long texts. These take the sum, or look
//! at the clock themselves.

use std::collections::HashSet;
use std::str::Chars;
use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

use super::{FLAGS, text, text_of};
use crate::sql::bounds::LONGEST_VALUE;
use crate::sql::run::Stop;

pub(super) const NAMES: &[&str] =
    &["glob", "instr", "like", "like_pattern", "ltrim", "patindex", "replace", "rtrim", "trim"];

/// How many letters are compared between two looks at the clock: some tenths of a millisecond.
const STEPS: u32 = 1 << 16;

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Any text, `%` or `*`.
    Any,
    /// Any letter, `_` or `?`.
    One,
    Letter(char),
    /// A letter that is among these, or is not: `[a-z]`, `[^a-z]`.
    Among(Vec<(char, char)>, bool),
}

/// The signs of a kind of pattern.
#[derive(Clone, Copy)]
struct Signs {
    any: char,
    one: char,
    sets: bool,
    /// Whether case does not count.
    folds: bool,
}

const LIKE: Signs = Signs { any: '%', one: '_', sets: false, folds: true };
const GLOB: Signs = Signs { any: '*', one: '?', sets: true, folds: false };
const PATINDEX: Signs = Signs { any: '%', one: '_', sets: true, folds: true };

/// A pattern that was read.
#[derive(Debug)]
struct Pattern {
    pieces: Vec<Piece>,
    folds: bool,
}

impl Pattern {
    fn read(text: &str, signs: Signs, escape: Option<char>) -> Self {
        let mut pieces = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let piece = if Some(letter) == escape {
                letters.next().map_or(Piece::Letter(letter), |next| Piece::Letter(signs.fold(next)))
            } else if letter == signs.any {
                Piece::Any
            } else if letter == signs.one {
                Piece::One
            } else if signs.sets && letter == '[' {
                set(&mut letters, signs).unwrap_or(Piece::Letter(letter))
            } else {
                Piece::Letter(signs.fold(letter))
            };
            if piece != Piece::Any || pieces.last() != Some(&Piece::Any) {
                pieces.push(piece);
            }
        }
        Self { pieces, folds: signs.folds }
    }

    /// Whether the whole text is of this pattern.
    fn fits(&self, text: &str, clock: &mut Clock<'_>) -> Result<bool> {
        self.fits_from(&self.pieces, text, clock)
    }

    fn fits_from(&self, pieces: &[Piece], text: &str, clock: &mut Clock<'_>) -> Result<bool> {
        let mut rest = text.chars();
        let mut at = 0;
        // Where the last `Any` stands, and what it has not taken yet.
        let mut again: Option<(usize, Chars<'_>)> = None;
        loop {
            clock.tick()?;
            match pieces.get(at) {
                Some(Piece::Any) => {
                    at += 1;
                    if at == pieces.len() {
                        return Ok(true);
                    }
                    again = Some((at, rest.clone()));
                    continue;
                }
                Some(piece) => {
                    let mut ahead = rest.clone();
                    match ahead.next() {
                        Some(letter) if self.is(piece, letter) => {
                            rest = ahead;
                            at += 1;
                            continue;
                        }
                        // What is left is too short, wherever it begins.
                        None => return Ok(false),
                        Some(_) => {}
                    }
                }
                None if rest.as_str().is_empty() => return Ok(true),
                None => {}
            }
            let Some((place, from)) = &mut again else { return Ok(false) };
            if from.next().is_none() {
                return Ok(false);
            }
            (at, rest) = (*place, from.clone());
        }
    }

    fn is(&self, piece: &Piece, letter: char) -> bool {
        let letter = if self.folds { fold(letter) } else { letter };
        match piece {
            Piece::Any | Piece::One => true,
            Piece::Letter(wanted) => *wanted == letter,
            Piece::Among(ranges, not) => {
                ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter)) != *not
            }
        }
    }

    /// Where the pattern begins in a text, counted in letters from 1; 0 if nowhere. A pattern that does not begin with
    /// `%` begins with the text.
    fn place(&self, text: &str, clock: &mut Clock<'_>) -> Result<i64> {
        let Some((Piece::Any, pieces)) = self.pieces.split_first() else {
            return Ok(self.fits(text, clock)?.into());
        };
        for (number, (at, _)) in text.char_indices().chain([(text.len(), ' ')]).enumerate() {
            let rest = text.get(at..).unwrap_or_default();
            if self.fits_from(pieces, rest, clock)? {
                return Ok(i64::try_from(number).unwrap_or(i64::MAX).saturating_add(1));
            }
        }
        Ok(0)
    }
}

impl Signs {
    fn fold(self, letter: char) -> char {
        if self.folds { fold(letter) } else { letter }
    }
}

/// A letter in lower case, where that is one letter.
fn fold(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// What follows `[`, up to its end; nothing, and nothing taken, where it has none.
fn set(letters: &mut Chars<'_>, signs: Signs) -> Option<Piece> {
    let mut ahead = letters.clone();
    let mut not = false;
    if ahead.as_str().starts_with('^') {
        ahead.next();
        not = true;
    }
    let mut ranges: Vec<(char, char)> = Vec::new();
    while let Some(letter) = ahead.next() {
        if letter == ']' && !ranges.is_empty() {
            *letters = ahead;
            return Some(Piece::Among(ranges, not));
        }
        let mut end = ahead.clone();
        let to = match (end.next(), end.next()) {
            (Some('-'), Some(to)) if to != ']' => {
                ahead = end;
                to
            }
            _ => letter,
        };
        ranges.push((signs.fold(letter), signs.fold(to)));
    }
    None
}

/// What is said of a pattern of `LIKE` that means something to other databases alone: here it would stand for itself and
/// find nothing.
pub(in crate::sql) fn like_of_others(pattern: &str) -> Option<String> {
    let shown: String = pattern.chars().take(60).collect();
    let escaped = ["\\_", "\\%"].iter().any(|escaped| pattern.contains(escaped));
    if escaped {
        return Some(format!(
            "LIKE '{shown}' has a backslash, which stands for itself here: write LIKE '{shown}' ESCAPE '\\', or ESCAPE '!' \
             where the backslash is meant"
        ));
    }
    let mut sets = pattern.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(set, _)| set);
    let is_set = |set: &str| {
        let letters: Vec<char> = set.chars().collect();
        let range = matches!(letters.as_slice(), [from, '-', to, ..] if from.is_alphanumeric() && to.is_alphanumeric());
        matches!(set, "_" | "%")
            || set.starts_with('^')
            || (range && (letters.len() == 3 || letters.len() == 6))
    };
    sets.any(is_set).then(|| {
        format!(
            "LIKE '{shown}' has brackets, which stand for themselves here: write PATINDEX('{shown}', x) > 0, or ESCAPE '!' \
             behind it where brackets are meant"
        )
    })
}

/// Looks at the time now and then.
struct Clock<'s> {
    stop: &'s Stop,
    left: u32,
}

impl<'s> Clock<'s> {
    fn new(stop: &'s Stop) -> Self {
        Self { stop, left: STEPS }
    }

    fn tick(&mut self) -> Result<()> {
        if self.left > 0 {
            self.left -= 1;
            return Ok(());
        }
        self.left = STEPS;
        over(self.stop)
    }
}

/// Fails when the query is to end.
fn over(stop: &Stop) -> Result<()> {
    if stop.is_over() {
        return Err(Error::UserFunctionError(stop.error().to_string().into()));
    }
    Ok(())
}

pub(super) fn register(connection: &Connection, stop: &Arc<Stop>) -> Result<()> {
    for (name, signs) in [("like", LIKE), ("glob", GLOB)] {
        let watch = Arc::clone(stop);
        // `x LIKE y` calls it with y first.
        connection.create_scalar_function(name, 2, FLAGS, move |it| {
            let Some(whole) = text(it, 1).filter(|_| it.get_raw(0) != ValueRef::Null) else {
                return Ok(None);
            };
            // Read once for all rows where it is the same for all.
            let pattern = it.get_or_create_aux(0, move |given| {
                Ok::<_, Error>(Pattern::read(&text_of(given).unwrap_or_default(), signs, None))
            })?;
            pattern.fits(&whole, &mut Clock::new(&watch)).map(Some)
        })?;
    }
    let watch = Arc::clone(stop);
    connection.create_scalar_function("like", 3, FLAGS, move |it| {
        let (Some(pattern), Some(whole), Some(escape)) = (text(it, 0), text(it, 1), text(it, 2)) else {
            return Ok(None);
        };
        let mut letters = escape.chars();
        let (Some(escape), None) = (letters.next(), letters.next()) else {
            return Err(Error::UserFunctionError("ESCAPE takes one character".into()));
        };
        Pattern::read(&pattern, LIKE, Some(escape)).fits(&whole, &mut Clock::new(&watch)).map(Some)
    })?;
    let watch = Arc::clone(stop);
    connection.create_scalar_function("patindex", 2, FLAGS, move |it| {
        let (Some(pattern), Some(whole)) = (text(it, 0), text(it, 1)) else { return Ok(None) };
        Pattern::read(&pattern, PATINDEX, None).place(&whole, &mut Clock::new(&watch)).map(Some)
    })?;
    // A value that is given for a pattern, which the dialect cannot see.
    connection.create_scalar_function("like_pattern", 1, FLAGS, |it| {
        let given = text(it, 0);
        match given.as_deref().and_then(like_of_others) {
            Some(said) => Err(Error::UserFunctionError(said.into())),
            None => Ok(given),
        }
    })?;
    finding(connection)?;
    trimming(connection)
}

fn finding(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("instr", 2, FLAGS, |it| {
        let made = || {
            let (whole, part) = (text(it, 0)?, text(it, 1)?);
            let before = whole.find(&part).and_then(|at| whole.get(..at));
            let place = before.map_or(0, |before| before.chars().count().saturating_add(1));
            i64::try_from(place).ok()
        };
        Ok(made())
    })?;
    connection.create_scalar_function("replace", 3, FLAGS, |it| {
        let (Some(whole), Some(part), Some(other)) = (text(it, 0), text(it, 1), text(it, 2)) else {
            return Ok(None);
        };
        if part.is_empty() {
            return Ok(Some(whole));
        }
        if other.len() > part.len() {
            let many = whole.matches(part.as_str()).count();
            let more = many.saturating_mul(other.len() - part.len());
            check_length(whole.len().saturating_add(more))?;
        }
        Ok(Some(whole.replace(&part, &other)))
    })
}

/// Fails before a text is made that is longer than any may be.
pub(super) fn check_length(bytes: usize) -> Result<()> {
    if bytes > LONGEST_VALUE {
        let said = format!("a text of more than {} MiB is not made", LONGEST_VALUE >> 20);
        return Err(Error::UserFunctionError(said.into()));
    }
    Ok(())
}

fn trimming(connection: &Connection) -> Result<()> {
    for (name, start, end) in [("trim", true, true), ("ltrim", true, false), ("rtrim", false, true)] {
        for arguments in [1, 2] {
            connection.create_scalar_function(name, arguments, FLAGS, move |it| {
                let taken: HashSet<char> = match arguments {
                    1 => HashSet::from([' ']),
                    _ => match text(it, 1) {
                        Some(letters) => letters.chars().collect(),
                        None => return Ok(None),
                    },
                };
                Ok(text(it, 0).map(|whole| {
                    let mut kept = whole.as_str();
                    if start {
                        kept = kept.trim_start_matches(|letter| taken.contains(&letter));
                    }
                    if end {
                        kept = kept.trim_end_matches(|letter| taken.contains(&letter));
                    }
                    kept.to_owned()
                }))
            })?;
        }
    }
    Ok(())
}
