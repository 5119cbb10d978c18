//! Characters of a text of the page replaced by others, as they are stored.

use std::ops::Range;

use super::phrases::without_same_ends;
use crate::content::source_chars::SourceChar;
use crate::content::splice::Splice;
use crate::storage::tag::Tag;
use crate::storage::text::escape_into;
use crate::storage::tree::{NodeId, Tree};

/// Replaces characters of a text of the page; `None` if there is nothing to hold on to.
pub(crate) fn word_splices(
    tree: &Tree,
    chars: &[SourceChar],
    range: Range<usize>,
    text: &str,
) -> Option<Vec<Splice>> {
    if cuts_one(chars, range.start) || cuts_one(chars, range.end) {
        return None;
    }
    if range.is_empty() {
        let (node, at) = match range.start.checked_sub(1).and_then(|before| chars.get(before)) {
            Some(before) => (before.node, before.bytes.end),
            None => chars.get(range.start).map(|first| (first.node, first.bytes.start))?,
        };
        return Some(vec![Splice::insert(at, written(tree, node, text))]);
    }
    let (range, text) = without_same_ends(chars, range, text);
    let mut escaped = written(tree, chars.get(range.start)?.node, text);
    let mut at = range.start;
    let removed = chars.get(range)?;
    let mut splices: Vec<Splice> = Vec::new();
    for part in removed.chunk_by(|one, other| one.node == other.node) {
        let span = part.first()?.bytes.start..part.last()?.bytes.end;
        let text = std::mem::take(&mut escaped);
        let emptied = if text.is_empty() { emptied(tree, chars, at..at + part.len()) } else { None };
        at += part.len();
        splices.push(Splice::new(emptied.unwrap_or(span), text));
    }
    Some(splices)
}

/// Whether a place is between characters that are written as one: by an entity, or by an emoticon.
pub(super) fn cuts_one(chars: &[SourceChar], at: usize) -> bool {
    let pair = at.checked_sub(1).and_then(|before| Some((chars.get(before)?, chars.get(at)?)));
    pair.is_some_and(|(before, behind)| before.bytes == behind.bytes)
}

/// The outermost link, mark or anchor of a comment that holds nothing but characters that are removed: it goes with them.
fn emptied(tree: &Tree, chars: &[SourceChar], removed: Range<usize>) -> Option<Range<usize>> {
    let node = chars.get(removed.start)?.node;
    // The characters of a node stand side by side.
    let is_of_node = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|one| one.node == node);
    let kept = is_of_node(removed.start.checked_sub(1)) || is_of_node(Some(removed.end));
    let mut outermost = None;
    let mut inner = node;
    while !kept && tree.children(tree.parent(inner)).nth(1).is_none() {
        inner = tree.parent(inner);
        match tree.tag(inner) {
            Tag::A | Tag::CommentMarker => {}
            // Beside its text a link has its target.
            Tag::LinkBody | Tag::PlainTextLinkBody => inner = tree.parent(inner),
            tag if tag.is_mark() => {}
            _ => break,
        }
        outermost = Some(tree.span(inner));
    }
    outermost
}

/// Text as its node needs it.
pub(super) fn written(tree: &Tree, node: NodeId, text: &str) -> String {
    if tree.tag(node) == Tag::CData {
        return text.replace("]]>", "]]]]><![CDATA[>");
    }
    let mut escaped = String::new();
    escape_into(&mut escaped, text);
    escaped
}

/// Whether changes bring a character that an emoticon of the line shows.
pub(super) fn brings_emoticon(tree: &Tree, chars: &[SourceChar], splices: &[Splice]) -> bool {
    let mut emoticons = chars.chunk_by(|one, other| one.node == other.node);
    emoticons.any(|shown| {
        let is_one = shown.first().is_some_and(|first| tree.tag(first.node) == Tag::Emoticon);
        is_one && {
            let picture: String = shown.iter().map(|one| one.character).collect();
            splices.iter().any(|splice| splice.text.contains(&picture))
        }
    })
}
