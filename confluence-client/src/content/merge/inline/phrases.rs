//! Changes of words, as far as they are one change.

use std::ops::Range;

use crate::content::source_chars::SourceChar;
use crate::storage::tag::Tag;
use crate::storage::text::part;
use crate::storage::tree::{NodeId, Tree};

/// The same changes, of which one that goes across the edge of what a comment is on is one with those that blanks alone part
/// from it: the comment is on the new phrase as a whole, and not on a word of it.
pub(crate) fn as_phrases(
    tree: &Tree,
    chars: &[SourceChar],
    hunks: Vec<(Range<usize>, String)>,
) -> Vec<(Range<usize>, String)> {
    let comment = |node: NodeId| tree.upward(node).find(|&at| tree.tag(at) == Tag::CommentMarker);
    let crosses = |range: &Range<usize>| {
        let mut comments = part(chars, range.clone()).iter().map(|one| comment(one.node));
        let first = comments.next();
        comments.any(|other| Some(other) != first)
    };
    let mut phrases: Vec<(Range<usize>, String)> = Vec::with_capacity(hunks.len());
    for (range, text) in hunks {
        let joined = phrases.last_mut().filter(|(last, _)| {
            let between = part(chars, last.end..range.start);
            !between.is_empty()
                && between.iter().all(|one| one.character == ' ')
                && (crosses(last) || crosses(&range))
        });
        match joined {
            Some((last, before)) => {
                before.extend(part(chars, last.end..range.start).iter().map(|one| one.character));
                before.push_str(&text);
                last.end = range.end;
            }
            None => phrases.push((range, text)),
        }
    }
    phrases
}

/// What of a change is none: the elements at its ends whose characters are at the ends of the new text too.
pub(super) fn without_same_ends<'t>(
    chars: &[SourceChar],
    mut range: Range<usize>,
    mut text: &'t str,
) -> (Range<usize>, &'t str) {
    let removed = part(chars, range.clone());
    let mut pieces: Vec<String> = removed
        .chunk_by(|one, other| one.node == other.node)
        .map(|piece| piece.iter().map(|one| one.character).collect())
        .collect();
    while pieces.len() > 1
        && let Some(rest) = pieces.last().and_then(|last| text.strip_suffix(last.as_str()))
    {
        range.end -= pieces.pop().map_or(0, |last| last.chars().count());
        text = rest;
    }
    let mut first = 0;
    while first + 1 < pieces.len()
        && let Some(piece) = pieces.get(first)
        && let Some(rest) = text.strip_prefix(piece.as_str())
    {
        range.start += piece.chars().count();
        text = rest;
        first += 1;
    }
    (range, text)
}
