//! Columns that the edits of one call add to a table or take from it: a row that another of them adds fits these.

use super::table_edit::TableEdit;
use crate::content::columns::ColumnChanges;
use crate::content::document::Document;
use crate::content::grid::Grid;
use crate::storage::error::{ContentError, ContentErrorKind};

/// A cell of a new row: the column of before whose look it has, and what was given for it.
pub(super) struct NewCell<'c> {
    pub(super) like: Option<usize>,
    pub(super) given: Option<&'c String>,
}

impl Document {
    /// What edits of one table make of its columns.
    pub(super) fn columns(&self, grid: &Grid, edits: &[(usize, &TableEdit)]) -> ColumnChanges {
        let mut columns = ColumnChanges::default();
        // What is wrong with an edit is told of that edit.
        for &(_, edit) in edits {
            match edit {
                TableEdit::InsertColumn { after: None, .. } => columns.inserted.push(None),
                TableEdit::InsertColumn { after: Some(line), .. } => {
                    columns.inserted.extend(self.column_number(grid, line).ok().map(Some));
                }
                TableEdit::DeleteColumn { column } => {
                    let column = self.column_number(grid, column).ok();
                    columns.deleted.extend(column.filter(|column| !columns.deleted.contains(column)));
                }
                _ => {}
            }
        }
        columns
    }
}

/// The cells of a new row, in the order in which they stand in the end. They are given for the columns of before, or for
/// all that there are then.
pub(super) fn fill<'c>(
    columns: &ColumnChanges,
    cells: &'c [String],
    width: usize,
) -> Result<Vec<NewCell<'c>>, ContentError> {
    let new = |behind: Option<usize>| {
        // At the beginning a column looks like the one that was the first.
        let like = if behind.is_none() { Some(0) } else { None };
        columns.inserted.iter().filter(move |place| **place == behind).map(move |_| (like, None))
    };
    let mut order: Vec<(Option<usize>, Option<usize>)> = new(None).collect();
    for column in 0..width {
        order.extend((!columns.deleted.contains(&column)).then_some((Some(column), Some(column))));
        order.extend(new(Some(column)));
    }
    if cells.len() > width.max(order.len()) {
        let message = format!("{} cells are given, but the table has {width} columns", cells.len());
        return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
    }
    let of_all = cells.len() > width;
    let is_given = |column: &&usize| cells.get(**column).is_some_and(|cell| !cell.trim().is_empty());
    if let Some(column) = columns.deleted.iter().find(is_given).filter(|_| !of_all) {
        let message = format!(
            "cell {} of the new row is in a column that another edit deletes; leave it empty",
            column + 1
        );
        return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
    }
    let cell = |(place, (like, column)): (usize, (Option<usize>, Option<usize>))| {
        let given = if of_all { Some(place) } else { column };
        NewCell { like, given: given.and_then(|at| cells.get(at)) }
    };
    Ok(order.into_iter().enumerate().map(cell).collect())
}
