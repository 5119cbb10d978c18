//! Edits of tables by rows and columns.

use std::collections::BTreeMap;
use std::ops::Range;

use super::columns::{NewCell, fill};
use super::numbers::{NewNumber, with_number};
use super::table_changes::TableChanges;
use super::table_edit::{Line, TableEdit};
use super::{Content, Edit, Plan};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::emit::Container;
use crate::content::grid::{Grid, Slot, behind_row, heading_tag, number_cell};
use crate::content::handle::Handle;
use crate::content::loss::replaceable;
use crate::content::normalize::normalized;
use crate::content::splice::Splice;
use crate::content::write_options::WriteOptions;
use crate::content::writing::Writing;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::seen;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

impl Document {
    pub(super) fn edit_table(
        &self,
        (handle, at): (Handle, usize),
        edit: &TableEdit,
        tables: &BTreeMap<Handle, TableChanges>,
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<(), ContentError> {
        let grid = self.grid(handle)?;
        let Some(changes) = tables.get(&handle) else { return Ok(()) };
        match edit {
            TableEdit::SetCell { row, column, markdown } => {
                let (row, column) = (self.row_number(&grid, row)?, self.column_number(&grid, column)?);
                self.set_cell(&grid, (row, column), markdown, plan, writing)
            }
            TableEdit::InsertRow { after, cells } => {
                let above = after.as_ref().map(|line| self.row_number(&grid, line)).transpose()?;
                let number = changes.numbers.get(&at);
                let with_number = number.map(|new| with_number(cells, grid.width, &new.number));
                let cells = with_number.as_ref().unwrap_or(cells);
                let cells = fill(&changes.columns, cells, grid.width)?;
                self.insert_row(&grid, above, (&cells, number), plan, writing)
            }
            TableEdit::DeleteRow { row } => {
                let row = self.row_number(&grid, row)?;
                if grid.row(row).any(|slot| !slot.first_row || !slot.last_row) {
                    return Err(merged("row"));
                }
                let id = grid.rows.get(row).copied().unwrap_or(0);
                plan.delete(self.deletable(Handle::of(id))?);
                Ok(())
            }
            TableEdit::InsertColumn { after, cells } => {
                let before = after.as_ref().map(|line| self.column_number(&grid, line)).transpose()?;
                self.insert_column(&grid, before, cells, plan, writing)
            }
            TableEdit::DeleteColumn { column } => {
                let column = self.column_number(&grid, column)?;
                self.delete_column(&grid, column, plan)
            }
        }
    }

    pub(super) fn grid(&self, handle: Handle) -> Result<Grid, ContentError> {
        let id = self.editable(handle)?;
        if self.blocks.get(id).map(|block| block.kind) != Some(BlockKind::Table) {
            let message = format!(
                "{handle} is not a table; read the page with handles to find the handle of the table"
            );
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        Grid::of(self, id)
    }

    fn set_cell(
        &self,
        grid: &Grid,
        (row, column): (usize, usize),
        markdown: &str,
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<(), ContentError> {
        let Some(slot) = grid.slot(row, column) else {
            let message = format!("row {} has no cell in column {}", row + 1, column + 1);
            return Err(ContentError::new(ContentErrorKind::NotFound, message));
        };
        let content = Content::markdown(markdown);
        plan.deleted.extend(self.replaced_by_like(slot.cell, &content));
        let Some(node) = self.blocks.get(slot.cell).map(|cell| cell.node()) else { return Ok(()) };
        let children: Vec<BlockId> = self.blocks.children(slot.cell).collect();
        let visible = children.iter().any(|&child| !self.seen(child).is_empty());
        if visible && !markdown.trim().is_empty() {
            let edit = Edit::append(content.clone());
            plan.splices.extend(self.replace_siblings(&children, markdown, &edit, writing)?);
            return Ok(());
        }
        let text = self.storage_of(&content, Container::Item, None, writing)?;
        plan.splices.push(match self.tree.is_empty_element(node) {
            true => Splice::new(self.tree.span(node), self.tree.filled(node, &text)),
            false => Splice::new(self.tree.inner_span(node), text),
        });
        Ok(())
    }

    /// What is in a cell and is replaced by its like on purpose, such as a mention by that of somebody else. What nothing
    /// comes in the place of is lost, as where a block is replaced.
    fn replaced_by_like(&self, cell: BlockId, content: &Content) -> Vec<Range<usize>> {
        let inside = self.tree.descendants(self.node_of(cell));
        let old: Vec<(NodeId, Tag)> =
            inside.filter_map(|node| Some((node, replaceable(self, node)?))).collect();
        if old.is_empty() {
            return Vec::new();
        }
        let unread = WriteOptions::new();
        let new = self.storage_of(content, Container::Item, None, &Writing::new(&unread));
        let Some(new) = new.ok().and_then(|storage| Self::parse(&storage).ok()) else { return Vec::new() };
        let mut come: Vec<Tag> = (0..new.tree.len()).filter_map(|node| replaceable(&new, node)).collect();
        let mut is_replaced = |tag: Tag| {
            let like = come.iter().position(|other| *other == tag);
            like.map(|at| come.swap_remove(at)).is_some()
        };
        old.into_iter().filter(|(_, tag)| is_replaced(*tag)).map(|(node, _)| self.tree.span(node)).collect()
    }

    fn node_of(&self, id: BlockId) -> usize {
        self.blocks.at(id).node()
    }

    fn insert_row(
        &self,
        grid: &Grid,
        above: Option<usize>,
        (cells, number): (&[NewCell<'_>], Option<&NewNumber>),
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<(), ContentError> {
        if above.is_some_and(|row| grid.row(row).any(|slot| !slot.last_row)) {
            return Err(merged("row"));
        }
        let neighbour = above.or(Some(0)).and_then(|row| grid.rows.get(row)).copied();
        let Some(neighbour) = neighbour else {
            let message = "the table has no rows; replace it with a new table";
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        };
        let mut text = String::from("<tr>");
        let numbered = cells.iter().rposition(|cell| cell.like == Some(0));
        for (place, cell) in cells.iter().enumerate() {
            let heading = cell.like.and_then(|column| self.heading_beside_new(grid, above, column));
            let name = if heading.is_some() { "th" } else { "td" };
            match number.filter(|_| numbered == Some(place)) {
                Some(new) => text.push_str(&number_cell(name, &new.class, &new.number)),
                None => {
                    let new = self.new_cell(name, cell.given, writing)?;
                    text.push_str(&self.coloured(new, heading.map(|slot| slot.cell)));
                }
            }
        }
        text.push_str("</tr>");
        let Some(row) = above else {
            plan.splices.push(Splice::insert(self.blocks.span(&self.tree, neighbour).start, text));
            return Ok(());
        };
        let next = grid.rows.get(row + 1).copied();
        let is_last_of_head =
            next.is_none() && self.tree.tag(self.tree.parent(self.node_of(neighbour))) == Tag::Thead;
        let text = if is_last_of_head { format!("<tbody>{text}</tbody>") } else { text };
        plan.splices.push(Splice::insert(behind_row(self, neighbour, next), text));
        Ok(())
    }

    /// The heading of its column in the row beside a new cell, which is one too where there is one.
    fn heading_beside_new(&self, grid: &Grid, above: Option<usize>, column: usize) -> Option<Slot> {
        let is_heading = |slot: Slot| self.is_heading_cell(slot);
        let mut beside = [Some(above.map_or(0, |row| row + 1)), above].into_iter().flatten();
        let row = beside.find(|&row| grid.row(row).any(|slot| !is_heading(slot)));
        row.and_then(|row| grid.slot(row, column)).filter(|slot| is_heading(*slot))
    }

    /// A new cell, which has the colour of the headings beside it if it is one.
    fn coloured(&self, cell: String, beside: impl IntoIterator<Item = BlockId>) -> String {
        match cell.strip_prefix("<th>") {
            Some(rest) => heading_tag(self, beside) + rest,
            None => cell,
        }
    }

    fn is_heading_cell(&self, slot: Slot) -> bool {
        self.tree.tag(self.node_of(slot.cell)) == Tag::Th
    }

    fn new_cell(
        &self,
        name: &str,
        markdown: Option<&String>,
        writing: &Writing<'_>,
    ) -> Result<String, ContentError> {
        let content = Content::markdown(markdown.map_or("", String::as_str));
        let text = self.storage_of(&content, Container::Item, None, writing)?;
        let text = if text.is_empty() { "<p />" } else { &text };
        Ok(format!("<{name}>{text}</{name}>"))
    }

    fn insert_column(
        &self,
        grid: &Grid,
        before: Option<usize>,
        cells: &[String],
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<(), ContentError> {
        if cells.len() > grid.rows.len() {
            let message =
                format!("{} cells are given, but the table has {} rows", cells.len(), grid.rows.len());
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        for (row, slot) in grid.column(before.unwrap_or(0)) {
            if before.is_some() && !slot.last_column {
                return Err(merged("column"));
            }
            // In a row that begins with a heading, what stands behind it is none.
            let is_heading = self.is_heading_cell(slot)
                && (before.is_none() || grid.row(row).all(|slot| self.is_heading_cell(slot)));
            let name = if is_heading { "th" } else { "td" };
            let text = if slot.first_row || cells.get(row).is_some_and(|cell| !cell.is_empty()) {
                self.new_cell(name, cells.get(row), writing)?
            } else {
                self.new_cell(name, None, writing)?
            };
            let text = self.coloured(text, grid.row(row).map(|slot| slot.cell));
            plan.splices.push(Splice::insert(self.column_place(grid, row, before), text));
        }
        Ok(())
    }

    /// Where a new cell goes in its row: behind the last cell of the row that begins at or before the column.
    fn column_place(&self, grid: &Grid, row: usize, before: Option<usize>) -> usize {
        let id = grid.rows.get(row).copied().unwrap_or(0);
        let own = (0..=before.unwrap_or(0)).rev().filter_map(|column| grid.slot(row, column));
        let own = before.and_then(|_| own.into_iter().find(|slot| slot.first_row));
        match own {
            Some(slot) => self.blocks.span(&self.tree, slot.cell).end,
            None => self.tree.inner_span(self.node_of(id)).start,
        }
    }

    fn delete_column(&self, grid: &Grid, column: usize, plan: &mut Plan) -> Result<(), ContentError> {
        if grid.width == 1 {
            let message = "this is the only column; delete the table by its handle";
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        let slots: Vec<_> = grid.column(column).collect();
        if slots.iter().any(|(_, slot)| !slot.first_column || !slot.last_column) {
            return Err(merged("column"));
        }
        for (_, slot) in slots.into_iter().filter(|(_, slot)| slot.first_row) {
            plan.delete(self.blocks.span(&self.tree, slot.cell));
        }
        Ok(())
    }

    pub(super) fn row_number(&self, grid: &Grid, line: &Line) -> Result<usize, ContentError> {
        self.number(line, grid.rows.len(), "row", |row| Some(grid.slot(row, 0)?.cell))
    }

    pub(super) fn column_number(&self, grid: &Grid, line: &Line) -> Result<usize, ContentError> {
        self.number(line, grid.width, "column", |column| Some(grid.slot(0, column)?.cell))
    }

    fn cell_text(&self, cell: BlockId) -> String {
        debug_assert_eq!(self.blocks.get(cell).map(|block| block.kind), Some(BlockKind::Cell));
        seen::one_line(&normalized(&self.seen(cell)))
    }

    fn number(
        &self,
        line: &Line,
        count: usize,
        what: &str,
        first_cell: impl Fn(usize) -> Option<BlockId>,
    ) -> Result<usize, ContentError> {
        match line {
            Line::Last => Ok(count.saturating_sub(1)),
            Line::Number(number) if (1..=count).contains(number) => Ok(number - 1),
            Line::Number(number) => {
                let message = format!("there is no {what} {number}; the table has {count}, counted from 1");
                Err(ContentError::new(ContentErrorKind::NotFound, message))
            }
            Line::Title(wanted) => {
                let cells: Vec<Option<BlockId>> = (0..count).map(first_cell).collect();
                let title =
                    |cell: &Option<BlockId>| cell.map(|cell| self.cell_text(cell)).unwrap_or_default();
                let titles: Vec<String> = cells.iter().map(title).collect();
                let wanted = wanted.trim();
                let is_exact = |at: &usize| titles.get(*at).is_some_and(|title| *title == normalized(wanted));
                let counted = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                let counted = counted.filter(|&at| at < count);
                // A number counts before it is meant as something else than it says.
                let mut found: Vec<usize> = (0..count).filter(is_exact).collect();
                if found.is_empty() && counted.is_none() {
                    found = self.meant(wanted, &cells);
                }
                match (found.first(), found.get(1), counted) {
                    (Some(&one), None, _) => Ok(one),
                    (None, _, Some(counted)) => Ok(counted),
                    (None, ..) => {
                        let shown: Vec<&str> = titles.iter().take(30).map(String::as_str).collect();
                        let message = format!(
                            "no {what} starts with `{wanted}`; they start with: {}",
                            shown.join("; ")
                        );
                        Err(ContentError::new(ContentErrorKind::NotFound, message))
                    }
                    _ => {
                        let message =
                            format!("several {what}s start with `{wanted}`; use a number, counted from 1");
                        Err(ContentError::new(ContentErrorKind::Ambiguous, message))
                    }
                }
            }
        }
    }
}

fn merged(what: &str) -> ContentError {
    let message = format!("merged cells cross this {what}; replace the table, or its cells one by one");
    ContentError::new(ContentErrorKind::InvalidEdit, message)
}
