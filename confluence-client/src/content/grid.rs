//! A table as rows and columns, merged cells included.

use crate::content::blocks::BlockId;
use crate::content::document::Document;
use crate::content::handle::Handle;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::tag::Tag;
use crate::storage::text::{attribute_into, escape_into};

/// Cells that a grid may have; a table with more is beyond any page.
const MAX_CELLS: usize = 1_000_000;

/// A place of the grid: the cell that covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) cell: BlockId,
    /// Whether the cell begins in this row and this column.
    pub(super) first_row: bool,
    pub(super) first_column: bool,
    /// Whether it ends here.
    pub(super) last_row: bool,
    pub(super) last_column: bool,
}

/// Where a row goes that is new behind another: behind the last row of a head, into the rows of the body.
pub(super) fn behind_row(document: &Document, row: BlockId, next: Option<BlockId>) -> usize {
    let around = |id: BlockId| document.tree.parent(document.blocks.at(id).node());
    let span = |id: BlockId| document.blocks.span(&document.tree, id);
    let head = around(row);
    match next {
        _ if document.tree.tag(head) != Tag::Thead => span(row).end,
        Some(next) if around(next) == head => span(row).end,
        Some(next) => span(next).start,
        None => document.tree.span(head).end,
    }
}

/// The class of a cell in which Confluence numbers its row, if it is one.
pub(super) fn class_of_number(document: &Document, cell: BlockId) -> Option<String> {
    let class = document.tree.attribute(document.blocks.at(cell).node(), "class")?;
    class.split_whitespace().any(|name| name == "numberingColumn").then(|| class.into_owned())
}

/// A cell with the number of its row.
pub(super) fn number_cell(name: &str, class: &str, number: &str) -> String {
    let mut cell = format!("<{name}");
    attribute_into(&mut cell, "class", class);
    cell.push('>');
    escape_into(&mut cell, number);
    cell.push_str(&format!("</{name}>"));
    cell
}

/// The rows of a table and what covers each place.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) table: BlockId,
    pub(super) rows: Vec<BlockId>,
    slots: Vec<Vec<Option<Slot>>>,
    pub(super) width: usize,
}

impl Grid {
    pub(super) fn of(document: &Document, id: BlockId) -> Result<Self, ContentError> {
        let rows: Vec<BlockId> = document.blocks.children(id).collect();
        let mut slots: Vec<Vec<Option<Slot>>> = vec![Vec::new(); rows.len()];
        let mut total = 0_usize;
        for (row, &row_id) in rows.iter().enumerate() {
            let mut column = 0;
            for cell in document.blocks.children(row_id) {
                while slots.get(row).and_then(|slots| slots.get(column)).copied().flatten().is_some() {
                    column += 1;
                }
                let (width, height) = (span(document, cell, "colspan"), span(document, cell, "rowspan"));
                let height = height.min(rows.len() - row);
                total = total.saturating_add(width.saturating_mul(height));
                if total > MAX_CELLS {
                    let message = format!(
                        "the table {} has too many merged cells to be edited by place",
                        Handle::of(id)
                    );
                    return Err(ContentError::new(ContentErrorKind::TooLarge, message));
                }
                cover(&mut slots, cell, row..row + height, column..column + width);
                column += width;
            }
        }
        let width = slots.iter().map(Vec::len).max().unwrap_or(0);
        Ok(Self { table: id, rows, slots, width })
    }

    /// Whether some row has fewer cells than the widest one.
    pub(super) fn is_uneven(&self) -> bool {
        self.slots.iter().any(|row| row.len() < self.width || row.iter().any(Option::is_none))
    }

    pub(super) fn slot(&self, row: usize, column: usize) -> Option<Slot> {
        self.slots.get(row).and_then(|slots| slots.get(column)).copied().flatten()
    }

    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = Slot> {
        self.slots.get(row).into_iter().flatten().copied().flatten()
    }

    pub(super) fn column(&self, column: usize) -> impl Iterator<Item = (usize, Slot)> {
        self.slots
            .iter()
            .enumerate()
            .filter_map(move |(row, slots)| Some((row, slots.get(column).copied().flatten()?)))
    }
}

/// The tag of a new heading cell beside others: where all of those have one colour, it has that too.
pub(super) fn heading_tag(document: &Document, beside: impl IntoIterator<Item = BlockId>) -> String {
    let tree = &document.tree;
    let nodes = beside.into_iter().map(|cell| document.blocks.at(cell).node());
    let mut colours = nodes
        .filter(|&node| tree.tag(node) == Tag::Th)
        .map(|node| tree.attribute(node, "data-highlight-colour").unwrap_or_default());
    let mut tag = "<th".to_owned();
    if let Some(colour) = colours.next().filter(|colour| !colour.is_empty())
        && colours.all(|other| other == colour)
    {
        attribute_into(&mut tag, "data-highlight-colour", &colour);
    }
    tag.push('>');
    tag
}

fn cover(
    slots: &mut [Vec<Option<Slot>>],
    cell: BlockId,
    rows: std::ops::Range<usize>,
    columns: std::ops::Range<usize>,
) {
    for row in rows.clone() {
        let Some(slots) = slots.get_mut(row) else { continue };
        if slots.len() < columns.end {
            slots.resize(columns.end, None);
        }
        for column in columns.clone() {
            if let Some(slot) = slots.get_mut(column) {
                *slot = Some(Slot {
                    cell,
                    first_row: row == rows.start,
                    first_column: column == columns.start,
                    last_row: row + 1 == rows.end,
                    last_column: column + 1 == columns.end,
                });
            }
        }
    }
}

fn span(document: &Document, cell: BlockId, name: &str) -> usize {
    let node = document.blocks.at(cell).node();
    document.tree.attribute(node, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1).max(1)
}
