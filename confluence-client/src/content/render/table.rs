//! Tables: pipes where the cells allow it, HTML with Markdown inside where they do not.

use super::super::blocks::{BlockId, BlockKind, Children};
use super::Renderer;
use crate::storage::tag::Tag;

impl Renderer<'_> {
    pub(super) fn table(&mut self, id: BlockId) {
        self.note_handle(id);
        self.count_table(id);
        let rows: Vec<BlockId> = self.blocks.children(id).collect();
        if rows.is_empty() {
            return;
        }
        let width = rows.iter().map(|&row| self.blocks.children(row).count()).max().unwrap_or(0);
        let start = if width > 0 && rows.iter().all(|&row| self.fits_pipes(row, width)) {
            self.pipe_table(&rows, width)
        } else {
            self.html_table(&rows)
        };
        self.map.set_block(id, start..self.out.len());
        self.out.end_block();
    }

    fn count_table(&mut self, id: BlockId) {
        let node = self.blocks.at(id).node();
        if self.tree.child(node, Tag::Caption).is_some() {
            self.hide("captions of tables");
        }
        if self.tree.attribute(node, "data-number-column").is_some_and(|numbered| numbered == "true") {
            self.hide("numbers of rows");
        }
        self.count_look(node);
        let blocks = self.blocks;
        for row in blocks.children(id) {
            self.count_look(blocks.at(row).node());
            for cell in blocks.children(row).map(|cell| blocks.at(cell).node()) {
                if self.has_colour(cell) {
                    self.hide("cell colour");
                }
                self.count_look(cell);
            }
        }
    }

    fn fits_pipes(&self, row: BlockId, width: usize) -> bool {
        self.blocks.children(row).count() == width
            && self.blocks.children(row).all(|cell| self.is_simple(cell))
    }

    /// Whether a cell is not merged and holds nothing but lines of text.
    fn is_simple(&self, cell: BlockId) -> bool {
        let Some(block) = self.blocks.get(cell) else { return false };
        let span = |name| self.tree.attribute(block.node(), name).is_some_and(|span| span.trim() != "1");
        let inline = |child| {
            matches!(
                self.blocks.get(child).map(|child| child.kind),
                Some(BlockKind::Paragraph | BlockKind::Run)
            )
        };
        !span("colspan") && !span("rowspan") && self.lines(cell).all(inline)
    }

    /// What is in a cell. Data Center puts an element around it as soon as a cell has more than a line.
    fn lines(&self, cell: BlockId) -> Children<'_> {
        let mut children = self.blocks.children(cell);
        let around = children.next().filter(|_| children.next().is_none());
        let around = around.filter(|&id| {
            self.blocks.get(id).is_some_and(|block| {
                block.kind == BlockKind::Wrapper && self.tree.tag(block.node()) == Tag::Div
            })
        });
        self.blocks.children(around.unwrap_or(cell))
    }

    fn is_header(&self, row: BlockId) -> bool {
        let mut cells = self.blocks.children(row).filter_map(|cell| self.blocks.get(cell)).peekable();
        cells.peek().is_some() && cells.all(|cell| self.tree.tag(cell.node()) == Tag::Th)
    }

    fn pipe_table(&mut self, rows: &[BlockId], width: usize) -> usize {
        let start = self.out.start_block();
        let suffixes = self.suffixes.len();
        let headed = rows.first().is_some_and(|&row| self.is_header(row));
        if !headed {
            self.out.raw(&"| ".repeat(width));
            self.out.raw("|");
            self.delimiter(width);
            self.out.new_line();
        }
        for (index, &row) in rows.iter().enumerate() {
            if index > 0 {
                self.out.new_line();
            }
            self.pipe_row(row);
            if index == 0 && headed {
                self.delimiter(width);
            } else if self.blocks.children(row).any(|cell| self.is_th(cell)) {
                self.hide("header cells");
            }
        }
        self.suffixes.truncate(suffixes);
        start
    }

    fn is_th(&self, cell: BlockId) -> bool {
        self.blocks.get(cell).is_some_and(|cell| self.tree.tag(cell.node()) == Tag::Th)
    }

    fn delimiter(&mut self, width: usize) {
        self.out.new_line();
        self.out.raw(&"|---".repeat(width));
        self.out.raw("|");
    }

    fn pipe_row(&mut self, row: BlockId) {
        let start = self.out.len();
        self.out.set_pipe_table(true);
        self.out.raw("|");
        for cell in self.blocks.children(row) {
            self.out.raw(" ");
            self.out.restart_inline(true);
            self.out.stay_in_line();
            let cell_start = self.out.len();
            self.pipe_cell(cell);
            self.map.set_block(cell, cell_start..self.out.len());
            self.out.raw(if self.out.len() > cell_start { " |" } else { "|" });
        }
        self.out.set_pipe_table(false);
        self.out.restart_inline(true);
        self.map.set_block(row, start..self.out.len());
    }

    fn pipe_cell(&mut self, cell: BlockId) {
        let lines: Vec<BlockId> = self.lines(cell).collect();
        self.with_lone(cell, |renderer| lines.into_iter().for_each(|line| renderer.line_of_cell(line)));
    }

    fn line_of_cell(&mut self, line: BlockId) {
        let Some(&block) = self.blocks.get(line) else { return };
        self.out.next_line_of_cell();
        self.count_formatting(&block);
        let start = self.out.len();
        self.inline(self.tree.siblings(block.line_nodes(self.tree)));
        if self.out.len() > start {
            self.map.set_block(line, start..self.out.len());
        }
    }

    fn html_table(&mut self, rows: &[BlockId]) -> usize {
        let start = self.out.start_block();
        self.out.raw("<table>");
        for &row in rows {
            self.structure_line();
            let row_start = self.out.len();
            self.out.raw("<tr>");
            for cell in self.blocks.children(row) {
                self.html_cell(cell);
            }
            self.out.raw("</tr>");
            self.map.set_block(row, row_start..self.out.len());
        }
        self.structure_line();
        self.out.raw("</table>");
        start
    }

    fn structure_line(&mut self) {
        self.out.new_line();
    }

    fn html_cell(&mut self, cell: BlockId) {
        let Some(&block) = self.blocks.get(cell) else { return };
        let start = self.out.len();
        let name = if self.tree.tag(block.node()) == Tag::Th { "th" } else { "td" };
        self.out.raw("<");
        self.out.raw(name);
        for attribute in ["colspan", "rowspan"] {
            let span =
                self.tree.attribute(block.node(), attribute).and_then(|span| span.trim().parse::<u32>().ok());
            if let Some(span) = span.filter(|&span| span != 1) {
                self.out.raw(&format!(" {attribute}=\"{span}\""));
            }
        }
        self.out.raw(">");
        let content = self.out.len();
        if !self.html_cell_line(cell, content) {
            self.out.end_block();
            self.children(cell);
            if self.out.since(content).is_empty() {
                self.out.cancel_gap();
            } else {
                self.out.start_block();
            }
        }
        self.out.raw("</");
        self.out.raw(name);
        self.out.raw(">");
        self.map.set_block(cell, start..self.out.len());
    }

    /// Writes a cell on the line if it is one paragraph that HTML and Markdown read alike.
    fn html_cell_line(&mut self, cell: BlockId, content: usize) -> bool {
        let mut children = self.blocks.children(cell);
        let (Some(child), None) = (children.next(), children.next()) else { return false };
        let Some(&block) = self.blocks.get(child) else { return false };
        let (atoms, hidden) = (self.map.atoms.len(), self.hidden.clone());
        self.out.restart_inline(true);
        match block.kind {
            BlockKind::Run => self.inline(self.tree.siblings(block.nodes())),
            BlockKind::Paragraph => {
                self.count_formatting(&block);
                self.inline(self.tree.children(block.node()));
            }
            _ => return false,
        }
        self.out.restart_inline(true);
        if self.out.since(content).contains(['<', '`', '\\', '\n', '&']) {
            self.out.truncate(content);
            self.map.atoms.truncate(atoms);
            self.hidden = hidden;
            return false;
        }
        if self.out.len() > content {
            self.map.set_block(child, content..self.out.len());
        }
        true
    }
}
