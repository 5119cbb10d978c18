//! Lists of values: a parameter that is one, and those that `json_each` makes of JSON.

use super::token::{Kind, Token, tokens};
use super::{arguments, before, is, next, put};
use crate::error::Result;
use crate::sql::parameter::is_same;
use crate::sql::statement_error::fault;

/// The statement with a parameter for each value of a list: `IN (@ids)` becomes `IN (@ids__1, @ids__2)`. An empty list
/// holds nothing, and everything is NOT IN it.
pub(in crate::sql) fn expand_list(sql: &str, name: &str, many: usize) -> Result<String> {
    let mut tokens = tokens(sql)?;
    let is_it = |token: &Token<'_>| token.kind == Kind::Parameter && is_same(&token.text, name);
    let places: Vec<usize> = (0..tokens.len()).filter(|at| is(&tokens, Some(*at), is_it)).collect();
    for at in places {
        let Some(written) = tokens.get(at).map(|token| token.text.to_string()) else { continue };
        let previous = before(&tokens, at);
        let alone = is(&tokens, previous, |token| token.is("IN"));
        let open = previous.filter(|open| is(&tokens, Some(*open), |token| token.is_sign("(")));
        let among = open.is_some_and(|open| is(&tokens, before(&tokens, open), |token| token.is("IN")));
        if !alone && !among {
            return Err(fault(format!("{written} is a list: it stands alone in IN ({written})")));
        }
        let each: Vec<String> = (1..=many).map(|number| format!("{written}__{number}")).collect();
        let each = each.join(", ");
        put(&mut tokens, at, Kind::Word, if alone { format!("({each})") } else { each });
    }
    Ok(tokens.iter().map(|token| token.text.as_ref()).collect())
}

/// The values of `json_each` have the types of JSON, and ids are text here: `[65538]` would hold no id. Where they are compared
/// for being equal they are text, which a column of numbers takes as well.
pub(super) fn rewrite(tokens: &mut [Token<'_>]) {
    if !tokens.iter().any(|token| token.is("json_each") || token.is("json_tree")) {
        return;
    }
    for at in 0..tokens.len() {
        let named = |token: &Token<'_>| token.name().is_some_and(|name| name.eq_ignore_ascii_case("value"));
        if !is(tokens, Some(at), named) {
            continue;
        }
        let point = before(tokens, at).filter(|point| is(tokens, Some(*point), |token| token.is_sign(".")));
        let start = point.and_then(|point| before(tokens, point)).unwrap_or(at);
        if !is_compared(tokens, start, at) {
            continue;
        }
        if let Some(first) = tokens.get(start).map(|token| format!("CAST({}", token.text)) {
            put(tokens, start, Kind::Word, first);
        }
        if let Some(last) = tokens.get(at).map(|token| format!("{} AS TEXT)", token.text)) {
            put(tokens, at, Kind::Word, last);
        }
    }
}

/// Whether a value stands beside an equals sign, or is what `IN (SELECT value FROM ...)` looks among.
fn is_compared(tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    let equals = |token: &Token<'_>| ["=", "==", "<>", "!="].iter().any(|sign| token.is_sign(sign));
    let (previous, behind) = (before(tokens, start), next(tokens, end + 1));
    if is(tokens, previous, equals) || is(tokens, behind, equals) {
        return true;
    }
    let select = match previous {
        Some(at) if is(tokens, Some(at), |token| token.is("DISTINCT")) => before(tokens, at),
        other => other,
    };
    let Some(select) = select.filter(|at| is(tokens, Some(*at), |token| token.is("SELECT"))) else {
        return false;
    };
    let Some(open) = before(tokens, select).filter(|at| arguments(tokens, *at).is_some()) else {
        return false;
    };
    is(tokens, before(tokens, open), |token| token.is("IN")) && is(tokens, behind, |token| token.is("FROM"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_taken_apart_where_it_can_be() {
        let made = |sql: &str, many| expand_list(sql, "ids", many).map_err(|error| error.to_string());
        assert_eq!(
            made("WHERE Id IN (@ids) OR x = '@ids'", 2).unwrap(),
            "WHERE Id IN (@ids__1, @ids__2) OR x = '@ids'"
        );
        assert_eq!(made("WHERE Id NOT IN @IDS", 1).unwrap(), "WHERE Id NOT IN (@IDS__1)");
        assert_eq!(made("WHERE Id IN (:ids)", 0).unwrap(), "WHERE Id IN ()");
        assert!(
            made("WHERE Id = @ids", 2).unwrap_err().contains("@ids is a list: it stands alone in IN (@ids)")
        );
    }
}
