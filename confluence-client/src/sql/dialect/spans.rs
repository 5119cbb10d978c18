//! Spans of days beside a point in time: `CreatedDate = L_LAST_WEEK()` is every moment of the last week.

use super::operands::is_keyword;
use super::token::{Kind, Token};
use super::{arguments, before, next, put};
use crate::error::{Error, Result};
use crate::sql::functions::Span;
use crate::sql::statement_error::fault;

const COMPARISONS: &[&str] = &["=", "==", "<>", "!=", "<", "<=", ">", ">="];

/// Where a span stands.
enum Place {
    /// Behind a comparison, which stands there.
    Compared(usize),
    /// It is the lower bound of a BETWEEN, or the upper one.
    Lower,
    Upper,
    /// It is compared with what follows it, or in a way in which a span is not compared.
    Misplaced,
    Elsewhere,
}

pub(super) fn rewrite(tokens: &mut [Token<'_>]) -> Result<()> {
    // What is put in the place of a span leaves the places of all others, and the parentheses around them.
    let around = Around::of(tokens);
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Word) else { continue };
        let Some(span) = Span::named(&token.text) else { continue };
        let Some(open) = next(tokens, at + 1).filter(|open| is(tokens, *open, &["("])) else { continue };
        let Some((_, close)) = arguments(tokens, open) else { continue };
        let name = token.text.to_ascii_uppercase();
        let inside = tokens.get(open + 1..close).unwrap_or_default();
        let numbered =
            inside.iter().any(|token| token.kind == Kind::Parameter && token.text.starts_with('?'));
        let count = inside.iter().map(|token| token.text.as_ref()).collect::<String>();
        let count = match (count.trim(), span.is_counted()) {
            ("", false) => "1".to_owned(),
            ("", true) => return Err(fault(format!("{name} takes a number: {name}(7)"))),
            (_, false) => return Err(fault(format!("{name} takes nothing: {name}()"))),
            (count, true) => count.to_owned(),
        };
        let called = Called { span, name, count, numbered };
        unwrap(tokens, at, close);
        let stands = place(tokens, at, close, &around);
        if let Some(replaced) = called.replaced(tokens, &stands)? {
            tokens.iter_mut().take(close + 1).skip(at).for_each(Token::clear);
            put(tokens, at, Kind::Word, replaced);
        }
    }
    Ok(())
}

/// A call, with the number of units in its parentheses.
struct Called {
    span: Span,
    name: String,
    count: String,
    /// Whether that is a parameter without a name.
    numbered: bool,
}

impl Called {
    /// What stands in its place; nothing where it is one day and stands for its beginning.
    fn replaced(&self, tokens: &mut [Token<'_>], place: &Place) -> Result<Option<String>> {
        let bound = |end: &str| format!("l_span_{end}('{}', {})", self.name, self.count);
        let sign = match place {
            Place::Lower => return Ok(Some(bound("begin"))),
            Place::Upper => return Ok(Some(bound("end"))),
            Place::Elsewhere if self.span.is_day() => return Ok(None),
            Place::Misplaced | Place::Elsewhere => return Err(self.misplaced()),
            Place::Compared(sign) => *sign,
        };
        let given = tokens.get(sign).map(|token| token.text.to_string()).unwrap_or_default();
        match given.as_str() {
            "<" | ">=" => return Ok(Some(bound("begin"))),
            ">" | "<=" => return Ok(Some(bound("end"))),
            _ => {}
        }
        if self.numbered {
            let name = &self.name;
            return Err(fault(format!(
                "{name}(?) stands for two moments: name the parameter, {name}(@days)"
            )));
        }
        let between = if matches!(given.as_str(), "=" | "==") { " BETWEEN " } else { " NOT BETWEEN " };
        put(tokens, sign, Kind::Word, between);
        Ok(Some(format!("{} AND {}", bound("begin"), bound("end"))))
    }

    fn misplaced(&self) -> Error {
        let (name, count) = (&self.name, if self.span.is_counted() { self.count.as_str() } else { "" });
        fault(format!(
            "{name} stands for a span of days: write it behind what is compared with it, CreatedDate = {name}({count})"
        ))
    }
}

fn is(tokens: &[Token<'_>], at: usize, signs: &[&str]) -> bool {
    tokens.get(at).is_some_and(|token| token.kind == Kind::Sign && signs.contains(&token.text.as_ref()))
}

fn place(tokens: &[Token<'_>], at: usize, close: usize, around: &Around) -> Place {
    let Some(previous) = before(tokens, at) else { return Place::Elsewhere };
    let following = next(tokens, close + 1);
    if is(tokens, previous, COMPARISONS) {
        // Of two moments one alone would be moved.
        let moved = following.is_some_and(|sign| is(tokens, sign, &["+", "-", "*", "/", "||"]));
        let equal = is(tokens, previous, &["=", "==", "<>", "!="]);
        return if moved && equal { Place::Misplaced } else { Place::Compared(previous) };
    }
    match tokens.get(previous) {
        Some(token) if token.is("BETWEEN") => return Place::Lower,
        Some(token) if token.is("AND") && ends_between(tokens, previous) => return Place::Upper,
        _ if is_compared_otherwise(tokens, previous, around) => return Place::Misplaced,
        _ => {}
    }
    match following {
        Some(following) if is(tokens, following, COMPARISONS) => Place::Misplaced,
        Some(following)
            if tokens
                .get(following)
                .is_some_and(|it| ["BETWEEN", "IN", "IS"].iter().any(|word| it.is(word))) =>
        {
            Place::Misplaced
        }
        _ => Place::Elsewhere,
    }
}

/// Takes away parentheses around a span alone: it stands for two moments, which none may be put around.
fn unwrap(tokens: &mut [Token<'_>], at: usize, close: usize) {
    let (mut start, mut end) = (at, close);
    while let (Some(open), Some(behind)) = (before(tokens, start), next(tokens, end + 1)) {
        let within = is(tokens, open, &["("]) && is(tokens, behind, &[")"]);
        let called = before(tokens, open).and_then(|name| tokens.get(name)).is_some_and(|name| {
            let word = name.kind == Kind::Word && !is_keyword(name);
            word || name.kind == Kind::Name || name.is("IN") || name.is("VALUES")
        });
        if !within || called {
            return;
        }
        put(tokens, open, Kind::Blank, "");
        put(tokens, behind, Kind::Blank, "");
        (start, end) = (open, behind);
    }
}

/// Whether what stands before a span compares it with something as the moment that it begins.
fn is_compared_otherwise(tokens: &[Token<'_>], previous: usize, around: &Around) -> bool {
    let Some(token) = tokens.get(previous) else { return false };
    if token.is_sign("(") || token.is_sign(",") {
        return is_listed(tokens, if token.is_sign("(") { previous + 1 } else { previous }, around);
    }
    let distinct = before(tokens, previous).and_then(|at| tokens.get(at)).is_some_and(|it| it.is("DISTINCT"));
    ["IS", "NOT", "WHEN", "LIKE"].iter().any(|word| token.is(word)) || (token.is("FROM") && distinct)
}

/// In which parentheses each token lies, found once for all spans of a statement.
struct Around {
    opening: Vec<Option<usize>>,
    /// Of each parenthesis that opens, whether there is a comma in it.
    has_comma: Vec<bool>,
}

impl Around {
    fn of(tokens: &[Token<'_>]) -> Self {
        let (mut opening, mut has_comma) = (Vec::with_capacity(tokens.len()), vec![false; tokens.len()]);
        let mut open = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            opening.push(open.last().copied());
            if token.is_sign("(") {
                open.push(at);
            } else if token.is_sign(")") {
                open.pop();
            } else if token.is_sign(",")
                && let Some(listed) = open.last().and_then(|open| has_comma.get_mut(*open))
            {
                *listed = true;
            }
        }
        Self { opening, has_comma }
    }
}

/// Whether this place lies in a list of values: that of an IN, or one of several columns.
fn is_listed(tokens: &[Token<'_>], at: usize, around: &Around) -> bool {
    let Some(open) = around.opening.get(at).copied().flatten() else { return false };
    let named = before(tokens, open).and_then(|name| tokens.get(name));
    if named.is_some_and(|name| name.is("IN")) {
        return true;
    }
    let called =
        named.is_some_and(|name| name.is("VALUES") || (name.kind == Kind::Word && !is_keyword(name)));
    let rows = next(tokens, open + 1)
        .and_then(|first| tokens.get(first))
        .is_some_and(|first| first.is("SELECT") || first.is("WITH"));
    !called && !rows && around.has_comma.get(open).is_some_and(|has_comma| *has_comma)
}

/// Whether this AND divides the bounds of a BETWEEN.
fn ends_between(tokens: &[Token<'_>], and: usize) -> bool {
    let mut depth = 0_usize;
    for token in tokens.get(..and).unwrap_or_default().iter().rev() {
        match token.text.as_ref() {
            ")" if token.kind == Kind::Sign => depth += 1,
            "(" if token.kind == Kind::Sign => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return false,
            },
            _ if depth > 0 || token.kind != Kind::Word => {}
            _ if token.is("BETWEEN") => return true,
            // What was a span a moment ago has a BETWEEN of its own, in one token with its AND.
            _ if ["AND", "OR", "WHERE", "ON", "HAVING", "WHEN", "SELECT"]
                .iter()
                .any(|word| token.is(word)) =>
            {
                return false;
            }
            _ => {}
        }
    }
    false
}
