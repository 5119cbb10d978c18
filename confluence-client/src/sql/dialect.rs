//! The SQL that people write, as SQLite reads it: a small rewriting of tokens for what other databases understand.
//!
//! `[Connection].[Confluence].[Pages]` is `Pages`, `TOP 10` is `LIMIT 10`, `ISNULL(a, b)` is `ifnull(a, b)`; what has
//! no meaning here is refused and never guessed at.

mod among;
mod arithmetic;
mod calls;
mod casts;
mod changes;
mod clauses;
mod comparisons;
mod constants;
mod days;
mod documents;
mod edits;
mod escapes;
mod exec;
mod foreign;
mod heads;
mod lists;
mod nameless;
mod names;
mod negations;
mod numbers;
mod operands;
mod patterns;
mod place;
mod rows;
mod scopes;
mod searches;
mod slips;
mod spans;
mod token;

use super::statement_error::fault;
use super::time::Zone;
use crate::error::Result;

pub(super) use changes::{Changing, Verb, parse as changing};
pub(super) use clauses::unoffered_clause;
pub(super) use escapes::{escaped_lines, quoted_by_backslash};
pub(super) use exec::parse as exec;
pub(super) use lists::expand_list;
pub(super) use place::place;
pub(super) use slips::{bare_names, is_compared, mistyped_word, slip, without_qualified};
pub(super) use token::statements;
use token::{Kind, Token, taken_apart, tokens};

/// Where the tables that tell of tables are.
pub(super) const METADATA: &str =
    "SELECT TableName FROM sys_tables, SELECT * FROM sys_tablecolumns WHERE TableName = 'Pages'";

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// Asks for rows.
    Query,
    /// `INSERT`, `UPDATE` or `DELETE`.
    Change(String),
    /// `EXEC procedure`.
    Exec,
}

/// What the first word of a statement asks for.
pub(super) fn kind(sql: &str) -> Result<Statement> {
    let tokens = tokens(sql)?;
    let first = changes::main_verb(&tokens).and_then(|at| tokens.get(at));
    let Some(first) = first else { return Err(fault("there is no statement: write SELECT ... FROM Pages")) };
    let word = first.text.to_ascii_uppercase();
    match word.as_str() {
        "SELECT" | "WITH" | "VALUES" => Ok(Statement::Query),
        "INSERT" | "UPDATE" | "DELETE" => Ok(Statement::Change(word)),
        "EXEC" | "EXECUTE" | "CALL" => Ok(Statement::Exec),
        _ => Err(of_others(&word).unwrap_or_else(|| {
            fault(format!("{word} begins no query: a query is a SELECT, with WITH in front or without"))
        })),
    }
}

/// What is said of a statement of other databases.
fn of_others(word: &str) -> Option<crate::error::Error> {
    Some(match word {
        "SHOW" | "DESCRIBE" | "DESC" => fault(format!("there is no {word}: {METADATA}")),
        "EXPLAIN" => fault("there is no EXPLAIN: explain is asked for beside the statement"),
        "MERGE" | "REPLACE" => fault(format!("there is no {word}: {}", clauses::UPSERT)),
        "TRUNCATE" => fault("there is no TRUNCATE: write DELETE FROM Pages WHERE Id IN (...)"),
        "UPSERT" => fault("there is no UPSERT: use INSERT or UPDATE"),
        "GETDELETED" => fault(
            "there is no GETDELETED: SELECT ... FROM Pages WHERE Status = 'trashed' AND SpaceKey = '...'",
        ),
        "PRAGMA" => fault(format!("there is no PRAGMA: {METADATA}")),
        _ => return None,
    })
}

/// Rewrites a query into what SQLite understands. Points in time with an offset become those of the zone.
pub(super) fn rewritten(sql: &str, zone: &Zone) -> Result<String> {
    in_our_words(&nameless::numbered(&heads::named(sql)?)?, zone)
}

fn in_our_words(sql: &str, zone: &Zone) -> Result<String> {
    let written = taken_apart(sql)?;
    days::check(&written)?;
    constants::check(&written)?;
    let sql = foreign::translated(sql)?;
    let mut first = taken_apart(&sql)?;
    single(&mut first)?;
    names::unqualify(&mut first);
    lists::rewrite(&mut first);
    casts::rewrite(&mut first)?;
    spans::rewrite(&mut first)?;
    calls::rewrite(&mut first)?;
    documents::rewrite(&mut first)?;
    // What was put in the place of one token is several.
    let mut sql = joined(&first);
    if let Some(summed) = arithmetic::rewritten(&taken_apart(&sql)?) {
        sql = summed;
    }
    if let Some(looked_at) = numbers::rewritten(&taken_apart(&sql)?) {
        sql = looked_at;
    }
    if let Some(compared) = comparisons::rewritten(&taken_apart(&sql)?, zone)? {
        sql = compared;
    }
    let mut last = taken_apart(&sql)?;
    rows::rewrite(&mut last)?;
    negations::rewrite(&mut last);
    Ok(joined(&last))
}

fn joined(tokens: &[Token<'_>]) -> String {
    tokens.iter().map(|token| token.text.as_ref()).collect()
}

/// Takes a semicolon off the end; anything behind one is another statement.
fn single(tokens: &mut [Token<'_>]) -> Result<()> {
    let Some(end) = tokens.iter().position(|token| token.is_sign(";")) else { return Ok(()) };
    let (_, rest) = tokens.split_at_mut(end);
    if rest.iter().any(|token| token.kind != Kind::Blank && !token.is_sign(";")) {
        return Err(fault("one statement at a time: there is something behind the semicolon"));
    }
    rest.iter_mut().for_each(Token::clear);
    Ok(())
}

/// The place of the next token that is no blank.
fn next(tokens: &[Token<'_>], from: usize) -> Option<usize> {
    (from..tokens.len()).find(|at| tokens.get(*at).is_some_and(|token| token.kind != Kind::Blank))
}

/// The place of the last token before this that is no blank.
fn before(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    (0..at).rev().find(|at| tokens.get(*at).is_some_and(|token| token.kind != Kind::Blank))
}

/// Whether there is a token at this place that fits.
fn is(tokens: &[Token<'_>], at: Option<usize>, fits: impl Fn(&Token<'_>) -> bool) -> bool {
    at.and_then(|at| tokens.get(at)).is_some_and(fits)
}

/// Puts a text in the place of a token.
fn put(tokens: &mut [Token<'_>], at: usize, kind: Kind, text: impl Into<String>) {
    if let Some(token) = tokens.get_mut(at) {
        token.put(kind, text);
    }
}

/// Where the parenthesis that opens here closes, and where the commas between its arguments stand.
fn arguments(tokens: &[Token<'_>], open: usize) -> Option<(Vec<usize>, usize)> {
    let (mut depth, mut commas) = (0_usize, Vec::new());
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_ref() {
            _ if token.kind != Kind::Sign => {}
            "(" => depth += 1,
            ")" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((commas, at));
                }
            }
            "," if depth == 1 => commas.push(at),
            _ => {}
        }
    }
    None
}

/// The parenthesis in which this place lies, or which it closes.
fn opening(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for place in (0..at).rev() {
        match tokens.get(place) {
            Some(token) if token.is_sign(")") => depth += 1,
            Some(token) if token.is_sign("(") => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return Some(place),
            },
            _ => {}
        }
    }
    None
}

/// Behind `SELECT DISTINCT TOP 10`.
fn behind_words(tokens: &[Token<'_>], select: usize) -> Option<usize> {
    let mut at = next(tokens, select + 1)?;
    while is(tokens, Some(at), |token| token.is("DISTINCT") || token.is("ALL")) {
        at = next(tokens, at + 1)?;
    }
    if !is(tokens, Some(at), |token| token.is("TOP")) {
        return Some(at);
    }
    let number = next(tokens, at + 1)?;
    match tokens.get(number)? {
        token if matches!(token.kind, Kind::Number | Kind::Parameter) => next(tokens, number + 1),
        token if token.is_sign("(") => next(tokens, arguments(tokens, number)?.1 + 1),
        // A column of this name.
        _ => Some(at),
    }
}

#[cfg(test)]
mod tests;
