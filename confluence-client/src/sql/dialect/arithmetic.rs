//! `+`, `-` and `&` between values that are no numbers: SQLite makes a number of a text and says nothing of it, so that
//! `GETDATE() - 30` would be 1996, and `Title + SpaceKey` 0. They become calls that look at what they are given.

use super::edits::Edits;
use super::next;
use super::operands::{Span, Statement, Type, added, taken};
use super::token::{Kind, Token};

/// The statement with the calls in it; nothing where it stays.
pub(super) fn rewritten(tokens: &[Token<'_>]) -> Option<String> {
    let signs =
        |token: &Token<'_>| token.kind == Kind::Sign && ["+", "-", "&"].contains(&token.text.as_ref());
    if !tokens.iter().any(signs) {
        return None;
    }
    let statement = Statement::of(tokens);
    let (mut edits, mut done) = (Edits::of(tokens), vec![false; tokens.len()]);
    for at in 0..tokens.len() {
        if tokens.get(at).is_some_and(signs) && done.get(at) == Some(&false) {
            sum(&statement, at, &mut edits, &mut done);
        }
    }
    edits.made(tokens)
}

/// One sum, from its first sign on: `a + b - c` is `minus(plus(a, b), c)`.
fn sum(statement: &Statement<'_, '_>, first: usize, edits: &mut Edits, done: &mut [bool]) {
    let Some(left) = product_before(statement, first) else { return };
    let (mut kind, mut end, mut sign) = (product_type(statement, left), left.1, first);
    loop {
        if let Some(done) = done.get_mut(sign) {
            *done = true;
        }
        let Some(right) = product_from(statement, sign + 1) else { return };
        let other = product_type(statement, right);
        let text = statement.tokens.get(sign).map(|token| token.text.as_ref()).unwrap_or_default();
        let numbers = kind.is_number() && other.is_number();
        kind = match text {
            "&" if kind.is_text() || other.is_text() => {
                edits.put(sign, "||");
                Type::Text
            }
            "&" => Type::Number,
            _ if numbers => Type::Number,
            _ => {
                let (name, made) =
                    if text == "+" { ("plus", added(kind, other)) } else { ("minus", taken(kind, other)) };
                edits.call(name, (left.0, right.1));
                edits.put(sign, ",");
                made
            }
        };
        end = right.1.max(end);
        let behind = next(statement.tokens, end + 1);
        match behind.filter(|at| ["+", "-", "&"].iter().any(|sign| statement.sign(Some(*at), sign))) {
            Some(next) => sign = next,
            None => return,
        }
    }
}

const FACTORS: &[&str] = &["*", "/", "%", "||", "->", "->>"];

fn is_factor(statement: &Statement<'_, '_>, at: usize) -> bool {
    FACTORS.iter().any(|sign| statement.sign(Some(at), sign))
}

/// The product that ends before a sign, which may be one value.
fn product_before(statement: &Statement<'_, '_>, sign: usize) -> Option<Span> {
    let (mut start, end) = statement.value_before(sign)?;
    while let Some(factor) = super::before(statement.tokens, start).filter(|at| is_factor(statement, *at)) {
        let Some(value) = statement.value_before(factor) else { break };
        start = value.0;
    }
    // A sign of its own, as in -1 + x.
    let own = super::before(statement.tokens, start).filter(|at| {
        (statement.sign(Some(*at), "-") || statement.sign(Some(*at), "+"))
            && !statement.ends_value(super::before(statement.tokens, *at))
    });
    Some((own.unwrap_or(start), end))
}

fn product_from(statement: &Statement<'_, '_>, from: usize) -> Option<Span> {
    let (start, mut end) = statement.value_from(from)?;
    while let Some(factor) = next(statement.tokens, end + 1).filter(|at| is_factor(statement, *at)) {
        end = statement.value_from(factor + 1)?.1;
    }
    Some((start, end))
}

fn product_type(statement: &Statement<'_, '_>, (start, end): Span) -> Type {
    match statement.value_from(start) {
        Some(whole) if whole == (start, end) => statement.type_of(whole),
        Some((_, first)) => match next(statement.tokens, first + 1) {
            Some(sign) if statement.sign(Some(sign), "||") => Type::Text,
            Some(sign) if statement.sign(Some(sign), "->") || statement.sign(Some(sign), "->>") => {
                Type::Unknown
            }
            Some(sign) if is_factor(statement, sign) => Type::Number,
            _ => Type::Unknown,
        },
        None => Type::Unknown,
    }
}
