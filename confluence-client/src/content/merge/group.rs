//! The bytes of blocks that are one of Markdown.

use std::ops::Range;

use super::level::{Group, Merger};
use crate::content::blocks::BlockId;
use crate::content::splice::Splice;
use crate::storage::text::slice;

impl Merger<'_> {
    /// Inserts the bytes of a group elsewhere.
    pub(super) fn copy(&mut self, at: usize, group: Option<&Group>) {
        let spans = group.map(|group| self.spans(group)).unwrap_or_default().into_iter();
        let bytes: String = spans.map(|span| slice(self.base.document.storage(), span)).collect();
        self.splices.push(Splice::insert(at, bytes));
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
