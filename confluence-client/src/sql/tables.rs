//! The tables, a file for each topic.

mod spaces;

use super::table::{ColumnType, Table};

/// All tables, in the order in which they are listed.
pub(super) static ALL: &[&dyn Table] = &[&spaces::SPACES];

/// All tables.
pub(super) fn all() -> impl Iterator<Item = &'static dyn Table> + Clone {
    ALL.iter().copied()
}

/// A table by its name or another name of it.
pub(super) fn find(name: &str) -> Option<&'static dyn Table> {
    let named = |table: &&'static dyn Table| {
        let mut names = std::iter::once(table.name()).chain(table.aliases().iter().copied());
        names.any(|other| other.eq_ignore_ascii_case(name))
    };
    all().find(named)
}

/// The type that a column of this name has in every table that has one.
pub(super) fn type_of(column: &str) -> Option<ColumnType> {
    let columns = ALL.iter().flat_map(|table| table.columns());
    let mut kinds = columns.filter(|about| about.name.eq_ignore_ascii_case(column)).map(|about| about.kind);
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}
