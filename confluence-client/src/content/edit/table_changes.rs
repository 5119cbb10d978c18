//! What the edits of one call make of each table, found out before the first of them is done: a row that one adds fits the
//! columns of another, and the widths and the numbers of rows change once.

use std::collections::BTreeMap;

use super::numbers::NewNumber;
use super::table_edit::TableEdit;
use super::{Change, Edit};
use crate::content::columns::{ColumnChanges, width_splices};
use crate::content::document::Document;
use crate::content::handle::Handle;
use crate::content::splice::Splice;

/// What becomes of a table.
pub(super) struct TableChanges {
    pub(super) columns: ColumnChanges,
    /// The numbers of new rows, by the places of the edits that add them.
    pub(super) numbers: BTreeMap<usize, NewNumber>,
    /// The widths of columns and the numbers of rows that change with them.
    pub(super) splices: Vec<Splice>,
}

impl Document {
    /// The changes of the tables that can be edited; what is wrong with an edit is told of that edit.
    pub(super) fn tables(&self, edits: &[Edit]) -> BTreeMap<Handle, TableChanges> {
        let mut of: BTreeMap<Handle, Vec<(usize, &TableEdit)>> = BTreeMap::new();
        for (at, edit) in edits.iter().enumerate() {
            if let Change::Table { handle, edit } = &edit.0 {
                of.entry(*handle).or_default().push((at, edit));
            }
        }
        let changes = |(handle, edits): (Handle, Vec<(usize, &TableEdit)>)| {
            let grid = self.grid(handle).ok()?;
            let columns = self.columns(&grid, &edits);
            let (numbers, mut splices) = self.row_numbers(&grid, &edits);
            splices.extend(width_splices(&self.tree, self.blocks.at(grid.table).node(), &columns));
            Some((handle, TableChanges { columns, numbers, splices }))
        };
        of.into_iter().filter_map(changes).collect()
    }
}
