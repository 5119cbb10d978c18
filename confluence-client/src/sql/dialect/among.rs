//! Spans of days in a list: `CreatedDate IN (L_TODAY(), x)` is `(CreatedDate = L_TODAY() OR CreatedDate IN (x))`, since a
//! span is every moment of it and no value.

use super::operands::{Span, Statement};
use super::token::{Kind, Token};
use super::{arguments, before, is, joined, next, put};
use crate::error::Result;
use crate::sql::functions;
use crate::sql::statement_error::fault;

/// Writes the first such list; whether there was one.
pub(super) fn rewrite(tokens: &mut [Token<'_>]) -> Result<bool> {
    if !tokens.iter().any(is_name_of_span) {
        return Ok(false);
    }
    let Some(list) = (0..tokens.len()).find_map(|at| List::at(tokens, at)) else { return Ok(false) };
    let (left, not) = (text(tokens, list.left), if list.not { "NOT " } else { "" });
    let mut conditions: Vec<String> =
        list.spans.iter().map(|span| format!("{left} = {}", text(tokens, *span))).collect();
    if !list.values.is_empty() {
        let values: Vec<String> = list.values.iter().map(|value| text(tokens, *value)).collect();
        conditions.push(format!("{left} IN ({})", values.join(", ")));
    }
    let (start, end) = (list.left.0, list.close);
    let nameless = |token: &Token<'_>| token.kind == Kind::Parameter && token.text == "?";
    if tokens.get(start..=end).unwrap_or_default().iter().any(nameless) {
        return Err(fault("a span of days in IN (...) takes no parameter ?: name it, @since"));
    }
    tokens.iter_mut().take(end + 1).skip(start).for_each(Token::clear);
    put(tokens, start, Kind::Word, format!("({not}({}))", conditions.join(" OR ")));
    Ok(true)
}

/// An `IN` with a span of days in its list.
struct List {
    left: Span,
    not: bool,
    spans: Vec<Span>,
    values: Vec<Span>,
    close: usize,
}

impl List {
    /// The one whose word stands at this place.
    fn at(tokens: &[Token<'_>], at: usize) -> Option<Self> {
        let open = next(tokens, at + 1)
            .filter(|_| is(tokens, Some(at), |token| token.is("IN")))
            .filter(|open| is(tokens, Some(*open), |token| token.is_sign("(")))?;
        let (commas, close) = arguments(tokens, open)?;
        let (mut from, mut items) = (open + 1, Vec::new());
        for end in commas.into_iter().chain([close]) {
            items.push((next(tokens, from)?, before(tokens, end)?));
            from = end + 1;
        }
        let (spans, values): (Vec<Span>, Vec<Span>) =
            items.into_iter().partition(|item| is_span(tokens, *item));
        let not = before(tokens, at).filter(|not| is(tokens, Some(*not), |token| token.is("NOT")));
        // To look at the statement costs its length, which lists without a span have no use for.
        if spans.is_empty() {
            return None;
        }
        let left = Statement::of(tokens).sum_before(not.unwrap_or(at))?;
        Some(Self { left, not: not.is_some(), spans, values, close })
    }
}

fn is_name_of_span(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && functions::Span::named(&token.text).is_some()
}

fn is_span(tokens: &[Token<'_>], (start, end): Span) -> bool {
    let named = is(tokens, Some(start), is_name_of_span);
    let open = next(tokens, start + 1).filter(|open| is(tokens, Some(*open), |it| it.is_sign("(")));
    named && open.and_then(|open| arguments(tokens, open)).is_some_and(|(_, close)| close == end)
}

fn text(tokens: &[Token<'_>], (start, end): Span) -> String {
    joined(tokens.get(start..=end).unwrap_or_default())
}
