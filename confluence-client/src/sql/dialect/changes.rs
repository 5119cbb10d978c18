//! INSERT, UPDATE and DELETE in their parts. What rows are meant, and what becomes of them, is left to a query.

use super::token::{Kind, Token, tokens};
use super::{arguments, before, names, next, of_others, single};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// What becomes of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Verb {
    /// They are made.
    Insert,
    /// They are changed.
    Update,
    /// They are taken away.
    Delete,
}

/// A statement that changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sql) struct Changing {
    pub(in crate::sql) verb: Verb,
    pub(in crate::sql) table: String,
    /// The name that the statement gives the table, if it gives one.
    pub(in crate::sql) alias: Option<String>,
    /// The columns that get values.
    pub(in crate::sql) columns: Vec<String>,
    /// The new values of an UPDATE, with commas between.
    pub(in crate::sql) values: String,
    /// `WHERE ...`, or where the rows of an INSERT come from.
    pub(in crate::sql) rest: String,
}

impl Changing {
    /// Whether it chooses pages or blog posts by their status: otherwise all of them are current.
    pub(in crate::sql) fn names_status(&self) -> bool {
        let of_pages = ["Pages", "Blogposts"].iter().any(|table| self.table.eq_ignore_ascii_case(table));
        let names = |token: &Token<'_>| token.name().is_some_and(|name| name.eq_ignore_ascii_case("Status"));
        self.verb != Verb::Insert && of_pages && tokens(&self.rest).is_ok_and(|rest| rest.iter().any(names))
    }

    /// The value that a column has to have in every row that is meant: `column = value` stands alone, or with `AND`. `given`
    /// tells the values of parameters.
    pub(in crate::sql) fn value_wanted(
        &self,
        column: &str,
        given: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let rest = tokens(&self.rest).ok().filter(|_| self.verb != Verb::Insert)?;
        if outside(&rest, 0, "OR").is_some() {
            return None;
        }
        let is_column =
            |token: &Token<'_>| token.name().is_some_and(|name| name.eq_ignore_ascii_case(column));
        let mut depth = 0;
        let wanted = (0..rest.len()).find_map(|at| {
            let token = rest.get(at)?;
            depth = depth_after(depth, token);
            let begins = before(&rest, at).and_then(|at| rest.get(at));
            begins.filter(|it| it.is("WHERE") || it.is("AND") || it.is_sign("."))?;
            let equals = next(&rest, at + 1).filter(|_| depth == 0 && is_column(token))?;
            let value =
                next(&rest, equals + 1).filter(|_| rest.get(equals).is_some_and(|it| it.is_sign("=")))?;
            let is_all = next(&rest, value + 1).is_none_or(|behind| is(&rest, behind, "AND"));
            rest.get(value).filter(|_| is_all)
        })?;
        match wanted.kind {
            Kind::Text => wanted.text(),
            Kind::Number => Some(wanted.text.to_string()),
            Kind::Parameter => given(&wanted.text),
            _ => None,
        }
    }
}

/// Reads a statement that changes something.
pub(in crate::sql) fn parse(sql: &str) -> Result<Changing> {
    let mut tokens = tokens(sql)?;
    single(&mut tokens)?;
    names::unqualify(&mut tokens);
    tokens.retain(|token| !token.text.is_empty());
    let first = next(&tokens, 0).and_then(|at| Some((at, tokens.get(at)?)));
    let wrong = || fault("a change is an INSERT, an UPDATE or a DELETE");
    match first {
        Some((at, token)) if token.is("INSERT") => insert(&tokens, at),
        Some((at, token)) if token.is("UPDATE") => update(&tokens, at),
        Some((at, token)) if token.is("DELETE") => delete(&tokens, at),
        Some((_, token)) => Err(of_others(&token.text.to_ascii_uppercase()).unwrap_or_else(wrong)),
        None => Err(wrong()),
    }
}

fn insert(tokens: &[Token<'_>], at: usize) -> Result<Changing> {
    let wrong =
        || fault("write INSERT INTO table (column, ...) VALUES (value, ...), or SELECT in place of VALUES");
    let into = next(tokens, at + 1).filter(|at| is(tokens, *at, "INTO")).ok_or_else(wrong)?;
    let (name, table) = named(tokens, into).ok_or_else(wrong)?;
    let open = next(tokens, name + 1).filter(|at| tokens.get(*at).is_some_and(|it| it.is_sign("(")));
    let open = open.ok_or_else(wrong)?;
    let (_, close) = arguments(tokens, open).ok_or_else(wrong)?;
    let listed = tokens.get(open + 1..close).unwrap_or_default();
    let columns: Vec<String> = listed.iter().filter_map(Token::name).collect();
    let source = next(tokens, close + 1)
        .filter(|at| ["VALUES", "SELECT", "WITH"].iter().any(|it| is(tokens, *at, it)));
    let source = source.ok_or_else(wrong)?;
    if columns.is_empty() {
        return Err(wrong());
    }
    Ok(Changing {
        verb: Verb::Insert,
        table,
        alias: None,
        columns,
        values: String::new(),
        rest: text(tokens, source, tokens.len()),
    })
}

fn update(tokens: &[Token<'_>], at: usize) -> Result<Changing> {
    let wrong =
        || fault("write UPDATE table SET column = value, ... WHERE Id = ...; LIMIT 1 at its end is TOP 1");
    let (name, table) = named(tokens, at).ok_or_else(wrong)?;
    let (name, alias) = aliased(tokens, name, "SET");
    let set = next(tokens, name + 1).filter(|at| is(tokens, *at, "SET")).ok_or_else(wrong)?;
    let filter = outside(tokens, set, "WHERE").ok_or_else(all_rows)?;
    let is_of_two = |from: usize| before(tokens, from).is_some_and(|at| is(tokens, at, "DISTINCT"));
    if outside(tokens, set, "FROM").is_some_and(|from| from < filter && !is_of_two(from)) {
        return Err(fault(
            "UPDATE takes no FROM: write UPDATE Pages p SET ... WHERE ..., and what other tables know as a SELECT in parentheses",
        ));
    }
    let (mut columns, mut values, mut from) = (Vec::new(), Vec::new(), set + 1);
    for end in commas(tokens, set + 1, filter).into_iter().chain([filter]) {
        let column = next(tokens, from).filter(|at| *at < end).ok_or_else(wrong)?;
        // `SET p.Title = ...`
        let point = next(tokens, column + 1).filter(|at| tokens.get(*at).is_some_and(|it| it.is_sign(".")));
        let column = point.and_then(|point| next(tokens, point + 1)).unwrap_or(column);
        let equals = next(tokens, column + 1).filter(|at| tokens.get(*at).is_some_and(|it| it.is_sign("=")));
        let equals = equals.filter(|at| *at < end).ok_or_else(wrong)?;
        columns.push(tokens.get(column).and_then(Token::name).ok_or_else(wrong)?);
        values.push(text(tokens, equals + 1, end).trim().to_owned());
        from = end + 1;
    }
    if values.iter().any(String::is_empty) {
        return Err(wrong());
    }
    Ok(Changing {
        verb: Verb::Update,
        table,
        alias,
        columns,
        values: values.join(", "),
        rest: text(tokens, filter, tokens.len()),
    })
}

fn delete(tokens: &[Token<'_>], at: usize) -> Result<Changing> {
    let wrong = || {
        fault("write DELETE FROM table WHERE Id = ...; rows that a join chooses are WHERE Id IN (SELECT ...)")
    };
    let from = next(tokens, at + 1).filter(|at| is(tokens, *at, "FROM")).ok_or_else(wrong)?;
    let (name, table) = named(tokens, from).ok_or_else(wrong)?;
    let (name, alias) = aliased(tokens, name, "WHERE");
    let filter = next(tokens, name + 1).ok_or_else(all_rows)?;
    if !is(tokens, filter, "WHERE") {
        return Err(wrong());
    }
    let (columns, values) = (Vec::new(), String::new());
    let rest = text(tokens, filter, tokens.len());
    Ok(Changing { verb: Verb::Delete, table, alias, columns, values, rest })
}

fn all_rows() -> crate::error::Error {
    fault("WHERE is missing: a change of every row is not what is meant")
}

fn is(tokens: &[Token<'_>], at: usize, word: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.is(word))
}

/// The name behind a keyword.
fn named(tokens: &[Token<'_>], keyword: usize) -> Option<(usize, String)> {
    let at = next(tokens, keyword + 1)?;
    Some((at, tokens.get(at)?.name()?))
}

/// `Pages p`, `Pages AS p`: where the name ends, and the other name.
fn aliased(tokens: &[Token<'_>], name: usize, behind: &str) -> (usize, Option<String>) {
    let at = next(tokens, name + 1);
    let at = at.and_then(|at| if is(tokens, at, "AS") { next(tokens, at + 1) } else { Some(at) });
    let word = at.and_then(|at| Some((at, tokens.get(at)?)));
    match word.filter(|(_, token)| !token.is(behind) && !token.is("SET") && !token.is("WHERE")) {
        Some((at, token)) => match token.name() {
            Some(alias) => (at, Some(alias)),
            None => (name, None),
        },
        None => (name, None),
    }
}

fn text(tokens: &[Token<'_>], from: usize, to: usize) -> String {
    tokens.get(from..to).unwrap_or_default().iter().map(|token| token.text.as_ref()).collect()
}

/// Where a word stands outside of parentheses.
fn outside(tokens: &[Token<'_>], from: usize, word: &str) -> Option<usize> {
    let mut depth = 0_usize;
    (from..tokens.len()).find(|at| {
        let Some(token) = tokens.get(*at) else { return false };
        depth = depth_after(depth, token);
        depth == 0 && token.is(word)
    })
}

/// Where the commas stand that are in no parentheses.
fn commas(tokens: &[Token<'_>], from: usize, to: usize) -> Vec<usize> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for at in from..to {
        let Some(token) = tokens.get(at) else { break };
        depth = depth_after(depth, token);
        if depth == 0 && token.is_sign(",") {
            found.push(at);
        }
    }
    found
}

fn depth_after(depth: usize, token: &Token<'_>) -> usize {
    match token.text.as_ref() {
        "(" if token.kind == Kind::Sign => depth + 1,
        ")" if token.kind == Kind::Sign => depth.saturating_sub(1),
        _ => depth,
    }
}
