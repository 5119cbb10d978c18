//! Tables of which Confluence numbers the rows: the numbers are the text of cells of their own, and go with the rows that
//! edits add and delete.

use std::collections::BTreeSet;

use super::{Change, Edit, TableEdit};
use crate::content::document::Document;
use crate::content::grid::{Grid, class_of_number};
use crate::content::handle::Handle;
use crate::content::source_chars::source_chars_of;
use crate::content::splice::Splice;

/// The rows that the edits of one call add to a table or take from it.
struct RowChanges {
    /// Behind which row each new one stands; behind none at the beginning.
    inserted: Vec<Option<usize>>,
    deleted: Vec<usize>,
}

/// The cell of a new row in which its number stands.
pub(super) struct NewNumber {
    pub(super) class: String,
    pub(super) number: String,
}

impl Document {
    /// The cell with the number of a new row, if the rows of its table are numbered. `edit` is one of `edits`.
    pub(super) fn new_number(
        &self,
        (handle, grid): (Handle, &Grid),
        above: Option<usize>,
        (edit, edits): (&TableEdit, &[Edit]),
    ) -> Option<NewNumber> {
        let mut cells = (0..grid.rows.len()).rev().filter_map(|row| grid.slot(row, 0));
        let class = cells.find_map(|slot| class_of_number(self, slot.cell))?;
        let numbers = self.numbers(grid);
        let first = numbers.iter().flatten().next().copied().unwrap_or(1);
        let changes = self.row_changes(handle, grid, edits);
        let rows = above.map_or(0, |above| above + 1);
        let stays =
            |row: &usize| numbers.get(*row).is_some_and(Option::is_some) && !changes.deleted.contains(row);
        let old = (0..rows).filter(stays).count();
        let earlier = edits.iter().take_while(|other| !other.is_table_edit(edit));
        let beside = earlier.filter_map(|other| self.inserted_by(handle, grid, other));
        let beside = beside.filter(|place| *place == above).count();
        let before = changes.inserted.iter().filter(|place| **place < above).count();
        Some(NewNumber { class, number: (first + old + before + beside).to_string() })
    }

    /// The changes of the numbers of rows that go with the rows which edits add and delete.
    pub(super) fn renumbered(&self, edits: &[Edit]) -> Vec<Splice> {
        let of_rows = edits.iter().filter_map(|edit| match &edit.0 {
            Change::Table { handle, edit: TableEdit::InsertRow { .. } | TableEdit::DeleteRow { .. } } => {
                Some(*handle)
            }
            _ => None,
        });
        let tables: BTreeSet<Handle> = of_rows.collect();
        tables.into_iter().flat_map(|handle| self.renumbered_rows(handle, edits)).collect()
    }

    fn renumbered_rows(&self, handle: Handle, edits: &[Edit]) -> Vec<Splice> {
        let Ok(grid) = self.grid(handle) else { return Vec::new() };
        let numbers = self.numbers(&grid);
        if numbers.iter().all(Option::is_none) {
            return Vec::new();
        }
        let changes = self.row_changes(handle, &grid, edits);
        let is_numbered = |row: &&usize| numbers.get(**row).is_some_and(Option::is_some);
        let mut splices = Vec::new();
        for (row, number) in numbers.iter().enumerate() {
            let Some(number) = number.filter(|_| !changes.deleted.contains(&row)) else { continue };
            let more = changes.inserted.iter().filter(|place| **place < Some(row)).count();
            let less = changes.deleted.iter().filter(|other| **other < row).filter(is_numbered).count();
            if more != less {
                let wanted = (number + more).saturating_sub(less);
                splices.extend(self.set_number_of(&grid, row, wanted));
            }
        }
        splices
    }

    fn set_number_of(&self, grid: &Grid, row: usize, number: usize) -> Option<Splice> {
        let node = self.blocks.get(grid.slot(row, 0)?.cell)?.node();
        let text = source_chars_of(&self.tree, self.tree.descendants(node));
        Some(Splice::new(text.first()?.bytes.start..text.last()?.bytes.end, number.to_string()))
    }

    /// The number of each row that has one.
    fn numbers(&self, grid: &Grid) -> Vec<Option<usize>> {
        let number = |row: usize| {
            let slot = grid.slot(row, 0).filter(|slot| slot.first_row)?;
            class_of_number(self, slot.cell)?;
            self.seen(slot.cell).trim().parse().ok()
        };
        (0..grid.rows.len()).map(number).collect()
    }

    fn row_changes(&self, handle: Handle, grid: &Grid, edits: &[Edit]) -> RowChanges {
        let mut deleted: Vec<usize> = Vec::new();
        for edit in edits {
            if let Change::Table { handle: other, edit: TableEdit::DeleteRow { row } } = &edit.0
                && *other == handle
            {
                // What is wrong with an edit is told of that edit.
                let row = self.row_number(grid, row).ok();
                deleted.extend(row.filter(|row| !deleted.contains(row)));
            }
        }
        let inserted = edits.iter().filter_map(|edit| self.inserted_by(handle, grid, edit)).collect();
        RowChanges { inserted, deleted }
    }

    /// Behind which row an edit adds one, if it is such an edit of this table.
    fn inserted_by(&self, handle: Handle, grid: &Grid, edit: &Edit) -> Option<Option<usize>> {
        match &edit.0 {
            Change::Table { handle: other, edit: TableEdit::InsertRow { after, .. } } if *other == handle => {
                after.as_ref().map(|line| self.row_number(grid, line)).transpose().ok()
            }
            _ => None,
        }
    }
}

impl Edit {
    fn is_table_edit(&self, wanted: &TableEdit) -> bool {
        matches!(&self.0, Change::Table { edit, .. } if std::ptr::eq(edit, wanted))
    }
}

/// The cells of a new row of which the first is its number: it need not be given.
pub(super) fn with_number(cells: &[String], width: usize, number: &str) -> Vec<String> {
    let is_given = cells.len() >= width
        || cells.len() + 1 < width && cells.first().is_some_and(|first| first.trim() == number);
    let lead = (!is_given).then(String::new);
    lead.into_iter().chain(cells.iter().cloned()).collect()
}
