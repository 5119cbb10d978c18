//! Comments whose words went to another block: their anchors go along.

use std::ops::Range;

use super::document::Document;
use super::loss::Anchored;
use super::ranges::{joined, within};
use super::rewrap::{Wrapper, rewrap};
use super::source_chars::source_chars_and_objects;
use super::splice::{Splice, touched};
use crate::storage::tag::Tag;

/// How many comments are looked for: each costs a walk over the new text.
const MOST: usize = 100;

/// Puts the anchors that a result lacks around their words, where these stand once in the new text. Whether anything was
/// done.
pub(super) fn reanchor(
    base: &Document,
    result: &Document,
    splices: &mut [Splice],
    deleted: &[Range<usize>],
) -> bool {
    let tree = &base.tree;
    let (before, _) = touched(splices);
    let is_touched = |&node: &usize| {
        let span = tree.span(node);
        before.iter().any(|range| range.start < span.end && span.start < range.end)
    };
    let markers: Vec<usize> =
        (0..tree.len()).filter(|&node| tree.tag(node) == Tag::CommentMarker).filter(is_touched).collect();
    if markers.is_empty() {
        return false;
    }
    let deleted = &joined(deleted);
    let mut anchored = Anchored::on(result);
    let chars = source_chars_and_objects(tree, 1..tree.len());
    let mut done = false;
    for marker in markers.into_iter().filter(|&node| !within(deleted, tree.span(node).start)).take(MOST) {
        let Some(reference) = tree.attribute(marker, "ac:ref") else { continue };
        if !anchored.lacks(&reference, base, marker, deleted) {
            continue;
        }
        let Some(wrapper) = Wrapper::around(tree, marker, &chars) else { continue };
        let places: Vec<usize> = splices.iter().map(|splice| wrapper.occurrences(&splice.text)).collect();
        if places.iter().sum::<usize>() == 1
            && let Some(splice) =
                places.iter().position(|&count| count == 1).and_then(|at| splices.get_mut(at))
        {
            splice.text = rewrap(std::mem::take(&mut splice.text), std::slice::from_ref(&wrapper));
            done = true;
        }
    }
    done
}
