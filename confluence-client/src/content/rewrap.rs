//! What Markdown does not show around a text, put back around it after the text was rewritten.

use std::ops::Range;

use super::blocks::BlockId;
use super::document::Document;
use super::source_chars::{SourceChar, is_object, source_chars_and_objects};
use super::splice::{Splice, apply};
use crate::storage::seen::OBJECT;
use crate::storage::tag::Tag;
use crate::storage::text::{part, slice};
use crate::storage::tree::{Dialect, NodeId, Tree};

/// How much text around an anchor decides between two places where it could be: about five words, which tell two places
/// of one paragraph apart.
const CONTEXT: usize = 30;
/// The shortest text that is looked for on other blocks than its own: one that short is no hint at where it went.
const SHORTEST: usize = 3;
/// Work that re-anchoring may cost, in characters compared; beyond it anchors are reported as lost.
const EFFORT: usize = 20_000_000;

/// An element that Markdown does not show: the anchor of a comment, a colour.
#[derive(Clone, Debug)]
pub(crate) struct Wrapper {
    open: String,
    close: String,
    passage: Passage,
}

/// What stands in a wrapper, and what stood around it.
#[derive(Clone, Debug)]
struct Passage {
    text: Vec<char>,
    before: Vec<char>,
    after: Vec<char>,
}

impl Wrapper {
    /// The wrappers of a block that begin within some bytes, outermost first. Where the anchors of comments were shown,
    /// their author has moved them.
    pub(crate) fn hidden_in(
        document: &Document,
        id: BlockId,
        within: &Range<usize>,
        shows_comments: bool,
    ) -> Vec<Self> {
        let tree = &document.tree;
        let Some(block) = document.blocks.get(id) else { return Vec::new() };
        let nodes = block.line_nodes(tree);
        let is_hidden = |node: &NodeId| {
            is_hidden(tree, *node)
                && within.contains(&tree.span(*node).start)
                && !(shows_comments && tree.tag(*node) == Tag::CommentMarker)
        };
        if !nodes.clone().any(|node| is_hidden(&node)) {
            return Vec::new();
        }
        let chars = source_chars_and_objects(tree, nodes.clone());
        nodes.filter(is_hidden).filter_map(|node| Self::of(tree, node, &chars)).collect()
    }

    fn of(tree: &Tree, node: NodeId, chars: &[SourceChar]) -> Option<Self> {
        let (span, inner) = (tree.span(node), tree.inner_span(node));
        let start = chars.partition_point(|one| one.bytes.start < inner.start);
        let end = chars.partition_point(|one| one.bytes.start < inner.end);
        let characters = |from: usize, to: usize| -> Vec<char> {
            part(chars, from..to).iter().map(|one| one.character).collect()
        };
        let text = characters(start, end);
        (!text.is_empty()).then(|| Self {
            open: slice(tree.source(), span.start..inner.start).to_owned(),
            close: slice(tree.source(), inner.end..span.end).to_owned(),
            passage: Passage {
                text,
                before: characters(start.saturating_sub(CONTEXT), start),
                after: characters(end, (end + CONTEXT).min(chars.len())),
            },
        })
    }

    /// The element around the text that it is on, for one of which only a part was deleted or rewritten.
    pub(crate) fn around(tree: &Tree, node: NodeId, chars: &[SourceChar]) -> Option<Self> {
        Self::of(tree, node, chars).filter(|wrapper| wrapper.passage.text.len() >= SHORTEST)
    }

    /// Moves it to its own text in a storage format, where that stands once as words of its own and the element is around
    /// others; `None` if it stays.
    pub(crate) fn moved_to_its_words(&self, storage: &str) -> Option<String> {
        let tree = Tree::parse(storage, Dialect::Storage).ok()?;
        let mut elements = (1..tree.len()).filter(|&node| {
            let (span, inner) = (tree.span(node), tree.inner_span(node));
            slice(storage, span.start..inner.start) == self.open && inner.end < span.end
        });
        let (element, None) = (elements.next()?, elements.next()) else { return None };
        let chars: Vec<char> =
            source_chars_and_objects(&tree, 1..tree.len()).iter().map(|one| one.character).collect();
        let wanted = &self.passage.text;
        let is_word =
            |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|one| one.is_alphanumeric());
        let mut places = chars.windows(wanted.len()).enumerate().filter(|&(at, window)| {
            window == *wanted && !is_word(at.checked_sub(1)) && !is_word(Some(at + wanted.len()))
        });
        if places.next().is_none() || places.next().is_some() {
            return None;
        }
        let (span, inner) = (tree.span(element), tree.inner_span(element));
        let bare = apply(
            storage,
            vec![Splice::new(span.start..inner.start, ""), Splice::new(inner.end..span.end, "")],
        );
        let moved = rewrap(bare, std::slice::from_ref(self));
        moved.contains(&self.open).then_some(moved)
    }

    /// How often its text stands in some storage format.
    pub(crate) fn occurrences(&self, storage: &str) -> usize {
        let Ok(tree) = Tree::parse(storage, Dialect::Storage) else { return 0 };
        let text: Vec<char> =
            source_chars_and_objects(&tree, 1..tree.len()).iter().map(|one| one.character).collect();
        text.windows(self.passage.text.len()).filter(|window| *window == self.passage.text).count()
    }
}

impl Passage {
    /// The same by its letters alone.
    fn without_objects(&self) -> Self {
        let letters =
            |text: &[char]| text.iter().copied().filter(|&character| character != OBJECT).collect::<Vec<_>>();
        Self { text: letters(&self.text), before: letters(&self.before), after: letters(&self.after) }
    }

    /// Where it stands in a text: of several places, the one that fits best.
    fn find(&self, text: &[char]) -> Option<usize> {
        if self.text.is_empty() {
            return None;
        }
        let places = text.windows(self.text.len()).enumerate().filter(|(_, window)| *window == self.text);
        places.map(|(at, _)| at).max_by_key(|&at| (self.fit(text, at), std::cmp::Reverse(at)))
    }

    /// How well a place fits: characters of the old surroundings that are still there.
    fn fit(&self, text: &[char], at: usize) -> usize {
        let before = part(text, ..at).iter().rev().zip(self.before.iter().rev());
        let after = part(text, at + self.text.len()..).iter().zip(&self.after);
        before.take_while(|(one, other)| one == other).count()
            + after.take_while(|(one, other)| one == other).count()
    }
}

fn is_hidden(tree: &Tree, node: NodeId) -> bool {
    match tree.tag(node) {
        Tag::CommentMarker | Tag::AdfMark | Tag::Font => true,
        // A line through text is shown as `~~`, and written as `<del>`.
        Tag::Span => {
            let style = tree.attribute(node, "style").unwrap_or_default();
            let only_struck = style.contains("line-through") && style.matches(':').count() == 1;
            tree.attributes(node).next().is_some() && !only_struck
        }
        _ => false,
    }
}

/// Wraps each text again where it still stands in `storage`, once, at the place that fits best.
pub(crate) fn rewrap(storage: String, wrappers: &[Wrapper]) -> String {
    if wrappers.is_empty() {
        return storage;
    }
    let Ok(tree) = Tree::parse(&storage, Dialect::Storage) else { return storage };
    let chars = source_chars_and_objects(&tree, 1..tree.len());
    if chars.len().saturating_mul(wrappers.len()) > EFFORT {
        return storage;
    }
    let letters: Vec<SourceChar> = chars.iter().filter(|one| one.character != OBJECT).cloned().collect();
    let text = |chars: &[SourceChar]| chars.iter().map(|one| one.character).collect::<Vec<char>>();
    let (seen, read) = (text(&chars), text(&letters));
    let mut pieces: Vec<(Range<usize>, &Wrapper)> = Vec::new();
    for wrapper in wrappers.iter().filter(|wrapper| !storage.contains(&wrapper.open)) {
        let passage = &wrapper.passage;
        let found = match passage.find(&seen) {
            Some(at) => part(&chars, at..at + passage.text.len()),
            // A mention or an image in it went, and its words did not.
            None => {
                let words = passage.without_objects();
                match words.find(&read) {
                    Some(at) => part(&letters, at..at + words.text.len()),
                    None => continue,
                }
            }
        };
        if let Some(range) = as_one(&tree, &chars, found) {
            pieces.push((range, wrapper));
            continue;
        }
        let first = pieces.len();
        for part in found.chunk_by(|one, other| one.node == other.node) {
            let (Some(start), Some(end)) = (part.first(), part.last()) else { continue };
            let range = start.bytes.start..end.bytes.end;
            match pieces.get_mut(first..).and_then(|own| own.last_mut()) {
                Some((before, _)) if before.end == range.start => before.end = range.end,
                _ => pieces.push((range, wrapper)),
            }
        }
    }
    apply(&storage, wrapped(&pieces))
}

/// Where one element can stand around some characters of several nodes: marks and links among them are wholly in it.
fn as_one(tree: &Tree, chars: &[SourceChar], found: &[SourceChar]) -> Option<Range<usize>> {
    let (first, last) = (found.first()?, found.last()?);
    let ones: Vec<NodeId> = tree.upward(first.node).collect();
    let others: Vec<NodeId> = tree.upward(last.node).collect();
    let shared = ones.iter().rev().zip(others.iter().rev()).take_while(|(one, other)| one == other).count();
    let one = *ones.get(ones.len().checked_sub(shared + 1)?)?;
    let other = *others.get(others.len().checked_sub(shared + 1)?)?;
    let is_line = |node: NodeId| {
        let tag = tree.tag(node);
        mark_or_link(tag) || matches!(tag, Tag::Text | Tag::CData | Tag::Br) || is_object(tree, node)
    };
    if !tree.siblings(one..tree.after(other)).all(is_line) {
        return None;
    }
    let start = if one == first.node { first.bytes.start } else { tree.span(one).start };
    let end = if other == last.node { last.bytes.end } else { tree.span(other).end };
    let before = chars.partition_point(|seen| seen.bytes.start < first.bytes.start).checked_sub(1);
    let behind = chars.partition_point(|seen| seen.bytes.start <= last.bytes.start);
    let is_whole = before.and_then(|before| chars.get(before)).is_none_or(|seen| seen.bytes.end <= start)
        && chars.get(behind).is_none_or(|seen| seen.bytes.start >= end);
    is_whole.then_some(start..end)
}

fn mark_or_link(tag: Tag) -> bool {
    tag.is_mark() || matches!(tag, Tag::A | Tag::Link)
}

/// The tags to insert: outer wrappers open first and close last; those that would cross are left out.
fn wrapped(pieces: &[(Range<usize>, &Wrapper)]) -> Vec<Splice> {
    let mut kept: Vec<&(Range<usize>, &Wrapper)> = Vec::new();
    for piece in pieces {
        let crosses = |other: &Range<usize>| {
            let range = &piece.0;
            range.start < other.start && other.start < range.end && range.end < other.end
                || other.start < range.start && range.start < other.end && other.end < range.end
        };
        if !kept.iter().any(|(range, _)| crosses(range)) {
            kept.push(piece);
        }
    }
    kept.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut splices: Vec<Splice> = Vec::new();
    let mut open: Vec<&(Range<usize>, &Wrapper)> = Vec::new();
    for piece in kept {
        while let Some(last) = open.pop_if(|last| last.0.end <= piece.0.start) {
            splices.push(Splice::insert(last.0.end, last.1.close.clone()));
        }
        splices.push(Splice::insert(piece.0.start, piece.1.open.clone()));
        open.push(piece);
    }
    while let Some(last) = open.pop() {
        splices.push(Splice::insert(last.0.end, last.1.close.clone()));
    }
    splices
}
