//! Tables that changed: rows, cells, and the paragraphs in them.

use super::level::{Level, Merger, Unit};
use crate::content::blocks::BlockId;
use crate::content::draft::{DraftBlock, DraftKind, Piece, PieceKind};
use crate::content::emit::{Emitter, Place};
use crate::content::error::ContentError;
use crate::content::splice::Splice;
use crate::content::tree::NodeId;

impl Merger<'_> {
    pub(super) fn table(
        &mut self,
        id: BlockId,
        unit: &Unit,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        let rows: Vec<BlockId> = self.base.document.blocks.children(id).collect();
        let old_rows = without_hollow_header(&old.children);
        let new_rows = without_hollow_header(&new.children);
        if old_rows.len() != rows.len() {
            return self.replace(unit, new, place);
        }
        self.ordered(&rows, old_rows, new_rows)
    }

    pub(super) fn row(
        &mut self,
        id: BlockId,
        _node: NodeId,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
    ) -> Result<(), ContentError> {
        let cells: Vec<BlockId> = self.base.document.blocks.children(id).collect();
        self.ordered(&cells, &old.children, &new.children)
    }

    /// Rows and cells correspond by order, whatever they show.
    fn ordered(
        &mut self,
        blocks: &[BlockId],
        old: &[DraftBlock<'_>],
        new: &[DraftBlock<'_>],
    ) -> Result<(), ContentError> {
        let units: Vec<Unit> = blocks
            .iter()
            .enumerate()
            .map(|(index, &id)| Unit { drafts: index..index + 1, blocks: vec![id], span: self.base.span(id) })
            .collect();
        let inner =
            units.first().map_or(0, |unit| unit.span.start)..units.last().map_or(0, |unit| unit.span.end);
        let level = Level { blocks: blocks.to_vec(), inner, place: Place::Body, replace_empty: false };
        self.merge_units(old, new, &units, &level)
    }

    pub(super) fn cell(
        &mut self,
        id: BlockId,
        node: NodeId,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
    ) -> Result<(), ContentError> {
        let (
            DraftKind::Cell { colspan, rowspan, .. },
            DraftKind::Cell { colspan: wanted_columns, rowspan: wanted_rows, .. },
        ) = (&old.kind, &new.kind)
        else {
            return Ok(());
        };
        self.set_span(node, "colspan", *colspan, *wanted_columns);
        self.set_span(node, "rowspan", *rowspan, *wanted_rows);
        let tree = &self.base.document.tree;
        if tree.raw(node).ends_with("/>") && !new.children.is_empty() {
            let name = tree.name(node);
            let text = self.emit(&new.children, Place::Item)?;
            let open = tree.raw(node).trim_end_matches('>').trim_end_matches('/').trim_end();
            self.splices.push(Splice::new(tree.span(node), format!("{open}>{text}</{name}>")));
            return Ok(());
        }
        self.children(id, tree.inner_span(node), old, new, Place::Item)
    }

    fn set_span(&mut self, node: NodeId, name: &str, before: u32, wanted: u32) {
        if before == wanted {
            return;
        }
        let tree = &self.base.document.tree;
        match tree.attribute_span(node, name) {
            Some(span) => self.splices.push(Splice::new(span, wanted.to_string())),
            None => {
                let at = tree.span(node).start + 1 + tree.name(node).len();
                self.splices.push(Splice::insert(at, format!(" {name}=\"{wanted}\"")));
            }
        }
    }

    /// A cell of several paragraphs is one line with breaks in a table of pipes.
    pub(super) fn lines(
        &mut self,
        unit: &Unit,
        old: &DraftBlock<'_>,
        new: &DraftBlock<'_>,
        place: Place,
    ) -> Result<(), ContentError> {
        if !matches!((&old.kind, &new.kind), (DraftKind::Paragraph, DraftKind::Paragraph)) {
            return self.replace(unit, new, place);
        }
        let before = split(&old.inline);
        let after = split(&new.inline);
        if before.len() == unit.blocks.len() && after.len() == before.len() {
            for ((&id, before), after) in unit.blocks.iter().zip(before).zip(after) {
                self.pieces(id, before, after)?;
            }
            return Ok(());
        }
        self.handles.look_near(unit.span.clone());
        let mut emitter = Emitter::new(self.new, Some(self.handles));
        for line in after {
            emitter.out.push_str("<p>");
            emitter.inline(line)?;
            emitter.out.push_str("</p>");
        }
        let text = self.rewrapped(&unit.blocks, emitter.out);
        self.splices.push(Splice::new(unit.span.clone(), text));
        Ok(())
    }
}

fn without_hollow_header<'b, 'm>(rows: &'b [DraftBlock<'m>]) -> &'b [DraftBlock<'m>] {
    let is_header = |row: &DraftBlock<'_>| {
        row.children.iter().all(|cell| matches!(cell.kind, DraftKind::Cell { header: true, .. }))
    };
    match rows.split_first() {
        Some((first, rest)) if first.is_hollow() && is_header(first) => rest,
        _ => rows,
    }
}

/// The pieces between breaks that are not within a mark or a link.
fn split<'p, 'm>(pieces: &'p [Piece<'m>]) -> Vec<&'p [Piece<'m>]> {
    let mut depth = 0_usize;
    pieces
        .split(|piece| {
            match piece.kind {
                PieceKind::Open(_) | PieceKind::LinkOpen { .. } | PieceKind::CommentOpen => depth += 1,
                PieceKind::Close(_) | PieceKind::LinkClose | PieceKind::CommentClose(_) => {
                    depth = depth.saturating_sub(1)
                }
                _ => {}
            }
            piece.kind == PieceKind::Break && depth == 0
        })
        .collect()
}
