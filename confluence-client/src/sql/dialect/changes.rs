//! INSERT, UPDATE and DELETE in their parts. What rows are meant, and what becomes of them, is left to a query.

use super::nameless::numbered;
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
    /// `WITH ...` before all of it.
    pub(in crate::sql) with: String,
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
    let sql = numbered(sql)?;
    let mut tokens = tokens(&sql)?;
    // A statement is made of its parts, in which the rest of a line may be another one.
    tokens.iter_mut().filter(|token| token.kind == Kind::Blank).for_each(|blank| blank.put(Kind::Blank, " "));
    single(&mut tokens)?;
    names::unqualify(&mut tokens);
    tokens.retain(|token| !token.text.is_empty());
    let verb = main_verb(&tokens).and_then(|at| Some((at, tokens.get(at)?)));
    let wrong = || fault("a change is an INSERT, an UPDATE or a DELETE");
    let (at, change) = match verb {
        Some((at, token)) if token.is("INSERT") => (at, insert(&tokens, at)?),
        Some((at, token)) if token.is("UPDATE") => (at, update(&tokens, at)?),
        Some((at, token)) if token.is("DELETE") => (at, delete(&tokens, at)?),
        Some((_, token)) => return Err(of_others(&token.text.to_ascii_uppercase()).unwrap_or_else(wrong)),
        None => return Err(wrong()),
    };
    let with = text(&tokens, 0, at).trim().to_owned();
    let begins_with =
        |text: &str| text.split_whitespace().next().is_some_and(|it| it.eq_ignore_ascii_case("WITH"));
    match with.is_empty() {
        true => Ok(change),
        false if !begins_with(&with) => Err(wrong()),
        false if begins_with(&change.rest) => {
            Err(fault("there are two WITH: write all of their names behind the first one"))
        }
        false => Ok(Changing { with, ..change }),
    }
}

/// The word that says what a statement does: its first, or the one behind what WITH names.
pub(super) fn main_verb(tokens: &[Token<'_>]) -> Option<usize> {
    const VERBS: [&str; 7] = ["SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"];
    let is_first =
        |at: &usize| tokens.get(*at).is_some_and(|token| token.kind != Kind::Blank && !token.is_sign("("));
    let first = (0..tokens.len()).find(is_first)?;
    if !is(tokens, first, "WITH") {
        return Some(first);
    }
    let mut depth = 0_usize;
    let verb = (first + 1..tokens.len()).find(|at| {
        let Some(token) = tokens.get(*at) else { return false };
        depth = depth_after(depth, token);
        depth == 0 && VERBS.iter().any(|verb| token.is(verb))
    });
    Some(verb.unwrap_or(first))
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
    if let Some(text) = listed.iter().find_map(Token::text) {
        return Err(not_a_column(&text));
    }
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
        with: String::new(),
    })
}

fn update(tokens: &[Token<'_>], at: usize) -> Result<Changing> {
    let wrong =
        || fault("write UPDATE table SET column = value, ... WHERE Id = ...; LIMIT 1 at its end is TOP 1");
    let (at, top) = top(tokens, at)?;
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
        if let Some(text) = tokens.get(column).and_then(Token::text) {
            return Err(not_a_column(&text));
        }
        let equals = next(tokens, column + 1).filter(|at| tokens.get(*at).is_some_and(|it| it.is_sign("=")));
        let equals = equals.filter(|at| *at < end).ok_or_else(wrong)?;
        check_value(tokens, equals + 1, end)?;
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
        rest: limited(tokens, filter, top)?,
        with: String::new(),
    })
}

fn delete(tokens: &[Token<'_>], at: usize) -> Result<Changing> {
    let wrong = || {
        fault("write DELETE FROM table WHERE Id = ...; rows that a join chooses are WHERE Id IN (SELECT ...)")
    };
    let (at, top) = top(tokens, at)?;
    let from = next(tokens, at + 1).filter(|at| is(tokens, *at, "FROM")).ok_or_else(wrong)?;
    let (name, table) = named(tokens, from).ok_or_else(wrong)?;
    let (name, alias) = aliased(tokens, name, "WHERE");
    let filter = next(tokens, name + 1).ok_or_else(all_rows)?;
    if !is(tokens, filter, "WHERE") {
        return Err(wrong());
    }
    let (columns, values) = (Vec::new(), String::new());
    let rest = limited(tokens, filter, top)?;
    Ok(Changing { verb: Verb::Delete, table, alias, columns, values, rest, with: String::new() })
}

/// `UPDATE TOP (10)`: where it ends, and the number.
fn top(tokens: &[Token<'_>], verb: usize) -> Result<(usize, Option<String>)> {
    let Some(top) = next(tokens, verb + 1).filter(|at| is(tokens, *at, "TOP")) else {
        return Ok((verb, None));
    };
    let number = |at: usize| {
        let token = tokens.get(at)?;
        match token.kind {
            Kind::Number | Kind::Parameter => Some(at),
            _ if token.is_sign("(") => Some(arguments(tokens, at)?.1),
            _ => None,
        }
    };
    let first = next(tokens, top + 1);
    let Some((first, last)) = first.and_then(|first| Some((first, number(first)?))) else {
        return Ok((verb, None));
    };
    match next(tokens, last + 1).is_some_and(|at| is(tokens, at, "PERCENT")) {
        true => Err(fault("TOP takes a number of rows, not PERCENT")),
        false => Ok((last, Some(text(tokens, first, last + 1)))),
    }
}

/// The conditions from here on, and no more rows than TOP says.
fn limited(tokens: &[Token<'_>], filter: usize, top: Option<String>) -> Result<String> {
    let (rest, order) = (text(tokens, filter, tokens.len()), outside(tokens, filter, "ORDER"));
    // The columns by whose numbers a SELECT sorts are ours here.
    let first = order.and_then(|order| next(tokens, next(tokens, order + 1)? + 1));
    if let Some(number) = first.and_then(|at| tokens.get(at)).filter(|token| token.kind == Kind::Number) {
        let number = &number.text;
        return Err(fault(format!(
            "ORDER BY {number} names no column of a change: write the name of the column"
        )));
    }
    match top {
        Some(_) if outside(tokens, filter, "LIMIT").is_some() => {
            Err(fault("TOP and LIMIT in one statement: write LIMIT alone"))
        }
        Some(number) => Ok(format!("{}\nLIMIT {number}", rest.trim_end())),
        None => Ok(rest),
    }
}

/// Refuses a new value that is a condition, which would be 1 or 0.
fn check_value(tokens: &[Token<'_>], from: usize, to: usize) -> Result<()> {
    const SIGNS: [&str; 8] = ["=", "==", "<>", "!=", "<", "<=", ">", ">="];
    let (mut depth, mut cases) = (0_usize, 0_usize);
    for token in tokens.get(from..to).unwrap_or_default() {
        depth = depth_after(depth, token);
        if token.is("CASE") {
            cases += 1;
        } else if token.is("END") {
            cases = cases.saturating_sub(1);
        } else if depth > 0 || cases > 0 {
            continue;
        } else if token.is("AND") || token.is("OR") {
            return Err(fault(format!(
                "SET has {} between its columns: separate them by a comma, SET Title = 'a', LastUpdatedMessage = 'b'",
                token.text.to_ascii_uppercase()
            )));
        } else if SIGNS.iter().any(|sign| token.is_sign(sign)) {
            return Err(fault(format!(
                "SET has a comparison by {} as a value, which is 1 or 0: a column is set by one =, and commas separate several",
                token.text
            )));
        }
    }
    Ok(())
}

fn not_a_column(text: &str) -> crate::error::Error {
    fault(format!("'{text}' is a text: a column is written {text} or [{text}]"))
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
