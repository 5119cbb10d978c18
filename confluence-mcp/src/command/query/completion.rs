//! Completion of tables and columns while a statement is typed.

use confluence_client::sql::Sql;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{Context, Helper};

use super::shell::COMMANDS;

/// Words of the language that people type often.
const WORDS: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "AND",
    "OR",
    "NOT",
    "IN",
    "LIKE",
    "BETWEEN",
    "IS",
    "NULL",
    "GROUP BY",
    "ORDER BY",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "JOIN",
    "LEFT JOIN",
    "ON",
    "AS",
    "DISTINCT",
    "COUNT(",
    "CONTAINS(",
    "DATEADD(",
    "GETDATE()",
    "UNION ALL",
    "WITH",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "ASC",
    "DESC",
    "EXEC",
];

/// A table with the columns of this deployment.
struct Known {
    name: &'static str,
    columns: Vec<&'static str>,
}

/// What can be completed.
pub(super) struct Completion {
    tables: Vec<Known>,
    procedures: Vec<&'static str>,
    /// The lines of the statement that stand above the one that is typed.
    pub(super) begun: String,
}

impl Completion {
    pub(super) fn of(sql: &Sql) -> Self {
        let known = |name| {
            let columns = sql.columns(name).unwrap_or_default();
            let columns = columns.iter().filter(|column| column.available).map(|column| column.name);
            Known { name, columns: columns.collect() }
        };
        let tables = sql.tables().into_iter().filter(|table| table.available).map(|table| known(table.name));
        let procedures = sql.procedures().iter().map(|one| one.name).collect();
        Self { tables: tables.collect(), procedures, begun: String::new() }
    }

    /// What may stand for the word before the cursor, and where that begins.
    fn candidates(&self, line: &str, position: usize) -> (usize, Vec<&str>) {
        let head = line.get(..position).unwrap_or(line);
        let start = head.rfind(|letter: char| !is_of_name(letter)).map_or(0, |at| {
            at + head.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let (before, word) = (head.get(..start).unwrap_or_default(), head.get(start..).unwrap_or_default());
        let mut found: Vec<&str> =
            self.among(before, line).into_iter().filter(|it| begins(it, word)).collect();
        found.sort_unstable();
        found.dedup();
        (start, found)
    }

    /// The names that can stand behind this.
    fn among(&self, before: &str, line: &str) -> Vec<&str> {
        let whole = format!("{}{line}", self.begun);
        if before.trim() == "." && self.begun.is_empty() {
            let names = COMMANDS.iter().filter_map(|(typed, _)| typed.split(' ').next());
            return names.filter_map(|name| name.strip_prefix('.')).collect();
        }
        if let Some(owner) = before.strip_suffix('.') {
            let at = owner.rfind(|letter: char| !is_of_name(letter)).map_or(0, |at| at + 1);
            let owner = owner.get(at..).unwrap_or_default();
            return self.named(&whole, owner).map(|table| table.columns.clone()).unwrap_or_default();
        }
        let last = before.split_whitespace().next_back().unwrap_or_default();
        if ["from", "join", "into", ".columns", ".schema"].iter().any(|it| last.eq_ignore_ascii_case(it)) {
            return self.tables.iter().map(|table| table.name).collect();
        }
        if ["exec", "execute"].iter().any(|it| last.eq_ignore_ascii_case(it)) {
            return self.procedures.clone();
        }
        let used = self
            .tables
            .iter()
            .filter(|table| self.named(&whole, table.name).is_some() && uses(&whole, table.name));
        let columns = used.flat_map(|table| table.columns.iter().copied());
        columns.chain(WORDS.iter().copied()).chain(self.tables.iter().map(|table| table.name)).collect()
    }

    /// The table that a name stands for in a statement: its own, or one that was given to it there.
    fn named(&self, statement: &str, name: &str) -> Option<&Known> {
        let table = |name: &str| self.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name));
        let words: Vec<&str> =
            statement.split(|letter: char| !is_of_name(letter)).filter(|it| !it.is_empty()).collect();
        let given = words.windows(3).find_map(|words| match words {
            [of, called, _] if called.eq_ignore_ascii_case(name) => table(of),
            [of, with, called] if with.eq_ignore_ascii_case("as") && called.eq_ignore_ascii_case(name) => {
                table(of)
            }
            _ => None,
        });
        let last = words
            .last_chunk()
            .and_then(|[of, called]| called.eq_ignore_ascii_case(name).then(|| table(of))?);
        table(name).or(given).or(last)
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn begins(candidate: &str, word: &str) -> bool {
    candidate.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// Whether a statement has this word.
fn uses(statement: &str, word: &str) -> bool {
    statement.split(|letter: char| !is_of_name(letter)).any(|it| it.eq_ignore_ascii_case(word))
}

impl Completer for Completion {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, found) = self.candidates(line, position);
        let pair = |name: &str| Pair { display: name.to_owned(), replacement: name.to_owned() };
        Ok((start, found.into_iter().map(pair).collect()))
    }
}

impl Hinter for Completion {
    type Hint = String;
}

impl Highlighter for Completion {}

impl Validator for Completion {}

impl Helper for Completion {}

#[cfg(test)]
mod tests {
    use super::*;

    fn completion() -> Completion {
        let known = |name, columns: &[&'static str]| Known { name, columns: columns.to_vec() };
        Completion {
            tables: vec![known("Pages", &["Id", "Title", "SpaceKey"]), known("PageVersions", &["PageId"])],
            procedures: vec!["Search"],
            begun: String::new(),
        }
    }

    #[track_caller]
    fn offers(line: &str, expected: &[&str]) {
        let (completion, position) = (completion(), line.find('|').unwrap());
        let line = line.replace('|', "");
        assert_eq!(completion.candidates(&line, position).1, expected, "{line}");
    }

    #[test]
    fn tables_stand_behind_from_and_columns_elsewhere() {
        offers("SELECT * FROM pa|", &["PageVersions", "Pages"]);
        offers("SELECT Ti| FROM Pages", &["Title"]);
        offers("SELECT p.| FROM Pages p", &["Id", "SpaceKey", "Title"]);
        offers("SELECT p.s| FROM Pages AS p JOIN PageVersions v ON 1", &["SpaceKey"]);
        offers("SELECT * FROM Pages p WHERE p.ti|", &["Title"]);
        offers("SELECT * FROM PageVersions v WHERE v.|", &["PageId"]);
        offers("SEL|", &["SELECT"]);
        offers("EXEC s|", &["Search"]);
        offers(".col|", &["columns"]);
        offers(".columns page|", &["PageVersions", "Pages"]);
        offers("SELECT größe.|", &[]);
    }

    #[test]
    fn a_statement_of_several_lines_is_one() {
        let mut completion = completion();
        completion.begun = "SELECT * FROM Pages\n".to_owned();
        assert_eq!(completion.candidates("WHERE spa", 9).1, ["SpaceKey"]);
    }
}
