//! Tables that changed: rows, cells, and the paragraphs in them.

use super::level::{Group, Level, Merger, Pair};
use crate::content::ast::{AstBlock, AstKind, Inline, InlineKind};
use crate::content::blocks::BlockId;
use crate::content::emit::{Container, Emitter};
use crate::content::splice::Splice;
use crate::storage::error::ContentError;
use crate::storage::tree::NodeId;

impl Merger<'_> {
    pub(super) fn table(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let rows: Vec<BlockId> = self.base.document.blocks.children(pair.id).collect();
        let old_rows = without_hollow_header(&pair.old.children);
        let new_rows = without_hollow_header(&pair.new.children);
        if old_rows.len() != rows.len() {
            return self.replace(pair.group, pair.new, pair.container);
        }
        self.ordered(&rows, old_rows, new_rows)
    }

    pub(super) fn row(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let cells: Vec<BlockId> = self.base.document.blocks.children(pair.id).collect();
        self.ordered(&cells, &pair.old.children, &pair.new.children)
    }

    /// Rows and cells correspond by order, whatever they show.
    fn ordered(
        &mut self,
        blocks: &[BlockId],
        old: &[AstBlock<'_>],
        new: &[AstBlock<'_>],
    ) -> Result<(), ContentError> {
        let groups: Vec<Group> = blocks
            .iter()
            .enumerate()
            .map(|(index, &id)| Group {
                drafts: index..index + 1,
                blocks: vec![id],
                span: self.base.span(id),
            })
            .collect();
        let inner = groups.first().map_or(0, |group| group.span.start)
            ..groups.last().map_or(0, |group| group.span.end);
        let level =
            Level { blocks: blocks.to_vec(), inner, container: Container::Body, replace_empty: false };
        self.merge_groups(old, new, &groups, &level)
    }

    pub(super) fn cell(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let (
            AstKind::Cell { colspan, rowspan, .. },
            AstKind::Cell { colspan: wanted_columns, rowspan: wanted_rows, .. },
        ) = (&pair.old.kind, &pair.new.kind)
        else {
            return Ok(());
        };
        self.set_number(pair.node, "colspan", u64::from(*colspan), u64::from(*wanted_columns));
        self.set_number(pair.node, "rowspan", u64::from(*rowspan), u64::from(*wanted_rows));
        let tree = &self.base.document.tree;
        if tree.is_empty_element(pair.node) && !pair.new.children.is_empty() {
            let text = self.emit(&pair.new.children, Container::Item)?;
            self.splices.push(Splice::new(tree.span(pair.node), tree.filled(pair.node, &text)));
            return Ok(());
        }
        self.inside(pair, pair.node, Container::Item)
    }

    /// Sets an attribute that is a number.
    pub(super) fn set_number(&mut self, node: NodeId, name: &str, before: u64, wanted: u64) {
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
        group: &Group,
        old: &AstBlock<'_>,
        new: &AstBlock<'_>,
        container: Container,
    ) -> Result<(), ContentError> {
        if !matches!((&old.kind, &new.kind), (AstKind::Paragraph, AstKind::Paragraph)) {
            return self.replace(group, new, container);
        }
        let before = split(&old.inline);
        let after = split(&new.inline);
        if before.len() == group.blocks.len() && after.len() == before.len() {
            for ((&id, before), after) in group.blocks.iter().zip(before).zip(after) {
                self.inlines(id, before, after)?;
            }
            return Ok(());
        }
        self.handles.look_near(group.span.clone());
        let mut emitter = Emitter::new(self.new, Some(self.handles));
        for line in after {
            emitter.out.push_str("<p>");
            emitter.inline(line)?;
            emitter.out.push_str("</p>");
        }
        let text = self.rewrapped(&group.blocks, emitter.out);
        self.splices.push(Splice::new(group.span.clone(), text));
        Ok(())
    }
}

fn without_hollow_header<'b, 'm>(rows: &'b [AstBlock<'m>]) -> &'b [AstBlock<'m>] {
    let is_header = |row: &AstBlock<'_>| {
        row.children.iter().all(|cell| matches!(cell.kind, AstKind::Cell { header: true, .. }))
    };
    match rows.split_first() {
        Some((first, rest)) if first.is_hollow() && is_header(first) => rest,
        _ => rows,
    }
}

/// The pieces between breaks that are not within a mark or a link.
fn split<'p, 'm>(pieces: &'p [Inline<'m>]) -> Vec<&'p [Inline<'m>]> {
    let mut depth = 0_usize;
    pieces
        .split(|piece| {
            match piece.kind {
                InlineKind::Open(_) | InlineKind::LinkOpen { .. } | InlineKind::CommentOpen => depth += 1,
                InlineKind::Close(_) | InlineKind::LinkClose | InlineKind::CommentClose(_) => {
                    depth = depth.saturating_sub(1)
                }
                _ => {}
            }
            piece.kind == InlineKind::Break && depth == 0
        })
        .collect()
}
