//! What the columns of a table are to its rows.

use crate::error::Error;
use crate::sql::statement_error::fault;
use crate::sql::table::{About, Shown, Table};

/// The columns that make up the key of a table; without one, all that always come.
pub(super) fn identity(table: &dyn Table) -> Vec<usize> {
    let places = |wanted: fn(&About) -> bool| -> Vec<usize> {
        table.columns().enumerate().filter(|(_, column)| wanted(column)).map(|(at, _)| at).collect()
    };
    let keys = places(|column| column.key);
    if keys.is_empty() { places(|column| column.shown == Shown::Always && column.needs == 0) } else { keys }
}

/// What is said where a condition alone is read: rows have no value of it, and NULL would leave them out silently.
pub(super) fn valueless(column: &str) -> Error {
    let instead = if column == "Label" { "; labels are rows of the table Labels" } else { "" };
    fault(format!(
        "{column} is a condition alone: write WHERE {column} = '...' beside the other conditions, with AND; rows have no \
         value of it that could be shown, sorted or compared otherwise{instead}"
    ))
}
