//! Changes that Markdown does not show: a colour, the width of an image, a setting.

use std::ops::Range;

use crate::content::document::Document;
use crate::content::render::ReadOptions;
use crate::content::splice::{Splice, apply_within};
use crate::storage::text::slice;

/// Of some changes in their order, those that change nothing of what Markdown shows. So many bytes may be read for it; what
/// lies behind is left out.
pub(super) fn unseen<'s>(base: &Document, splices: &[&'s Splice], most_read: usize) -> Vec<&'s Splice> {
    let mut left = most_read;
    let mut found = Vec::new();
    let roots: Vec<Range<usize>> = base.blocks.roots().map(|id| base.blocks.span(&base.tree, id)).collect();
    let around = |splice: &&Splice| around(&roots, &splice.range);
    for alike in splices.chunk_by(|one, other| around(one) == around(other)) {
        let Some(place) = alike.first().map(around) else { continue };
        let cost = place.len().saturating_mul(alike.len() + 1);
        let Some(rest) = left.checked_sub(cost) else { break };
        left = rest;
        let Some(before) = shown(slice(base.storage(), place.clone())) else { continue };
        let after = |splices: Vec<Splice>| shown(&apply_within(base.storage(), place.clone(), splices));
        // A tag that opens an element and the one that closes it are no change of their own.
        let mut halves = Vec::new();
        for &splice in alike {
            match after(vec![splice.clone()]) {
                Some(text) if text == before => found.push(splice),
                Some(_) => {}
                None => halves.push(splice),
            }
        }
        if !halves.is_empty() && after(halves.iter().map(|&half| half.clone()).collect()) == Some(before) {
            found.extend(halves);
        }
    }
    found.sort_by_key(|splice| (splice.range.start, splice.range.end));
    found
}

/// The block of the page that a range is in, or the range alone.
fn around(roots: &[Range<usize>], range: &Range<usize>) -> Range<usize> {
    let first = roots.partition_point(|root| root.end < range.end);
    roots.get(first).filter(|root| root.start <= range.start).unwrap_or(range).clone()
}

fn shown(storage: &str) -> Option<String> {
    Document::parse(storage).ok().map(|document| document.markdown(&ReadOptions::new()).text)
}
