//! Names in several parts: a connection, a schema, a table, a column.

use super::token::{Kind, Token};
use super::{before, next};

/// The schema in which other drivers show the same tables.
const SCHEMA: &str = "Confluence";

/// Drops what stands in front of a table: `[Connection].[Confluence].[Pages].[Id]` is `[Pages].[Id]`.
pub(super) fn unqualify(tokens: &mut [Token<'_>]) {
    let mut at = 0;
    while let Some(start) = next(tokens, at) {
        let parts = chain(tokens, start);
        at = parts.last().copied().unwrap_or(start) + 1;
        let is_schema = |part: &usize| {
            let name = tokens.get(*part).and_then(Token::name);
            name.is_some_and(|name| name.eq_ignore_ascii_case(SCHEMA))
        };
        // The catalog may have the name of the schema.
        let at = |place: &usize| place + 1 < parts.len() && parts.get(*place).is_some_and(is_schema);
        let Some(schema) = [1, 0].into_iter().find(at) else { continue };
        if let (Some(from), Some(to)) = (parts.first(), parts.get(schema + 1)) {
            tokens.iter_mut().take(*to).skip(*from).for_each(Token::clear);
        }
    }
}

/// The places of the parts of a name that begins here.
fn chain(tokens: &[Token<'_>], start: usize) -> Vec<usize> {
    let is_name =
        |at: usize| tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Name));
    let after_point =
        before(tokens, start).is_some_and(|at| tokens.get(at).is_some_and(|token| token.is_sign(".")));
    if !is_name(start) || after_point {
        return Vec::new();
    }
    let mut parts = vec![start];
    let mut last = start;
    while let Some(point) =
        next(tokens, last + 1).filter(|at| tokens.get(*at).is_some_and(|it| it.is_sign(".")))
    {
        match next(tokens, point + 1).filter(|at| is_name(*at)) {
            Some(part) => {
                parts.push(part);
                last = part;
            }
            None => break,
        }
    }
    parts
}
