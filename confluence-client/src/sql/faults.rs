//! What is wrong with a statement, and what would be right.

use super::bounds::LONGEST_VALUE;
use super::dialect::{
    METADATA, is_compared, mistyped_word, place, quoted_by_backslash, slip, unoffered_clause,
};
use super::functions;
use super::statement_error::fault;
use super::table::Table;
use super::tables;
use crate::error::{Error, ErrorKind};
use crate::quoted::Quoted;

/// What SQLite says of a statement: of which, in words, and at which byte of what was made of it.
pub(super) struct Complaint<'c> {
    pub(super) said: &'c str,
    /// As it was written.
    pub(super) written: &'c str,
    /// As SQLite was given it.
    pub(super) made: &'c str,
    pub(super) at: Option<usize>,
}

impl Complaint<'_> {
    /// `, in line 3, column 8`, where that is certain.
    fn place(&self) -> String {
        let found = self.at.and_then(|at| place(self.written, self.made, at));
        found.map_or_else(String::new, |(line, column)| format!(", in line {line}, column {column}"))
    }
}

/// An error of SQLite in words that help: the nearest name for one that does not exist.
pub(super) fn explained(complaint: &Complaint<'_>) -> Error {
    let (said, sql) = (complaint.said.trim(), complaint.made);
    if let Some(name) = said.strip_prefix("no such table: ") {
        return fault(no_table(name));
    }
    if let Some(name) = said.strip_prefix("no such column: ") {
        return fault(no_column(name, sql));
    }
    if let Some(name) = said.strip_prefix("no such function: ") {
        // A clause such as ROLLUP (a) looks like a call.
        if let Some(instead) = functions::elsewhere(name).or_else(|| unoffered_clause(sql)) {
            return fault(instead);
        }
        let known = functions::known();
        // Functions whose names are alike do different things: only a slip of the keyboard is one of these.
        let hint = mistyped(name, known.iter().map(String::as_str));
        return fault(format!("there is no function {name}{hint}"));
    }
    if let Some(name) = said.strip_prefix("ambiguous column name: ") {
        return fault(format!(
            "several tables have a column {name}: write table.{name}, with the name that FROM gives the table"
        ));
    }
    if let Some(told) = by_backslash(said, complaint.written) {
        return fault(told);
    }
    if let Some((word, _)) = said.strip_prefix("near \"").and_then(|rest| rest.split_once("\": syntax error"))
    {
        return fault(unoffered_clause(sql).unwrap_or_else(|| {
            let place = complaint.place();
            let slip = complaint.at.and_then(|at| slip(sql, at)).map(|slip| format!(": {slip}"));
            let why = slip.unwrap_or_else(|| "; names go into [], text into ''".to_owned());
            format!("the statement cannot be read at {}{place}{why}", Quoted(word))
        }));
    }
    if said == "incomplete input" {
        return fault(unoffered_clause(sql).unwrap_or_else(|| {
            let end = complaint.written.trim_end().trim_end_matches(';').trim_end();
            let last = end.split_whitespace().next_back().unwrap_or_default();
            format!("the statement ends too early: something is missing behind {}, or a parenthesis is not closed", Quoted(last))
        }));
    }
    if let Some(name) = said.strip_prefix("wrong number of arguments to function ") {
        return fault(miscounted(name.trim_end_matches("()")));
    }
    if said.starts_with("unrecognized token: \"@") {
        return fault(
            "there are no variables such as @@VERSION: @name is a parameter, which is given a value",
        );
    }
    if let Some(said) = misused(said) {
        return fault(said);
    }
    if said.contains("too big") || said == "out of memory" {
        return Error::new(ErrorKind::TooLarge, "sql").with_message(format!(
            "a text of more than {} MiB is not made: take a part of it",
            LONGEST_VALUE >> 20
        ));
    }
    fault(said)
}

/// What is said of a quote behind a backslash, where that is why a statement cannot be read.
fn by_backslash(said: &str, written: &str) -> Option<&'static str> {
    let unread = said.starts_with("near ") || said.starts_with("unrecognized token: \"\\");
    quoted_by_backslash(written).filter(|_| unread)
}

/// What is said of a call with too many values, or too few.
fn miscounted(name: &str) -> String {
    match name.eq_ignore_ascii_case("count") {
        true => {
            "COUNT counts one value: of several write SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM ...)"
                .to_owned()
        }
        false => functions::usage(name),
    }
}

/// What is said of an aggregate or a window in a place where none can be, and of a collation that is none here.
fn misused(said: &str) -> Option<String> {
    if let Some(name) = said.strip_prefix("no such collation sequence: ") {
        return Some(format!(
            "there is no collation {name} here: write LOWER(x) = LOWER(y), or COLLATE NOCASE"
        ));
    }
    let name = |rest: &str| rest.trim_start_matches(": ").trim_end_matches("()").to_ascii_uppercase();
    if let Some(rest) = said.strip_prefix("misuse of aggregate") {
        let name = name(rest.trim_start_matches(" function "));
        return Some(format!(
            "{name} counts a group and cannot stand in WHERE: write GROUP BY ... HAVING {name}(...) > 1"
        ));
    }
    if let Some(rest) = said.strip_prefix("misuse of window function ") {
        return Some(format!(
            "{} stands among the columns: put the SELECT into FROM (...), and its condition into WHERE",
            name(rest)
        ));
    }
    said.starts_with("DISTINCT aggregates must").then(|| {
        "DISTINCT goes with one value: write GROUP_CONCAT(DISTINCT x), which puts commas between, or STRING_AGG(x, '; ') of \
         FROM (SELECT DISTINCT x FROM ...)"
            .to_owned()
    })
}

/// Whether a table of another database tells of its tables.
fn is_metadata(name: &str) -> bool {
    const SCHEMAS: &[&str] = &["sys", "information_schema", "pg_catalog", "mysql"];
    const TABLES: &[&str] = &[
        "all_tables",
        "user_tables",
        "all_tab_columns",
        "sysobjects",
        "syscolumns",
        "tables",
        "columns",
        "pg_tables",
    ];
    let lower = name.to_ascii_lowercase();
    let schema = lower.split_once('.').is_some_and(|(schema, _)| SCHEMAS.contains(&schema));
    let internal = ["sqlite_", "pragma_"].iter().any(|prefix| lower.starts_with(prefix));
    schema || internal || TABLES.contains(&lower.as_str())
}

/// What is said of a table that does not exist.
pub(super) fn no_table(name: &str) -> String {
    let bare = name.rsplit('.').next().unwrap_or(name);
    if is_metadata(name) {
        return format!("there is no table {name}: {METADATA}");
    }
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
    let there = match name.rsplit_once('.') {
        Some((before, _)) => {
            let qualifier = before.rsplit('.').next().unwrap_or(before);
            match qualified(qualifier, bare, sql) {
                Ok(table) => vec![table],
                Err(said) => return said,
            }
        }
        None => tables_of(sql),
    };
    if there.iter().any(|table| table.place(bare).is_some()) {
        return format!(
            "there is no column {name} here: write it with the name that FROM gives its table, or name it in the SELECT of WITH or \
             FROM (...)"
        );
    }
    let columns: Vec<&str> =
        there.iter().flat_map(|table| table.columns()).map(|column| column.name).collect();
    let hint = match usual(bare).filter(|usual| columns.contains(usual)) {
        Some(usual) => format!(": did you mean {usual}?"),
        None => did_you_mean(bare, columns.iter().copied()),
    };
    if let Some(said) = near_word(bare).filter(|_| bare == name && hint.is_empty()) {
        return format!("there is no column {bare}: {said}");
    }
    let of: Vec<&str> = there.iter().map(|table| table.name()).collect();
    let of = if of.is_empty() { String::new() } else { format!(" in {}", of.join(", ")) };
    if !hint.is_empty() {
        return format!("there is no column {bare}{of}{hint}");
    }
    if bare == name && is_compared(bare, sql) {
        return format!("there is no column {bare}{of}: text goes into single quotes, '{bare}'");
    }
    match there.as_slice() {
        [table] => {
            let list: Vec<&str> = table.columns().map(|column| column.name).collect();
            format!("there is no column {bare}{of}; it has {}", list.join(", "))
        }
        _ => format!("there is no column {bare}{of}"),
    }
}

fn words(sql: &str) -> Vec<&str> {
    let parts = sql.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    parts.filter(|word| !word.is_empty()).collect()
}

fn is_table(table: &dyn Table, word: &str) -> bool {
    table.names().any(|name| name.eq_ignore_ascii_case(word))
}

/// The tables that a statement names.
fn tables_of(sql: &str) -> Vec<&'static dyn Table> {
    let words = words(sql);
    tables::all().filter(|table| words.iter().any(|word| is_table(*table, word))).collect()
}

/// The table for which a name stands before a point; or what is wrong where it stands for none.
fn qualified(qualifier: &str, column: &str, sql: &str) -> Result<&'static dyn Table, String> {
    let words = words(sql);
    let is_given = is_given(qualifier, sql);
    let places = words.iter().enumerate().filter(|(_, word)| word.eq_ignore_ascii_case(qualifier));
    // `Pages p`, `Pages AS p`.
    let before = places.filter_map(|(at, _)| {
        let last = at.checked_sub(1)?;
        let word = words.get(last)?;
        if word.eq_ignore_ascii_case("AS") { words.get(last.checked_sub(1)?) } else { Some(word) }
    });
    let mut named = std::iter::once(&qualifier).chain(before);
    let found = named.find_map(|word| tables::all().find(|table| is_table(*table, word)));
    if let Some(table) = found.filter(|_| is_given) {
        return Ok(table);
    }
    Err(match (is_given, tables_of(sql).as_slice()) {
        (true, _) => {
            format!("{qualifier} has no column {column}: the SELECT that it stands for has to name it")
        }
        (false, [table]) => format!(
            "there is no table {qualifier} in the statement: write {column}, or give {} this name, FROM {} {qualifier}",
            table.name(),
            table.name()
        ),
        (false, _) => format!(
            "there is no table {qualifier} in the statement: {qualifier}.{column} needs FROM ... {qualifier}"
        ),
    })
}

/// Whether a name stands anywhere without a point behind it, by which the statement gives it.
fn is_given(name: &str, sql: &str) -> bool {
    let (sql, name) = (sql.to_ascii_lowercase(), name.to_ascii_lowercase());
    let in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    sql.match_indices(&name).any(|(at, _)| {
        let (head, tail) = sql.split_at_checked(at).unwrap_or_default();
        let behind = tail.get(name.len()..).unwrap_or_default();
        let whole = !head.ends_with(in_word) && !behind.starts_with(in_word);
        whole && !behind.trim_start_matches([']', '"', '`']).starts_with('.')
    })
}

/// What other programs call a column, and what it is here: names that mean the same need not look alike.
const USUAL: &[(&str, &str)] = &[
    ("name", "Title"),
    ("pagetitle", "Title"),
    ("content", "Markdown"),
    ("body", "Markdown"),
    ("html", "Storage"),
    ("space", "SpaceKey"),
    ("spacename", "SpaceKey"),
    ("space_key", "SpaceKey"),
    ("created", "CreatedDate"),
    ("created_at", "CreatedDate"),
    ("createdat", "CreatedDate"),
    ("createddatetime", "CreatedDate"),
    ("creationdate", "CreatedDate"),
    ("updated", "LastUpdatedDatetime"),
    ("updated_at", "LastUpdatedDatetime"),
    ("updatedat", "LastUpdatedDatetime"),
    ("updateddate", "LastUpdatedDatetime"),
    ("modified", "LastUpdatedDatetime"),
    ("modifieddate", "LastUpdatedDatetime"),
    ("lastmodified", "LastUpdatedDatetime"),
    ("lastupdated", "LastUpdatedDatetime"),
    ("author", "CreatedByUserPublicName"),
    ("creator", "CreatedByUserPublicName"),
    ("createdby", "CreatedByUserPublicName"),
    ("updatedby", "LastUpdatedUserPublicName"),
    ("modifiedby", "LastUpdatedUserPublicName"),
    ("parent", "ParentId"),
    ("parentpageid", "ParentId"),
    ("version", "VersionNumber"),
    ("link", "URL"),
    ("labels", "Label"),
    ("pageid", "ContentId"),
    ("contentid", "PageId"),
];

/// Words of other databases that stand for a value by themselves, and what does the same here.
const WORDS: &[(&str, &str)] = &[
    ("SYSDATE", "write GETDATE()"),
    ("SYSTIMESTAMP", "write GETDATE()"),
    ("ROWNUM", "write LIMIT 10 at the end, or ROW_NUMBER() OVER (ORDER BY Title)"),
    ("ROWID", "rows have an Id, and no number of their own"),
];

/// What is said of a word that stands where a column does: one of other databases, or one of the statement that is mistyped.
fn near_word(name: &str) -> Option<String> {
    let word = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(name));
    let slip = || Some(format!("did you mean {}?", mistyped_word(name)?));
    word.map(|(_, instead)| (*instead).to_owned()).or_else(slip)
}

/// The name that this is but for a slip of the keyboard, if it is one.
fn mistyped<'n>(name: &str, mut among: impl Iterator<Item = &'n str>) -> String {
    let upper = name.to_ascii_uppercase();
    let near = |other: &&str| {
        let most = if upper.len() < 6 { 1 } else { 2 };
        (1..=most).contains(&strsim::osa_distance(&upper, &other.to_ascii_uppercase()))
    };
    among.find(near).map_or_else(String::new, |other| format!(": did you mean {other}?"))
}

fn usual(name: &str) -> Option<&'static str> {
    USUAL.iter().find(|(other, _)| name.eq_ignore_ascii_case(other)).map(|(_, column)| *column)
}

/// The name that is nearest, if one is near.
pub(super) fn did_you_mean<'n>(name: &str, among: impl Iterator<Item = &'n str>) -> String {
    /// Below it names have little in common.
    const NEAR: f64 = 0.85;
    let lower = name.to_ascii_lowercase();
    let near = |other: &'n str| {
        let candidate = other.to_ascii_lowercase();
        let likeness = strsim::jaro_winkler(&lower, &candidate);
        let within = candidate.len() > 3 && (candidate.contains(&lower) || lower.contains(&candidate));
        (if within { likeness.max(NEAR) } else { likeness }, other)
    };
    // The name itself is no help, whatever is wrong with it.
    let others = among.filter(|other| !other.eq_ignore_ascii_case(name));
    let best = others.map(near).max_by(|one, two| one.0.total_cmp(&two.0));
    match best {
        Some((likeness, other)) if likeness >= NEAR => format!(": did you mean {other}?"),
        _ => String::new(),
    }
}
