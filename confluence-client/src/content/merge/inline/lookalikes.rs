//! Which of several elements that look alike in Markdown each one of a changed line is: the one with the same neighbours.

use std::collections::HashMap;

use super::{key, tokens};
use crate::content::ast::{Inline, InlineKind, Source};
use crate::content::blocks::BlockId;
use crate::content::merge::align::common;
use crate::content::merge::merger::Merger;
use crate::content::normalize::normalized;
use crate::storage::text::part;
use crate::storage::tree::NodeId;

/// A word of a line, or what stands for one element, with where that begins.
struct Token {
    text: String,
    element: Option<usize>,
}

/// The elements of a new line that an old line has several of, by where each begins in the new Markdown.
pub(super) fn kept(
    merger: &Merger<'_>,
    id: BlockId,
    old: &[Inline<'_>],
    new: &[Inline<'_>],
) -> HashMap<usize, NodeId> {
    let before = tokens_of(old, merger.old);
    let within = merger.base.span(id);
    let mut alike: HashMap<&str, Vec<NodeId>> = HashMap::new();
    for token in before.iter().filter(|token| token.element.is_some()) {
        alike.entry(&token.text).or_insert_with(|| merger.handles.alike(&token.text, &within));
    }
    alike.retain(|_, nodes| nodes.len() > 1);
    if alike.is_empty() {
        return HashMap::new();
    }
    let after = tokens_of(new, merger.new);
    let mut seen: HashMap<&str, usize> = HashMap::new();
    // Of each old token that is one of several: which of the nodes it is.
    let nodes: Vec<Option<NodeId>> = before
        .iter()
        .map(|token| {
            let nodes = alike.get(&*token.text).filter(|_| token.element.is_some())?;
            let place = seen.entry(&token.text).or_default();
            *place += 1;
            nodes.get(*place - 1).copied()
        })
        .collect();
    let pairs = paired(&before, &after).into_iter();
    pairs
        .filter_map(|(one, other)| {
            let node = (*nodes.get(one)?)?;
            Some((after.get(other)?.element?, node))
        })
        .collect()
}

/// What both lines have in common: their ends, and between those the longest common subsequence.
fn paired(before: &[Token], after: &[Token]) -> Vec<(usize, usize)> {
    let texts = |tokens: &[Token]| tokens.iter().map(|token| token.text.clone()).collect::<Vec<_>>();
    let (one, other) = (texts(before), texts(after));
    let start = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let rest = one.len().min(other.len()) - start;
    let same = one.iter().rev().zip(other.iter().rev()).take(rest);
    let end = same.take_while(|(one, other)| one == other).count();
    let (ends, behind) = (one.len() - end, other.len() - end);
    let middle = common(part(&one, start..ends), part(&other, start..behind));
    let first = (0..start).map(|at| (at, at));
    let between = middle.into_iter().map(|(one, other)| (one + start, other + start));
    first.chain(between).chain((0..end).map(|at| (ends + at, behind + at))).collect()
}

fn tokens_of(pieces: &[Inline<'_>], source: &Source) -> Vec<Token> {
    let mut found = Vec::new();
    let mut closing: Option<InlineKind<'static>> = None;
    for piece in pieces {
        if let Some(end) = &closing {
            if piece.kind == *end {
                closing = None;
            }
            continue;
        }
        let element = match &piece.kind {
            InlineKind::Text(text, _) => {
                found.extend(tokens(text).into_iter().map(|word| Token { text: key(word), element: None }));
                continue;
            }
            InlineKind::LinkOpen { .. } => {
                closing = Some(InlineKind::LinkClose);
                Some(piece.range.start)
            }
            InlineKind::ImageOpen { .. } => {
                closing = Some(InlineKind::ImageClose);
                Some(piece.range.start)
            }
            InlineKind::Directive(_) => Some(piece.range.start),
            _ => None,
        };
        found.push(Token { text: normalized(source.slice(piece.range.clone())).into_owned(), element });
    }
    found
}
