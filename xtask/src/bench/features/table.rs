//! A table of what sets of features cost, and its place in a chapter.

use std::{collections::BTreeSet, fmt};

use crate::Result;

/// What one set of features costs.
pub(super) struct Row {
    pub(super) what: String,
    pub(super) crates: usize,
    /// The crates that are there in several versions.
    pub(super) twice: BTreeSet<String>,
    /// Of a processor.
    pub(super) seconds: f64,
}

/// The sets of one crate.
pub(super) struct Table {
    package: &'static str,
    rows: Vec<Row>,
}

impl Table {
    pub(super) fn new(package: &'static str) -> Self {
        Self { package, rows: Vec::new() }
    }

    pub(super) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// The text with this table in its place, where another stood.
    pub(super) fn put(&self, text: &str) -> Result<String> {
        let [begin, end] = self.marks();
        let parts =
            text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
        let (before, after) = parts.ok_or_else(|| format!("the chapter has no {begin} with its end"))?;
        Ok(format!("{before}{begin}\n\n{self}\n{end}{after}"))
    }

    /// What stands before the table and after it.
    fn marks(&self) -> [String; 2] {
        ["begin", "end"].map(|end| format!("<!-- {}: {end} -->", self.package))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| features | crates | in two versions | seconds of a processor |")?;
        writeln!(formatter, "|---|---|---|---|")?;
        for Row { what, crates, twice, seconds } in &self.rows {
            writeln!(formatter, "| {what} | {crates} | {} | {seconds:.0} |", twice.len())?;
        }
        let twice: BTreeSet<&str> = self.rows.iter().flat_map(|row| &row.twice).map(String::as_str).collect();
        if twice.is_empty() {
            return Ok(());
        }
        let twice: Vec<String> = twice.into_iter().map(|name| format!("`{name}`")).collect();
        writeln!(formatter, "\nIn two versions somewhere: {}.", twice.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_stands_where_the_last_one_stood() {
        let mut table = Table::new("one");
        let row = |what: &str, twice: &[&str]| Row {
            what: what.to_owned(),
            crates: 3,
            twice: twice.iter().map(|name| (*name).to_owned()).collect(),
            seconds: 4.4,
        };
        table.push(row("none", &[]));
        table.push(row("all", &["b", "a"]));
        let text = "before\n<!-- one: begin -->\nold\n<!-- one: end -->\nafter\n";
        let put_once = table.put(text).unwrap();
        assert!(
            put_once.contains(
                "| none | 3 | 0 | 4 |\n| all | 3 | 2 | 4 |\n\nIn two versions somewhere: `a`, `b`."
            )
        );
        assert!(
            put_once.starts_with("before\n") && put_once.ends_with("\nafter\n") && !put_once.contains("old")
        );
        assert!(Table::new("two").put(text).is_err());
    }
}
