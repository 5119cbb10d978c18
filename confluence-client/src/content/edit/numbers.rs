//! Tables of which Confluence numbers the rows: the numbers are the text of cells of their own, and go with the rows that
//! edits add and delete.

use std::collections::{BTreeMap, BTreeSet};

use super::table_edit::TableEdit;
use crate::content::document::Document;
use crate::content::grid::{Grid, class_of_number};
use crate::content::source_chars::source_chars_of;
use crate::content::splice::Splice;

/// The cell of a new row in which its number stands.
pub(super) struct NewNumber {
    pub(super) class: String,
    pub(super) number: String,
}

impl Document {
    /// The numbers of the rows that edits of one table add, by the places of the edits, and the changes of those below; nothing
    /// where its rows are not numbered.
    pub(super) fn row_numbers(
        &self,
        grid: &Grid,
        edits: &[(usize, &TableEdit)],
    ) -> (BTreeMap<usize, NewNumber>, Vec<Splice>) {
        let (mut new, mut splices) = (BTreeMap::new(), Vec::new());
        let mut cells = (0..grid.rows.len()).rev().filter_map(|row| grid.slot(row, 0));
        let Some(class) = cells.find_map(|slot| class_of_number(self, slot.cell)) else {
            return (new, splices);
        };
        let numbers = self.numbers(grid);
        let (deleted, inserted) = self.changed_rows(grid, edits);
        let mut inserted = inserted.into_iter().peekable();
        let mut next = numbers.iter().flatten().next().copied().unwrap_or(1);
        let (mut more, mut less) = (0_usize, 0_usize);
        let rows = numbers.iter().enumerate().map(|(row, number)| (Some(row), *number));
        for (above, number) in std::iter::once((None, None)).chain(rows) {
            match above.zip(number) {
                Some((row, _)) if deleted.contains(&row) => less += 1,
                Some((row, number)) => {
                    if more != less {
                        let wanted = number.saturating_add(more).saturating_sub(less);
                        splices.extend(self.set_number_of(grid, row, wanted));
                    }
                    next = next.saturating_add(1);
                }
                None => {}
            }
            while let Some((_, at)) = inserted.next_if(|(place, _)| *place == above) {
                new.insert(at, NewNumber { class: class.clone(), number: next.to_string() });
                (next, more) = (next.saturating_add(1), more + 1);
            }
        }
        (new, splices)
    }

    /// The rows that edits delete, and behind which row each new one stands (none: at the beginning) with the place of its
    /// edit, in order.
    fn changed_rows(
        &self,
        grid: &Grid,
        edits: &[(usize, &TableEdit)],
    ) -> (BTreeSet<usize>, BTreeSet<(Option<usize>, usize)>) {
        let (mut deleted, mut inserted) = (BTreeSet::new(), BTreeSet::new());
        // What is wrong with an edit is told of that edit.
        for &(at, edit) in edits {
            match edit {
                TableEdit::DeleteRow { row } => deleted.extend(self.row_number(grid, row).ok()),
                TableEdit::InsertRow { after, .. } => {
                    let above = after.as_ref().map(|line| self.row_number(grid, line)).transpose();
                    inserted.extend(above.ok().map(|above| (above, at)));
                }
                _ => {}
            }
        }
        (deleted, inserted)
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
}

/// The cells of a new row of which the first is its number: it need not be given.
pub(super) fn with_number(cells: &[String], width: usize, number: &str) -> Vec<String> {
    let is_given = cells.len() >= width
        || cells.len() + 1 < width && cells.first().is_some_and(|first| first.trim() == number);
    let lead = (!is_given).then(String::new);
    lead.into_iter().chain(cells.iter().cloned()).collect()
}
