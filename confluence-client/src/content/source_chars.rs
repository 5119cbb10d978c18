//! The characters of a block as a reader sees them, each with the bytes it came from.

use std::ops::Range;

use super::blocks::Block;
use crate::invisible::is_space;
use crate::storage::emoji;
use crate::storage::seen::{OBJECT, link_words};
use crate::storage::tag::Tag;
use crate::storage::text::{Segment, segments, slice};
use crate::storage::tree::{NodeId, Tree};

/// One character that a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceChar {
    pub(crate) character: char,
    pub(crate) node: NodeId,
    pub(crate) bytes: Range<usize>,
}

/// The characters of a line of text; white space is one blank, none at the ends.
pub(crate) fn source_chars(tree: &Tree, block: &Block) -> Vec<SourceChar> {
    source_chars_of(tree, block.line_nodes(tree))
}

pub(crate) fn source_chars_of(tree: &Tree, nodes: Range<NodeId>) -> Vec<SourceChar> {
    units(tree, nodes, Others::None)
}

/// The characters of a line as Markdown has them: an emoticon is the emoji that it shows, and behind a break no blank begins
/// the next line.
pub(crate) fn line_chars(tree: &Tree, block: &Block) -> Vec<SourceChar> {
    units(tree, block.line_nodes(tree), Others::Emoji)
}

/// The characters of some nodes, with an [`OBJECT`] for each mention, macro, image, or whatever else has no letters.
pub(crate) fn source_chars_and_objects(tree: &Tree, nodes: Range<NodeId>) -> Vec<SourceChar> {
    units(tree, nodes, Others::Objects)
}

/// What stands for what has no letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    None,
    Emoji,
    Objects,
}

/// The characters of some nodes with every blank of them, as text is shown that is kept as it is written.
pub(crate) fn all_chars_of(tree: &Tree, nodes: Range<NodeId>) -> Vec<SourceChar> {
    let mut units = Vec::new();
    for node in nodes {
        match tree.tag(node) {
            Tag::Text => text(tree, node, &mut |unit| units.push(unit)),
            Tag::CData => cdata(tree, node, &mut |unit| units.push(unit)),
            _ => {}
        }
    }
    units
}

fn units(tree: &Tree, nodes: Range<NodeId>, others: Others) -> Vec<SourceChar> {
    let mut units = Vec::new();
    let mut space: Option<SourceChar> = None;
    // A blank at the start of a line shows nothing; one behind something that is seen does.
    let mut at_start = true;
    let mut next = nodes.start;
    while next < nodes.end {
        let tag = tree.tag(next);
        match tag {
            Tag::Br => {
                space = None;
                at_start |= others == Others::Emoji;
            }
            Tag::Text => text(tree, next, &mut |unit| push(&mut units, &mut space, &mut at_start, unit)),
            Tag::CData => cdata(tree, next, &mut |unit| push(&mut units, &mut space, &mut at_start, unit)),
            _ if is_object(tree, next) => {
                flush(&mut units, &mut space);
                at_start = false;
                let shown = match others {
                    Others::None => None,
                    Others::Objects => Some(OBJECT.to_string()),
                    Others::Emoji => (tag == Tag::Emoticon).then(|| emoji::picture(tree, next)).flatten(),
                };
                let unit = |character| SourceChar { character, node: next, bytes: tree.span(next) };
                units.extend(shown.unwrap_or_default().chars().map(unit));
                next = tree.after(next);
                continue;
            }
            _ => {}
        }
        next += 1;
    }
    units
}

/// Whether what is seen of an element is not its text.
pub(crate) fn is_object(tree: &Tree, id: NodeId) -> bool {
    match tree.tag(id) {
        Tag::Macro
        | Tag::Image
        | Tag::Img
        | Tag::Time
        | Tag::Placeholder
        | Tag::AdfExtension
        | Tag::Emoticon => true,
        Tag::Link => link_words(tree, id).is_none(),
        // What a link leads to is not seen where the link has words.
        tag if tag.is_resource() => tree.tag(tree.parent(id)) != Tag::Link,
        _ => false,
    }
}

fn flush(units: &mut Vec<SourceChar>, space: &mut Option<SourceChar>) {
    if let Some(unit) = space.take() {
        units.push(unit);
    }
}

fn text(tree: &Tree, node: NodeId, push: &mut impl FnMut(SourceChar)) {
    let span = tree.inner_span(node);
    let mut at = span.start;
    for (piece, raw) in segments(slice(tree.source(), span)) {
        match piece {
            Segment::Literal => {
                for (offset, character) in raw.char_indices() {
                    let start = at + offset;
                    push(SourceChar { character, node, bytes: start..start + character.len_utf8() });
                }
            }
            Segment::Entity(value) => {
                for character in value.chars() {
                    push(SourceChar { character, node, bytes: at..at + raw.len() });
                }
            }
        }
        at += raw.len();
    }
}

fn cdata(tree: &Tree, node: NodeId, push: &mut impl FnMut(SourceChar)) {
    let span = tree.inner_span(node);
    for (offset, character) in slice(tree.source(), span.clone()).char_indices() {
        let start = span.start + offset;
        push(SourceChar { character, node, bytes: start..start + character.len_utf8() });
    }
}

fn push(units: &mut Vec<SourceChar>, space: &mut Option<SourceChar>, at_start: &mut bool, unit: SourceChar) {
    if !is_space(unit.character) {
        *at_start = false;
        flush(units, space);
        units.push(unit);
        return;
    }
    match space {
        Some(space) if space.node == unit.node => space.bytes.end = unit.bytes.end,
        Some(_) => {}
        None if *at_start => {}
        None => *space = Some(SourceChar { character: ' ', ..unit }),
    }
}
