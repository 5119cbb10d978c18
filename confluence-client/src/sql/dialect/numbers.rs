//! Functions of numbers that are SQLite's own, which make 0 of a text and say nothing of it: `ROUND(CreatedDate)` would be
//! 2026. What they are given is looked at first, where it may be a text.

use super::edits::Edits;
use super::operands::Statement;
use super::token::{Kind, Token};
use super::{arguments, before, is, next};

/// The functions; for each there is one that looks at what is given to it, and says its name where that is no number.
const LOOKED_AT: &[&str] = &["abs", "avg", "round", "sign", "sum", "total"];

/// The statement with what they are given looked at; nothing where it stays.
pub(super) fn rewritten(tokens: &[Token<'_>]) -> Option<String> {
    let name = |at: usize| {
        let token = tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        let name = LOOKED_AT.iter().copied().find(|name| token.is(name))?;
        let named = is(tokens, before(tokens, at), |token| token.is_sign(".") || token.is("AS"));
        let open = next(tokens, at + 1).filter(|open| is(tokens, Some(*open), |token| token.is_sign("(")))?;
        (!named).then_some((name, open))
    };
    let called: Vec<(&str, usize)> = (0..tokens.len()).filter_map(name).collect();
    if called.is_empty() {
        return None;
    }
    let statement = Statement::of(tokens);
    let mut edits = Edits::of(tokens);
    for (name, open) in called {
        let Some((commas, close)) = arguments(tokens, open) else { continue };
        let end = commas.first().copied().unwrap_or(close);
        let distinct = next(tokens, open + 1)
            .filter(|at| is(tokens, Some(*at), |token| token.is("DISTINCT") || token.is("ALL")));
        let from = next(tokens, distinct.unwrap_or(open) + 1).filter(|from| *from < end);
        let Some(given) = from.and_then(|from| Some((from, before(tokens, end)?))) else { continue };
        if !statement.type_of(given).is_number() {
            edits.call(&format!("number_in_{name}"), given);
        }
    }
    edits.made(tokens)
}
