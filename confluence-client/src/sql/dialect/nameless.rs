//! Parameters without a name: each `?` gets the number of its place, since what is rewritten may be moved or written twice,
//! as the number of `TOP (?)`, which becomes a LIMIT at the end.

use std::borrow::Cow;

use super::token::{Kind, Token, taken_apart};
use super::{is, joined, put};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// The statement with `?1`, `?2` for each `?`. Beside parameters of other kinds, whose places SQLite counts too, they stay as
/// they are.
pub(super) fn numbered(sql: &str) -> Result<Cow<'_, str>> {
    let mut tokens = taken_apart(sql)?;
    let is_nameless = |token: &Token<'_>| token.kind == Kind::Parameter && token.text == "?";
    let places: Vec<usize> =
        (0..tokens.len()).filter(|at| tokens.get(*at).is_some_and(is_nameless)).collect();
    if places.is_empty() {
        return Ok(Cow::Borrowed(sql));
    }
    let is_of_another_kind = |at: usize| {
        let is_number = is(&tokens, Some(at + 1), |token| token.kind == Kind::Number);
        tokens.get(at).is_some_and(|token| {
            (token.kind == Kind::Parameter && !is_nameless(token)) || (token.is_sign("$") && is_number)
        })
    };
    if (0..tokens.len()).any(is_of_another_kind) {
        let moves = |token: &Token<'_>| token.is("TOP") || token.is("FETCH");
        return match tokens.iter().any(moves) {
            true => Err(fault("beside TOP or FETCH all parameters have names, or all are ?")),
            false => Ok(Cow::Borrowed(sql)),
        };
    }
    for (number, at) in places.into_iter().enumerate() {
        put(&mut tokens, at, Kind::Parameter, format!("?{}", number + 1));
    }
    Ok(Cow::Owned(joined(&tokens)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_the_number_of_its_place() {
        assert_eq!(numbered("SELECT ?, '?', [?] -- ?\n, ?").unwrap(), "SELECT ?1, '?', [?] -- ?\n, ?2");
        for same in ["SELECT 1", "SELECT @a, ?", "SELECT ?2, ?", "SELECT $1, ?"] {
            assert_eq!(numbered(same).unwrap(), same);
        }
        assert!(numbered("SELECT TOP (?) Id FROM Pages WHERE Title = @title").is_err());
    }
}
