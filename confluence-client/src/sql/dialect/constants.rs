//! Values where a column is meant: `ORDER BY 'Title'` sorts by nothing, and `'Title' = 'Notes'` is never true; nothing would be
//! said of it.

use super::operands::is_keyword;
use super::scopes::Scopes;
use super::token::{Kind, Token};
use super::{before, is, next};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// What stands before a condition.
const BEFORE: [&str; 6] = ["WHERE", "AND", "OR", "ON", "HAVING", "NOT"];
const SIGNS: [&str; 8] = ["=", "==", "<>", "!=", "<", "<=", ">", ">="];
const TESTS: [&str; 6] = ["LIKE", "ILIKE", "IN", "BETWEEN", "IS", "NOT"];

pub(super) fn check(tokens: &[Token<'_>]) -> Result<()> {
    let scopes = Scopes::of(tokens);
    if let Some(name) = scopes.named_twice() {
        return Err(fault(format!(
            "FROM has two tables that are called {name}: give each a name of its own, FROM Pages a JOIN Pages b ON ..."
        )));
    }
    for at in 0..tokens.len() {
        if is(tokens, Some(at), |token| token.is("BY")) {
            by(tokens, at, &scopes)?;
        } else if is(tokens, Some(at), |token| token.is("SELECT")) {
            selected(tokens, at, &scopes)?;
        } else if let Some(text) = compared(tokens, at, &scopes) {
            return Err(fault(format!("'{text}' is a text: the column is written {text} or [{text}]")));
        }
    }
    Ok(())
}

/// What `ORDER BY` and the like are given.
fn by(tokens: &[Token<'_>], by: usize, scopes: &Scopes<'_, '_>) -> Result<()> {
    const WORDS: [(&str, &str); 3] =
        [("ORDER", "sorts by nothing"), ("GROUP", "makes one group"), ("PARTITION", "divides nothing")];
    let word = before(tokens, by).and_then(|at| tokens.get(at));
    let Some((word, does)) = word.and_then(|word| WORDS.iter().find(|(name, _)| word.is(name))) else {
        return Ok(());
    };
    let (mut depth, mut begins) = (0_usize, true);
    for at in by + 1..tokens.len() {
        let Some(token) = tokens.get(at).filter(|token| token.kind != Kind::Blank) else { continue };
        if begins && ends(tokens, at) {
            match (token.kind, token.text()) {
                (Kind::Text, Some(text)) if *word != "PARTITION" || scopes.has_column(&text) => {
                    return Err(fault(format!(
                        "{word} BY '{text}' {does}, since it is a text: write {word} BY [{text}]"
                    )));
                }
                (Kind::Parameter, _) => {
                    return Err(fault(format!(
                        "{word} BY {} {does}, since a parameter is a value: write the name of the column",
                        token.text
                    )));
                }
                _ => {}
            }
        }
        begins = depth == 0 && token.is_sign(",");
        if token.is_sign("(") {
            depth += 1;
        } else if token.is_sign(")") {
            match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => break,
            }
        } else if depth == 0
            && ["LIMIT", "HAVING", "UNION", "SELECT", "ORDER", "GROUP", "PARTITION"]
                .iter()
                .any(|word| token.is(word))
        {
            break;
        }
    }
    Ok(())
}

/// Whether nothing is made of the value at this place.
fn ends(tokens: &[Token<'_>], at: usize) -> bool {
    let behind = next(tokens, at + 1);
    behind.is_none()
        || is(tokens, behind, |token| match token.kind {
            Kind::Sign => [",", ")", ";"].contains(&token.text.as_ref()),
            Kind::Word => {
                !is_keyword(token)
                    || ["ASC", "DESC", "COLLATE", "LIMIT", "OFFSET", "HAVING", "ORDER"]
                        .iter()
                        .any(|word| token.is(word))
            }
            _ => false,
        })
}

/// Refuses a SELECT of nothing but texts that are names of columns.
fn selected(tokens: &[Token<'_>], select: usize, scopes: &Scopes<'_, '_>) -> Result<()> {
    let (mut at, mut texts) = (next(tokens, select + 1), Vec::new());
    while let Some(text) = at.and_then(|at| tokens.get(at)?.text()) {
        let behind = at.and_then(|at| next(tokens, at + 1));
        texts.push(text);
        if is(tokens, behind, |token| token.is("FROM")) {
            if !texts.iter().all(|text| scopes.has_column(text)) {
                return Ok(());
            }
            let names = texts.join(", ");
            return Err(fault(format!(
                "what stands in single quotes is a text, and no column: write SELECT {names} FROM ..."
            )));
        }
        at = behind
            .filter(|at| is(tokens, Some(*at), |token| token.is_sign(",")))
            .and_then(|at| next(tokens, at + 1));
    }
    Ok(())
}

/// The text at this place, if it is the name of a column and compared with what is none.
fn compared(tokens: &[Token<'_>], at: usize, scopes: &Scopes<'_, '_>) -> Option<String> {
    let text = tokens.get(at)?.text()?;
    let previous = before(tokens, at);
    let begins = is(tokens, previous, |token| token.is_sign("(") || BEFORE.iter().any(|word| token.is(word)));
    let sign = next(tokens, at + 1)?;
    let compares = is(tokens, Some(sign), |token| {
        SIGNS.iter().any(|it| token.is_sign(it)) || TESTS.iter().any(|it| token.is(it))
    });
    // Of a BETWEEN it may be the upper bound.
    if !begins || !compares || scopes.condition(at).is_none() || !scopes.has_column(&text) {
        return None;
    }
    let mut other = next(tokens, sign + 1);
    while is(tokens, other, |token| ["NOT", "IN", "LIKE", "BETWEEN"].iter().any(|word| token.is(word))) {
        other = other.and_then(|at| next(tokens, at + 1));
    }
    if is(tokens, other, |token| token.is_sign("(")) {
        other = other.and_then(|at| next(tokens, at + 1));
    }
    let is_value = |token: &Token<'_>| {
        matches!(token.kind, Kind::Text | Kind::Number | Kind::Parameter) || token.is("NULL")
    };
    is(tokens, other, is_value).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn a_value_is_no_column() {
        for (sql, says) in [
            ("SELECT Id FROM Pages ORDER BY 'Title'", "write ORDER BY [Title]"),
            ("SELECT Id FROM Pages ORDER BY Id, 'Title' DESC LIMIT 5", "write ORDER BY [Title]"),
            ("SELECT Id FROM Pages ORDER BY @by", "a parameter is a value"),
            ("SELECT COUNT(*) FROM Pages GROUP BY 'SpaceKey' HAVING 1", "makes one group"),
            ("SELECT ROW_NUMBER() OVER (PARTITION BY 'SpaceKey' ORDER BY Id) FROM Pages", "divides nothing"),
            ("SELECT Id FROM Pages WHERE 'Title' = 'Notes'", "written Title or [Title]"),
            ("SELECT Id FROM Pages p WHERE Id > 1 AND ('title' LIKE @like)", "written title or [title]"),
            ("SELECT Id FROM Pages WHERE 'SpaceKey' NOT IN ('DOCS')", "written SpaceKey or"),
            ("SELECT Id FROM Pages WHERE 'ParentId' IS NULL", "written ParentId or"),
            ("SELECT 'Title', 'SpaceKey' FROM Pages", "write SELECT Title, SpaceKey FROM"),
            ("SELECT 1 FROM Pages a, Spaces A", "two tables that are called a"),
            ("SELECT 1 FROM Pages JOIN Pages ON 1", "two tables that are called pages"),
        ] {
            let said = check(&tokens(sql).unwrap()).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(said.contains(says), "{sql}: {said}");
        }
        for sql in [
            "SELECT 'a' AS Kind, 'Title' FROM Pages",
            "SELECT 'Title', COUNT(*) FROM Pages",
            "SELECT 'Title' UNION ALL SELECT Title FROM Pages",
            "SELECT Id FROM Pages WHERE 'howto' IN (SELECT LabelName FROM Labels)",
            "SELECT Id FROM Pages WHERE 'Title' = Title AND Title BETWEEN 'Id' AND 'Title'",
            "SELECT Id FROM Pages ORDER BY 'a' || Title, 1, (SELECT NULL)",
            "SELECT ROW_NUMBER() OVER (PARTITION BY 'all' ORDER BY 1) FROM Pages",
            "SELECT 1 FROM Pages a, Pages b WHERE a.Id IN (SELECT a.Id FROM Pages a)",
            "SELECT 1 FROM Pages UNION SELECT 2 FROM Pages",
        ] {
            check(&tokens(sql).unwrap()).unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
}
