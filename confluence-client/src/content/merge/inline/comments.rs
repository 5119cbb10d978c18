//! Comments on a line of which words changed.

use std::ops::Range;

use super::super::merger::Merger;
use crate::content::blocks::BlockId;
use crate::content::rewrap::Wrapper;
use crate::content::source_chars::source_chars_and_objects;
use crate::content::splice::{Splice, apply_within};
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// Changes of one line up to which comments are looked for elsewhere in it: beyond, hardly a word is where it was.
const MOST_HUNKS: usize = 200;
/// Comments of one line that are looked for: each costs reading the line again.
const MOST_COMMENTS: usize = 20;

impl Merger<'_> {
    /// A line with changed words in which comments went along with theirs: a marker whose words were replaced is around
    /// others now, though its own may stand elsewhere in the line. `None` if all are where they belong.
    pub(super) fn comments_on_their_words(
        &self,
        id: BlockId,
        inner: &Range<usize>,
        splices: &[Splice],
    ) -> Option<String> {
        let document = self.base.document;
        let (tree, block) = (&document.tree, document.blocks.get(id)?);
        if !(1..=MOST_HUNKS).contains(&splices.len()) || self.base.rendered.map.comments {
            return None;
        }
        let nodes = block.line_nodes(tree);
        let is_changed = |node: &NodeId| {
            let passage = tree.inner_span(*node);
            splices.iter().any(|splice| {
                let range = &splice.range;
                range.start < passage.end && passage.start < range.end.max(range.start + 1)
            })
        };
        let is_marker = |&node: &NodeId| tree.tag(node) == Tag::CommentMarker;
        let markers: Vec<NodeId> =
            nodes.clone().filter(is_marker).filter(is_changed).take(MOST_COMMENTS).collect();
        if markers.is_empty() {
            return None;
        }
        let chars = source_chars_and_objects(tree, nodes);
        let mut text = apply_within(tree.source(), inner.clone(), splices.to_vec());
        let mut is_moved = false;
        for wrapper in markers.into_iter().filter_map(|node| Wrapper::around(tree, node, &chars)) {
            if let Some(moved) = wrapper.moved_to_its_words(&text) {
                (text, is_moved) = (moved, true);
            }
        }
        is_moved.then_some(text)
    }
}
