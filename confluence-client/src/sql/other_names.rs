//! Other names of columns. A table has one only where a statement finds no column of this name, so that none takes the place
//! of a column that is shown: `SELECT (SELECT Name FROM Spaces WHERE Key = SpaceKey) FROM Pages` would compare Spaces with
//! itself.

use super::dialect::bare_names;
use super::table::{About, EVERY, OtherNames, Table};

/// Lets tables have the name that SQLite missed; whether one has it that had not.
pub(super) fn add_missed(names: &mut OtherNames, said: &str, tables: &[&'static dyn Table]) -> bool {
    let Some(name) = missed(said) else { return false };
    let known = tables.iter().flat_map(|table| table.columns()).any(|column| is_other(column, name));
    known && names.add(name)
}

/// A name that a statement has without a table before it, and that is another name in one of its tables and a column in
/// another: which one is meant depends on where it stands.
#[derive(Clone, Copy)]
pub(super) struct Suspect {
    pub(super) name: &'static str,
    pub(super) of: &'static dyn Table,
    beside: &'static dyn Table,
}

impl Suspect {
    pub(super) fn all(made: &str, tables: &[&'static dyn Table]) -> Vec<Self> {
        let bare = bare_names(made);
        let is_bare = |name: &str| bare.contains(&name.to_ascii_uppercase());
        let there: Vec<&'static dyn Table> =
            tables.iter().copied().filter(|table| table.names().any(is_bare)).collect();
        let mut all = Vec::new();
        for of in &there {
            let is_other = |column: &&About| column.shown.is_alias() && is_bare(column.name);
            for column in of.columns().filter(is_other) {
                let is_shown = |table: &&&'static dyn Table| {
                    table.columns().any(|it| it.name == column.name && !it.shown.is_alias())
                };
                if let Some(beside) = there.iter().find(is_shown) {
                    all.push(Self { name: column.name, of: *of, beside: *beside });
                }
            }
        }
        all
    }

    /// Whether SQLite reads this column.
    pub(super) fn is_read(&self, table: &str, column: &str) -> bool {
        let table = table.trim_start_matches(EVERY);
        column.eq_ignore_ascii_case(self.name) && self.of.names().any(|name| name.eq_ignore_ascii_case(table))
    }

    /// What is said where either may be meant.
    pub(super) fn said(&self) -> String {
        let (name, of, beside) = (self.name, self.of.name(), self.beside.name());
        format!("{name} may be that of {beside} or of {of}: write {beside}.{name} or {of}.{name}")
    }
}

fn is_other(column: &About, name: &str) -> bool {
    column.shown.is_alias() && column.name.eq_ignore_ascii_case(name)
}

/// The column that SQLite says is not there, without its table.
fn missed(said: &str) -> Option<&str> {
    let said = said.trim();
    let column = said.strip_prefix("no such column: ");
    let joined = || said.strip_prefix("cannot join using column ")?.split_once(" - ").map(|(name, _)| name);
    let name = column.or_else(joined)?;
    let name = name.split_once("\" - should this").map_or(name, |(name, _)| name.trim_start_matches('"'));
    name.rsplit('.').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_is_missed_is_told_without_its_table() {
        assert_eq!(missed("no such column: s.SpaceKey"), Some("SpaceKey"));
        assert_eq!(
            missed("no such column: \"SpaceKey\" - should this be a string literal?"),
            Some("SpaceKey")
        );
        let joined = "cannot join using column SpaceKey - column not present in both tables";
        assert_eq!(missed(joined), Some("SpaceKey"));
        assert_eq!(missed("no such table: x"), None);
    }
}
