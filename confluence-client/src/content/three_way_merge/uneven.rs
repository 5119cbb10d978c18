//! Tables whose rows two people's changes together leave with different numbers of cells.

use std::ops::Range;

use crate::content::blocks::BlockKind;
use crate::content::document::Document;
use crate::content::grid::Grid;
use crate::content::splice::{Splice, apply_within, inside};

/// The tables that both changed whose rows fit each other on either side, and not in the merge: one added a column, and
/// the other a row without it.
pub(super) fn uneven(
    base: &Document,
    mine: &[Splice],
    other: &[Splice],
    both: &[Splice],
) -> Vec<Range<usize>> {
    let tables = base.blocks.iter().filter(|(_, block)| block.kind == BlockKind::Table);
    let spans = tables.map(|(id, _)| base.blocks.span(&base.tree, id));
    let is_uneven = |span: &Range<usize>| {
        let count = |splices: &[Splice]| {
            let inside: Vec<Splice> = inside(splices, span).cloned().collect();
            rows_that_differ(&apply_within(base.storage(), span.clone(), inside))
        };
        let changed = |splices| inside(splices, span).next().is_some();
        changed(mine) && changed(other) && count(both) > count(mine).max(count(other))
    };
    spans.filter(is_uneven).collect()
}

/// How many tables of a fragment have rows of different lengths.
fn rows_that_differ(storage: &str) -> usize {
    let Ok(document) = Document::parse(storage) else { return 0 };
    let tables = document.blocks.iter().filter(|(_, block)| block.kind == BlockKind::Table);
    tables.filter(|&(id, _)| Grid::of(&document, id).is_ok_and(|grid| grid.is_uneven())).count()
}
