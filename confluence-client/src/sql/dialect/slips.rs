//! What was most likely meant where a statement cannot be read: a word that is mistyped, a comma too many.

use std::collections::HashSet;

use super::token::{Kind, Placed, Token, placed, taken_apart};
use super::{before, is, joined, put};
use crate::sql::table::EVERY;

/// The words that begin a part of a query, and are looked for in one that is nearly theirs.
const PARTS: [&str; 14] = [
    "SELECT", "DISTINCT", "FROM", "INNER", "LEFT", "JOIN", "WHERE", "BETWEEN", "GROUP", "HAVING", "ORDER",
    "LIMIT", "OFFSET", "UNION",
];
/// What stands between two values that are compared.
const COMPARISONS: [&str; 5] = ["=", "==", "<>", "!=", "LIKE"];

/// A slip that explains why a statement cannot be read at the token that is at this byte of it.
pub(in crate::sql) fn slip(made: &str, at: usize) -> Option<String> {
    let tokens = placed(made);
    let index = tokens.iter().position(|token| token.at == at)?;
    let (before, here) = (tokens.get(..index)?, tokens.get(index)?);
    let last = before.last()?;
    let is_end = PARTS.contains(&&*here.text) || here.text == ")";
    if last.text == "," && is_end {
        return Some("a comma stands before it, with nothing behind".to_owned());
    }
    let of_clause = before.iter().rev().find(|token| PARTS.contains(&&*token.text));
    if here.text == "," && of_clause.is_some_and(|part| part.text == "WHERE") {
        return Some("conditions are joined by AND and not by a comma".to_owned());
    }
    if matches!(&*last.text, "GROUP" | "ORDER") && here.text != "BY" {
        return Some(format!("BY comes after {}", last.text));
    }
    if let Some((typed, meant)) = [here, last].into_iter().find_map(|token| Some((token, mistyped(token)?))) {
        return Some(format!("did you mean {meant} in place of {}?", typed.text));
    }
    let count =
        |word: &str| before.iter().filter(|token| token.kind == Kind::Word && token.text == word).count();
    (is_end && count("CASE") > count("END")).then(|| "the CASE before it has no END".to_owned())
}

/// Whether a bare word stands where the value of a comparison does: a text without its quotes.
pub(in crate::sql) fn is_compared(word: &str, made: &str) -> bool {
    let tokens = placed(made);
    let of_one = tokens.windows(2).filter_map(|pair| match pair {
        [before, value] if COMPARISONS.contains(&&*before.text) => Some(value),
        _ => None,
    });
    let of_several = tokens.windows(3).filter_map(|three| match three {
        [before, open, value] if before.text == "IN" && open.text == "(" => Some(value),
        _ => None,
    });
    let mut values = of_one.chain(of_several);
    values.any(|value| value.kind == Kind::Word && value.text.eq_ignore_ascii_case(word))
}

/// The names that stand anywhere without a point before them, in capitals.
pub(in crate::sql) fn bare_names(made: &str) -> HashSet<String> {
    let (mut names, mut behind_point) = (HashSet::new(), false);
    for token in placed(made) {
        names.extend(
            token.name().filter(|_| !behind_point).map(|name| name.trim_start_matches(EVERY).to_owned()),
        );
        behind_point = token.text == ".";
    }
    names
}

/// The same statement with NULL wherever this name stands behind a table and a point.
pub(in crate::sql) fn without_qualified(made: &str, name: &str) -> String {
    let Ok(mut tokens) = taken_apart(made) else { return made.to_owned() };
    for at in 0..tokens.len() {
        let is_named = |token: &Token<'_>| token.name().is_some_and(|it| it.eq_ignore_ascii_case(name));
        let point = before(&tokens, at).filter(|point| {
            is(&tokens, Some(at), is_named) && is(&tokens, Some(*point), |it| it.is_sign("."))
        });
        if let Some(table) = point.and_then(|point| before(&tokens, point)) {
            tokens.iter_mut().take(at).skip(table).for_each(Token::clear);
            put(&mut tokens, at, Kind::Word, "NULL");
        }
    }
    joined(&tokens)
}

/// The same of a word by itself.
pub(in crate::sql) fn mistyped_word(word: &str) -> Option<&'static str> {
    let upper = word.to_ascii_uppercase();
    let is_near = |part: &&&str| strsim::osa_distance(part, &upper) == 1;
    PARTS.iter().find(is_near).copied().filter(|_| word.len() > 2)
}

/// The word of a query that this is, but for one letter or two that changed places.
fn mistyped(token: &Placed) -> Option<&'static str> {
    mistyped_word(&token.text).filter(|_| token.kind == Kind::Word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slip_is_named_and_none_is_made_up() {
        let at = |made: &str, word: &str, found: Option<&str>| {
            let start = made.rfind(word).unwrap();
            assert_eq!(slip(made, start).as_deref(), found, "{made}");
        };
        at("SELECT Id, FROM Pages", "FROM", Some("a comma stands before it, with nothing behind"));
        at("SELECT Id FORM Pages", "Pages", Some("did you mean FROM in place of FORM?"));
        at("SELECT Id FROM Pages WHER Id = 1", "Id", Some("did you mean WHERE in place of WHER?"));
        at("SELECT Id FROM Pages GROUP Title", "Title", Some("BY comes after GROUP"));
        at("SELECT CASE WHEN 1 THEN 2 FROM Pages", "FROM", Some("the CASE before it has no END"));
        at(
            "SELECT Id FROM Pages WHERE a = 1, b = 2",
            ",",
            Some("conditions are joined by AND and not by a comma"),
        );
        at("SELECT Id FROM Pages + WHERE", "WHERE", None);
        assert!(is_compared("docs", "SELECT Id FROM Pages WHERE SpaceKey = DOCS"));
        assert!(is_compared("DOCS", "SELECT Id FROM Pages WHERE SpaceKey IN (docs, 'TEAM')"));
        assert!(!is_compared("docs", "SELECT DOCS FROM Pages WHERE SpaceKey = 'DOCS'"));
    }
}
