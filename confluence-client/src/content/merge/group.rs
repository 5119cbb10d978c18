//! The bytes of blocks that are one of Markdown.

use std::ops::Range;

use super::merger::{Group, Merger};
use crate::content::ast::AstBlock;
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::emit::Container;
use crate::content::splice::{Splice, apply_within, in_paragraph, inside};
use crate::storage::error::ContentError;
use crate::storage::text::slice;

impl Merger<'_> {
    /// Inserts the bytes of a group elsewhere.
    pub(super) fn copy(&mut self, at: usize, group: Option<&Group>) {
        let Some(group) = group else { return };
        let spans = self.spans(group).into_iter();
        let bytes: String = spans.map(|span| slice(self.base.document.storage(), span)).collect();
        self.splices.push(Splice::insert(at, self.apart(group, bytes)));
    }

    /// Inserts a group elsewhere, with what changed in it.
    pub(super) fn copy_changed(
        &mut self,
        at: usize,
        old: &[AstBlock<'_>],
        group: &Group,
        new: &AstBlock<'_>,
        container: Container,
    ) -> Result<(), ContentError> {
        let others = std::mem::take(&mut self.splices);
        let changed = self.changed(old, group, new, container);
        let mut own = std::mem::replace(&mut self.splices, others);
        changed?;
        own.sort_by_key(|splice| (splice.range.start, splice.range.end));
        let texts = self.spans(group).into_iter().map(|span| {
            apply_within(self.base.document.storage(), span.clone(), inside(&own, &span).cloned().collect())
        });
        let text: String = texts.collect();
        self.splices.push(Splice::insert(at, self.apart(group, text)));
        Ok(())
    }

    /// What stands elsewhere now: text without an element of its own would run into the text beside it.
    fn apart(&self, group: &Group, bytes: String) -> String {
        match group.blocks.as_slice() {
            &[id] if self.base.kind(id) == Some(BlockKind::Run) => in_paragraph(&bytes),
            _ => bytes,
        }
    }

    /// Puts a text in the place of a group.
    pub(super) fn instead(&mut self, group: &Group, text: String) {
        let mut text = Some(text);
        for span in self.spans(group) {
            self.splices.push(Splice::new(span, text.take().unwrap_or_default()));
        }
    }

    /// The bytes of a group, which may stand in several elements that only hold blocks together.
    fn spans(&self, group: &Group) -> Vec<Range<usize>> {
        let parent = |&id: &BlockId| self.base.document.blocks.at(id).parent();
        let first = group.blocks.first().map(parent);
        match group.blocks.iter().all(|id| Some(parent(id)) == first) {
            true => vec![group.span.clone()],
            false => group.blocks.iter().map(|&id| self.base.span(id)).collect(),
        }
    }
}
