//! What is wrong with a statement, and what would be right.

use super::bounds::LONGEST_VALUE;
use super::functions;
use super::statement_error::fault;
use super::table::Table;
use super::tables;
use crate::error::{Error, ErrorKind};

/// An error of SQLite in words that help: the nearest name for one that does not exist.
pub(super) fn explained(said: &str, sql: &str) -> Error {
    let said = said.trim();
    if let Some(name) = said.strip_prefix("no such table: ") {
        return fault(no_table(name));
    }
    if let Some(name) = said.strip_prefix("no such column: ") {
        return fault(no_column(name, sql));
    }
    if let Some(name) = said.strip_prefix("no such function: ") {
        if let Some(instead) = functions::elsewhere(name) {
            return fault(instead);
        }
        let known = functions::names().chain(functions::BUILT_IN.iter().copied());
        return fault(format!("there is no function {name}{}", did_you_mean(name, known)));
    }
    if let Some(name) = said.strip_prefix("ambiguous column name: ") {
        return fault(format!("several tables have a column {name}: write table.{name}"));
    }
    if let Some((word, _)) = said.strip_prefix("near \"").and_then(|rest| rest.split_once("\": syntax error"))
    {
        return fault(format!("the statement cannot be read at {word:?}; names go into [], text into ''"));
    }
    if let Some(name) = said.strip_prefix("wrong number of arguments to function ") {
        let name = name.trim_end_matches("()");
        return fault(format!("the function {name} does not take so many arguments"));
    }
    if said.contains("too big") || said == "out of memory" {
        return Error::new(ErrorKind::TooLarge, "sql")
            .said(format!("a text of more than {} MiB is not made: take a part of it", LONGEST_VALUE >> 20));
    }
    fault(said)
}

/// What is said of a table that does not exist.
pub(super) fn no_table(name: &str) -> String {
    let bare = name.rsplit('.').next().unwrap_or(name);
    let names = tables::all().map(Table::name);
    let hint = did_you_mean(bare, names.clone());
    let list: Vec<&str> = names.collect();
    match hint.is_empty() {
        true => format!("there is no table {bare}; the tables are {}", list.join(", ")),
        false => format!("there is no table {bare}{hint}"),
    }
}

/// What is said of a column that does not exist.
pub(super) fn no_column(name: &str, sql: &str) -> String {
    let (quoted, name) = match name.split_once("\" - should this") {
        Some((text, _)) => (true, text.trim_start_matches('"')),
        None => (false, name),
    };
    if quoted {
        return format!("there is no column {name}: text goes into single quotes, '{name}'");
    }
    let bare = name.rsplit('.').next().unwrap_or(name);
    let words: Vec<&str> = sql.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let named = |table: &&'static dyn Table| {
        let names = std::iter::once(table.name()).chain(table.aliases().iter().copied());
        names.into_iter().any(|name| words.iter().any(|word| word.eq_ignore_ascii_case(name)))
    };
    let there: Vec<&'static dyn Table> = tables::all().filter(named).collect();
    let columns = there.iter().flat_map(|table| table.columns()).map(|column| column.name);
    let hint = did_you_mean(bare, columns);
    let of: Vec<&str> = there.iter().map(|table| table.name()).collect();
    let of = if of.is_empty() { String::new() } else { format!(" in {}", of.join(", ")) };
    if !hint.is_empty() {
        return format!("there is no column {bare}{of}{hint}");
    }
    match there.as_slice() {
        [table] => {
            let list: Vec<&str> = table.columns().map(|column| column.name).collect();
            format!("there is no column {bare}{of}; it has {}", list.join(", "))
        }
        _ => format!("there is no column {bare}{of}"),
    }
}

/// The name that is nearest, if one is near.
pub(super) fn did_you_mean<'n>(name: &str, among: impl Iterator<Item = &'n str>) -> String {
    /// Below it names have little in common.
    const NEAR: f64 = 0.8;
    let lower = name.to_ascii_lowercase();
    let near = |other: &'n str| {
        let candidate = other.to_ascii_lowercase();
        let likeness = strsim::jaro_winkler(&lower, &candidate);
        let within = candidate.len() > 3 && (candidate.contains(&lower) || lower.contains(&candidate));
        (if within { likeness.max(NEAR) } else { likeness }, other)
    };
    let best = among.map(near).max_by(|one, two| one.0.total_cmp(&two.0));
    match best {
        Some((likeness, other)) if likeness >= NEAR => format!(": did you mean {other}?"),
        _ => String::new(),
    }
}
