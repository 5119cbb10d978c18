//! Columns that the edits of one call add to a table or take from it: a row that another of them adds fits these.

use super::{Change, Edit, TableEdit};
use crate::content::document::Document;
use crate::content::grid::Grid;
use crate::content::handle::Handle;
use crate::storage::error::{ContentError, ContentErrorKind};

/// What becomes of the columns of a table.
#[derive(Default)]
pub(super) struct Columns {
    /// Behind which column each new one goes; before the first one if behind none.
    added: Vec<Option<usize>>,
    deleted: Vec<usize>,
}

impl Document {
    pub(super) fn columns(&self, handle: Handle, grid: &Grid, edits: &[Edit]) -> Columns {
        let mut columns = Columns::default();
        let of_table = edits.iter().filter_map(|edit| match &edit.0 {
            Change::Table { handle: other, edit } if *other == handle => Some(edit),
            _ => None,
        });
        // What is wrong with an edit is told of that edit.
        for edit in of_table {
            match edit {
                TableEdit::InsertColumn { after: None, .. } => columns.added.push(None),
                TableEdit::InsertColumn { after: Some(line), .. } => {
                    columns.added.extend(self.column_number(grid, line).ok().map(Some));
                }
                TableEdit::DeleteColumn { column } => {
                    columns.deleted.extend(self.column_number(grid, column).ok());
                }
                _ => {}
            }
        }
        columns
    }
}

impl Columns {
    /// The cells of a new row, in the order in which they stand in the end. They are given for the columns of before, or
    /// for all that there are then.
    pub(super) fn fill<'c>(
        &self,
        cells: &'c [String],
        width: usize,
    ) -> Result<Vec<Option<&'c String>>, ContentError> {
        let new =
            |behind: Option<usize>| self.added.iter().filter(move |place| **place == behind).map(|_| None);
        let mut order: Vec<Option<usize>> = new(None).collect();
        for column in 0..width {
            order.extend((!self.deleted.contains(&column)).then_some(Some(column)));
            order.extend(new(Some(column)));
        }
        if cells.len() > width.max(order.len()) {
            let message = format!("{} cells are given, but the table has {width} columns", cells.len());
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        if cells.len() > width {
            return Ok((0..order.len()).map(|column| cells.get(column)).collect());
        }
        let is_given = |column: &&usize| cells.get(**column).is_some_and(|cell| !cell.trim().is_empty());
        if let Some(column) = self.deleted.iter().find(is_given) {
            let message = format!(
                "cell {} of the new row is in a column that another edit deletes; leave it empty",
                column + 1
            );
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        Ok(order.into_iter().map(|column| column.and_then(|column| cells.get(column))).collect())
    }
}
