//! Whether inline comments still have a place in the text.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::content::document::Document;
use crate::content::handle::Handle;
use crate::content::ranges::within;
use crate::content::splice::{Splice, touched};
use crate::storage::seen;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// The comments that a page has places for. One may have several, anywhere on the page: it is there as long as one of
/// them is.
pub(in crate::content) struct Anchored {
    /// With a place around something that a reader sees.
    around_something: HashSet<String>,
    /// With any place.
    at_all: HashSet<String>,
}

impl Anchored {
    pub(in crate::content) fn on(document: &Document) -> Self {
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

    /// Whether a comment has a place around something.
    pub(super) fn has(&self, reference: &str) -> bool {
        self.around_something.contains(reference)
    }

    /// Whether a comment had a place around something, which is known no longer.
    pub(super) fn forget(&mut self, reference: &str) -> bool {
        self.around_something.remove(reference)
    }

    /// Whether a comment of the base has lost its place, told once. What was on nothing before may stay so, and what was
    /// on something that was deleted on purpose went with it.
    pub(in crate::content) fn lacks(
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

/// How many comments are named as being on other words.
const MOST_SHOWN: usize = 20;

/// What became of comments whose words an edit changed, in words.
pub(in crate::content) fn moved(base: &Document, result: &Document, splices: &[Splice]) -> Vec<String> {
    let (before, _) = touched(splices);
    let reference = |node| base.tree.attribute(node, "ac:ref").map(Cow::into_owned);
    let markers = super::nodes(base, &before).filter(|&node| base.tree.tag(node) == Tag::CommentMarker);
    let changed: HashSet<String> = markers.filter_map(reference).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let (old, new) = (passages(base, &changed), passages(result, &changed));
    let is_other = |(reference, words): (&String, &String)| {
        let now = new.get(reference).filter(|now| *now != words && !now.is_empty() && !words.is_empty())?;
        Some(format!("the comment on \"{}\" is on \"{}\" now", shortened(words), shortened(now)))
    };
    old.iter().filter_map(is_other).take(MOST_SHOWN).collect()
}

/// What a comment is on.
#[derive(Default)]
struct Passage {
    /// Its text with the blanks at the ends of its parts.
    words: String,
    /// What is seen of it where there is no text.
    seen: String,
    last: Option<Option<Handle>>,
}

/// The words that each of these comments is on.
fn passages(document: &Document, of: &HashSet<String>) -> BTreeMap<String, String> {
    let tree = &document.tree;
    let mut passages: BTreeMap<String, Passage> = BTreeMap::new();
    for node in (0..tree.len()).filter(|&node| tree.tag(node) == Tag::CommentMarker) {
        let reference = tree.attribute(node, "ac:ref").filter(|reference| of.contains(&**reference));
        let Some(reference) = reference else { continue };
        let block = document.handle_around(node);
        let passage = passages.entry(reference.into_owned()).or_default();
        // The parts of one passage stand side by side, or in blocks of their own.
        if passage.last.is_some_and(|last| last != block) {
            passage.words.push(' ');
        }
        passage.words.push_str(&tree.text(node).replace(['\n', '\t'], " "));
        passage.seen.push_str(&seen::line(tree, tree.descendants(node)));
        passage.last = Some(block);
    }
    let shown = |passage: Passage| match seen::one_line(&passage.words) {
        words if words.is_empty() => passage.seen,
        words => words,
    };
    passages.into_iter().map(|(reference, passage)| (reference, shown(passage))).collect()
}

fn shortened(words: &str) -> String {
    match words.char_indices().nth(60) {
        Some((at, _)) => format!("{}...", words.get(..at).unwrap_or_default()),
        None => words.to_owned(),
    }
}

/// Whether a reader sees something inside an element, besides what is in some ranges.
pub(super) fn sees_something(document: &Document, node: NodeId, besides: &[Range<usize>]) -> bool {
    let tree = &document.tree;
    let left_out = |inner| within(besides, tree.span(inner).start);
    tree.descendants(node).filter(|&inner| !left_out(inner)).any(|inner| match tree.tag(inner) {
        Tag::Text | Tag::CData => !tree.characters(inner).trim_ascii().is_empty(),
        Tag::Macro | Tag::Image | Tag::Img | Tag::Time | Tag::Emoticon | Tag::AdfExtension | Tag::Other => {
            true
        }
        tag => tag.is_resource(),
    })
}
