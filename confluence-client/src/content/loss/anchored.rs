//! Whether inline comments still have a place in the text.

use std::collections::HashSet;
use std::ops::Range;

use crate::content::document::Document;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// The comments that a page has places for. One may have several, anywhere on the page: it is there as long as one of
/// them is.
pub(super) struct Anchored {
    /// With a place around something that a reader sees.
    around_something: HashSet<String>,
    /// With any place.
    at_all: HashSet<String>,
}

impl Anchored {
    pub(super) fn on(document: &Document) -> Self {
        let tree = &document.tree;
        let (mut around_something, mut at_all) = (HashSet::new(), HashSet::new());
        for node in (0..tree.len()).filter(|&node| tree.tag(node) == Tag::CommentMarker) {
            let Some(reference) = tree.attribute(node, "ac:ref") else { continue };
            if sees_something(document, node, &[]) {
                around_something.insert(reference.clone().into_owned());
            }
            at_all.insert(reference.into_owned());
        }
        Self { around_something, at_all }
    }

    /// Whether a comment of the base has lost its place, told once. What was on nothing before may stay so, and what was
    /// on something that was deleted on purpose went with it.
    pub(super) fn lacks(
        &mut self,
        reference: &str,
        base: &Document,
        marker: NodeId,
        deleted: &[Range<usize>],
    ) -> bool {
        if self.around_something.contains(reference) {
            return false;
        }
        let was_on_something = sees_something(base, marker, &[]);
        let may_stay = !was_on_something && self.at_all.contains(reference);
        let went_along = was_on_something && !sees_something(base, marker, deleted);
        if may_stay || went_along {
            return false;
        }
        self.around_something.insert(reference.to_owned());
        self.at_all.insert(reference.to_owned());
        true
    }
}

/// Whether a reader sees something inside an element, besides what is in some ranges.
fn sees_something(document: &Document, node: NodeId, besides: &[Range<usize>]) -> bool {
    let tree = &document.tree;
    let left_out = |inner| super::within(besides, tree.span(inner).start);
    tree.descendants(node).filter(|&inner| !left_out(inner)).any(|inner| match tree.tag(inner) {
        Tag::Text | Tag::CData => !tree.characters(inner).trim_ascii().is_empty(),
        Tag::Macro | Tag::Image | Tag::Img | Tag::Time | Tag::Emoticon | Tag::AdfExtension | Tag::Other => {
            true
        }
        tag => tag.is_resource(),
    })
}
