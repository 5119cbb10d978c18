//! The ends of a line that stay as they are where what is between them is written anew.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::runs::Runs;
use crate::content::ast::{Inline, InlineKind};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::merge::merger::Merger;
use crate::content::source_chars::line_chars;
use crate::invisible::is_space;
use crate::storage::text::{part, slice};
use crate::storage::tree::NodeId;

/// How many places are tried at which a line may be parted: each costs reading the line again.
const MOST_TRIED: usize = 20;

/// What changed of a line: the bytes of the page, and the Markdown that comes in their place.
pub(super) struct Middle<'m> {
    pub(super) bytes: Range<usize>,
    pub(super) pieces: Vec<Inline<'m>>,
}

/// A place behind or before a blank between two words, outside of all marks.
struct Place {
    piece: usize,
    at: usize,
}

impl Merger<'_> {
    /// The part of a line between the words at its ends that are the same in both texts; `None` if there are none, or if
    /// they cannot be told apart on the page.
    pub(super) fn middle<'m>(
        &self,
        id: BlockId,
        inner: &Range<usize>,
        (old, new): (&[Inline<'m>], &[Inline<'m>]),
    ) -> Option<Middle<'m>> {
        let document = self.base.document;
        let (tree, block) = (&document.tree, document.blocks.get(id)?);
        let line = match block.kind {
            BlockKind::Run => tree.parent(block.node()),
            _ => block.node(),
        };
        let chars = line_chars(tree, block);
        let whole = Runs::of(old, self.old);
        let located = whole.locate(&chars)?;
        let is_line = |node: NodeId| tree.parent(node) == line;
        // The bytes of the blank that stands at a place in one of the texts of the line.
        let blank = |text: usize, at: usize| {
            let at = located.get(text)?.as_ref()?.start + at;
            let blank = chars.get(at)?;
            (blank.character == ' ' && is_line(blank.node)).then(|| blank.bytes.clone())
        };
        let start = starts(old, new).into_iter().rev().take(MOST_TRIED).find_map(|place| {
            let kept = Runs::of(&upto(old, &place), self.old);
            let last = kept.texts.len().checked_sub(1)?;
            (part(&kept.texts, ..last) == part(&whole.texts, ..last)).then_some(())?;
            let text = kept.texts.get(last)?.trim_end_matches(is_space);
            whole.texts.get(last)?.starts_with(text).then_some(())?;
            Some((blank(last, text.chars().count())?.end, place))
        });
        let (old_rest, new_rest) = match &start {
            Some((_, place)) => (behind(old, place), behind(new, place)),
            None => (old.to_vec(), new.to_vec()),
        };
        let texts = whole.texts.len();
        let end = ends(&old_rest, &new_rest).into_iter().rev().take(MOST_TRIED).find_map(|place| {
            let kept = Runs::of(&from_end(&old_rest, &place), self.old);
            let first = texts.checked_sub(kept.texts.len())?;
            let text = kept.texts.first()?.trim_start_matches(is_space);
            let known = whole.texts.get(first)?;
            let rest = part(&kept.texts, 1..) == part(&whole.texts, first + 1..);
            (rest && known.ends_with(text)).then_some(())?;
            let at = known.chars().count().checked_sub(text.chars().count() + 1)?;
            Some((blank(first, at)?.start, place))
        });
        if start.is_none() && end.is_none() {
            return None;
        }
        let pieces = match &end {
            Some((_, place)) => without_end(&new_rest, place),
            None => new_rest,
        };
        let from = start.map_or(inner.start, |(at, _)| at);
        let to = end.map_or(inner.end, |(at, _)| at);
        (from <= to).then_some(Middle { bytes: from..to, pieces })
    }
}

/// Whether two pieces are the same; what is stored by a number is another thing in each text.
fn is_same(one: &Inline<'_>, other: &Inline<'_>) -> bool {
    one.kind == other.kind && !matches!(one.kind, InlineKind::Stored(_))
}

fn text_of<'p>(piece: &'p Inline<'_>) -> Option<&'p str> {
    match &piece.kind {
        InlineKind::Text(text, _) => Some(text),
        _ => None,
    }
}

/// The places, from the start on, up to which both lines are the same.
fn starts(old: &[Inline<'_>], new: &[Inline<'_>]) -> Vec<Place> {
    let (mut places, mut depth) = (Vec::new(), 0);
    for (piece, (one, other)) in old.iter().zip(new).enumerate() {
        if let (Some(before), Some(after), 0) = (text_of(one), text_of(other), depth) {
            let same = before.char_indices().zip(after.chars());
            let same = same.take_while(|((_, one), other)| one == other);
            let same: usize = same.map(|((_, one), _)| one.len_utf8()).sum();
            let is_seen = |text: &str| !text.starts_with(is_space);
            places.extend(
                blanks(slice(before, ..same))
                    .map(|blank| Place { piece, at: blank.end })
                    .filter(|place| is_seen(slice(before, place.at..)) && is_seen(slice(after, place.at..))),
            );
        }
        if !is_same(one, other) {
            break;
        }
        depth += one.kind.deeper();
    }
    places
}

/// The places, from the end on, from which both lines are the same: pieces and bytes are counted from the end.
fn ends(old: &[Inline<'_>], new: &[Inline<'_>]) -> Vec<Place> {
    let (mut places, mut depth) = (Vec::new(), 0);
    for (piece, (one, other)) in old.iter().rev().zip(new.iter().rev()).enumerate() {
        if let (Some(before), Some(after), 0) = (text_of(one), text_of(other), depth) {
            let same = before.chars().rev().zip(after.chars().rev()).take_while(|(one, other)| one == other);
            let same: usize = same.map(|(one, _)| one.len_utf8()).sum();
            let end = slice(before, before.len() - same..);
            let is_seen = |text: &str| !text.ends_with(is_space);
            let mut found: Vec<Place> =
                blanks(end).map(|blank| Place { piece, at: end.len() - blank.start }).collect();
            found.retain(|place| {
                is_seen(slice(before, ..before.len() - place.at))
                    && is_seen(slice(after, ..after.len() - place.at))
            });
            places.extend(found.into_iter().rev());
        }
        if !is_same(one, other) {
            break;
        }
        depth -= one.kind.deeper();
    }
    places
}

/// The single blanks of a text that may part it.
fn blanks(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.char_indices().filter(|(_, sign)| *sign == ' ').map(|(at, _)| at..at + 1)
}

fn cut<'m>(piece: &Inline<'m>, text: &str) -> Option<Inline<'m>> {
    let InlineKind::Text(_, escaped) = &piece.kind else { return None };
    let kind = InlineKind::Text(CowStr::from(text.to_owned()), *escaped);
    (!text.is_empty()).then(|| Inline { kind, range: piece.range.clone() })
}

fn upto<'m>(pieces: &[Inline<'m>], place: &Place) -> Vec<Inline<'m>> {
    let mut kept = part(pieces, ..place.piece).to_vec();
    let last = pieces.get(place.piece);
    kept.extend(last.and_then(|piece| cut(piece, slice(text_of(piece)?, ..place.at))));
    kept
}

fn behind<'m>(pieces: &[Inline<'m>], place: &Place) -> Vec<Inline<'m>> {
    let first = pieces.get(place.piece);
    let first = first.and_then(|piece| cut(piece, slice(text_of(piece)?, place.at..)));
    first.into_iter().chain(part(pieces, place.piece + 1..).iter().cloned()).collect()
}

fn from_end<'m>(pieces: &[Inline<'m>], place: &Place) -> Vec<Inline<'m>> {
    let at = pieces.len() - 1 - place.piece.min(pieces.len() - 1);
    let first = pieces.get(at).and_then(|piece| {
        let text = text_of(piece)?;
        cut(piece, slice(text, text.len() - place.at..))
    });
    first.into_iter().chain(part(pieces, at + 1..).iter().cloned()).collect()
}

fn without_end<'m>(pieces: &[Inline<'m>], place: &Place) -> Vec<Inline<'m>> {
    let at = pieces.len() - 1 - place.piece.min(pieces.len() - 1);
    let mut kept = part(pieces, ..at).to_vec();
    kept.extend(pieces.get(at).and_then(|piece| {
        let text = text_of(piece)?;
        cut(piece, slice(text, ..text.len() - place.at))
    }));
    kept
}
