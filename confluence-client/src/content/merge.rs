//! A whole page of changed Markdown, merged into the page it came from.
//!
//! The base is rendered as it was for the reader; blocks whose Markdown is the same keep their bytes, containers that
//! changed are entered, and only what is left is converted.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::ast::{Ast, AstBlock, AstKind, Source};
use super::base::Base;
use super::blocks::{BlockId, BlockKind};
use super::emit::{Container, FOOTNOTE};
use super::splice::Splice;
use super::writing::Writing;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::text::{part, slice};
use merger::{Level, Merger};
use open_ended::is_open_ended;

pub(crate) mod align;
mod block;
mod carried;
mod footnotes;
mod group;
mod inline;
#[cfg(test)]
mod kept_bytes;
mod key;
mod level;
mod list;
mod look;
mod merger;
mod mixed_lists;
mod open_ended;
mod pairing;
mod picture;
mod progress;
#[cfg(test)]
mod republished;
mod stored;
mod table;
mod task;

pub(crate) use inline::{as_phrases, hunks, word_splices};

/// The changes that turn the base into what the Markdown says.
pub(crate) fn merge(
    base: &Base<'_>,
    markdown: &str,
    writing: &Writing<'_>,
) -> Result<Vec<Splice>, ContentError> {
    if markdown.trim_end() == base.rendered.text.trim_end() {
        return Ok(Vec::new());
    }
    let part = Part::of(base, markdown);
    let old_source = Source::part(&base.rendered.text, part.old.clone())?;
    let old = Ast::parse(&old_source)?;
    let new_source = writing.part(markdown, part.new.clone())?;
    let mut new = Ast::parse(&new_source)?;
    new.blocks = mixed_lists::parted(new.blocks, &old.blocks);
    let mut merger = Merger::new(base, base, &old_source, &new_source);
    let blocks: Vec<BlockId> =
        part.roots.iter().flat_map(|&id| merger.visible(base.document.blocks.one(id))).collect();
    merger.free_anchors = free_anchors(base, &part.inner, new_source.text());
    if !merger.free_anchors.is_empty() {
        let emitter = merger.emitter();
        new.blocks = footnotes::as_stored(new.blocks, |label| emitter.footnote_name(label));
    }
    merger.carried = merger.carried(&old.blocks, &new.blocks, &blocks);
    let level = Level { blocks, inner: part.inner, container: Container::Body, replace_empty: false };
    merger.level(&old.blocks, &new.blocks, &level)?;
    writing.written(&new_source, Some(&old_source));
    Ok(merger.splices)
}

/// The part of a page that may have changed: what is before and behind it is the same in both texts.
struct Part {
    old: Range<usize>,
    new: Range<usize>,
    roots: Vec<BlockId>,
    inner: Range<usize>,
}

impl Part {
    /// One unchanged block stays in on either side, since a block can join the one before it.
    fn of(base: &Base<'_>, markdown: &str) -> Self {
        let (text, markdown) = (base.rendered.text.trim_end(), markdown.trim_end());
        let document = base.document;
        let shown = |id: &BlockId| !base.rendered.map.block(*id).is_empty();
        let roots: Vec<BlockId> = document.blocks.roots().filter(shown).collect();
        let place = |index: usize| roots.get(index).map(|&id| base.rendered.map.block(id));
        let same = text.bytes().zip(markdown.bytes()).take_while(|(one, other)| one == other).count();
        let first = roots.partition_point(|&id| base.rendered.map.block(id).end < same).saturating_sub(1);
        let start = place(first).map_or(0, |range| range.start).min(same);
        let rest = (text.len() - start).min(markdown.len() - start);
        let same = text
            .bytes()
            .rev()
            .zip(markdown.bytes().rev())
            .take(rest)
            .take_while(|(one, other)| one == other)
            .count();
        let last = roots.partition_point(|&id| base.rendered.map.block(id).start <= text.len() - same) + 1;
        let end = place(last).map_or(text.len(), |range| range.start).max(start);
        let written = slice(markdown, start..markdown.len() - (text.len() - end));
        if defines(written) || is_open_ended(written) {
            return Self {
                old: 0..text.len(),
                new: 0..markdown.len(),
                roots,
                inner: 0..document.storage().len(),
            };
        }
        let span = |index: usize| roots.get(index).map(|&id| base.span(id));
        let inner_start = first.checked_sub(1).and_then(span).map_or(0, |span| span.end);
        let inner_end = span(last).map_or(document.storage().len(), |span| span.start);
        Self {
            old: start..end,
            new: start..markdown.len() - (text.len() - end),
            roots: part(&roots, first..last.min(roots.len())).to_vec(),
            inner: inner_start..inner_end,
        }
    }
}

/// Whether a text says where links or notes of the whole text lead: `[docs]: https://example.com`, `[^1]: A note`.
fn defines(markdown: &str) -> bool {
    let is_definition = |line: &str| line.starts_with('[') && line.contains("]:");
    markdown.lines().any(|line| is_definition(line.trim_start_matches([' ', '>'])))
}

/// The anchors of footnotes in the bytes that are written anew, those aside that the new text shows as they are: a footnote
/// of that name is the same one.
fn free_anchors(base: &Base<'_>, inner: &Range<usize>, markdown: &str) -> HashSet<String> {
    if !markdown.contains("[^") {
        return HashSet::new();
    }
    let tree = &base.document.tree;
    let within = (0..tree.len()).filter(|&node| inner.contains(&tree.span(node).start));
    let pieces = markdown.split(['}', ' ']).filter_map(|piece| piece.rsplit_once("default="));
    let shown: HashSet<&str> = pieces.map(|(_, name)| name).collect();
    let names = within.filter_map(|node| tree.anchor_name(node));
    names.filter(|name| name.starts_with(FOOTNOTE) && !shown.contains(&**name)).map(Cow::into_owned).collect()
}

/// The same for some sibling blocks: `shown` is their Markdown alone, `page` the base for handles of the whole page.
pub(crate) fn merge_blocks(
    shown: &Base<'_>,
    page: &Base<'_>,
    ids: &[BlockId],
    markdown: &str,
    (container, writing): (Container, &Writing<'_>),
) -> Result<Vec<Splice>, ContentError> {
    if markdown.trim_end() == shown.rendered.text.trim_end() {
        return Ok(Vec::new());
    }
    let old_source = Source::new(&shown.rendered.text)?;
    let old = Ast::parse(&old_source)?;
    let new_source = writing.source(markdown)?;
    let mut new = Ast::parse(&new_source)?;
    let document = shown.document;
    let items = ids.iter().all(|&id| {
        matches!(document.blocks.get(id).map(|block| block.kind), Some(BlockKind::Item | BlockKind::Task))
    });
    if !items {
        new.blocks = mixed_lists::parted(new.blocks, &old.blocks);
    }
    let spans = || ids.iter().map(|&id| document.blocks.span(&document.tree, id));
    let inner =
        spans().map(|span| span.start).min().unwrap_or(0)..spans().map(|span| span.end).max().unwrap_or(0);
    let mut merger = Merger::new(shown, page, &old_source, &new_source);
    let blocks: Vec<BlockId> = ids.iter().flat_map(|&id| merger.visible(document.blocks.one(id))).collect();
    merger.carried = merger.carried(&old.blocks, &new.blocks, &blocks);
    merger.free_anchors = free_anchors(shown, &inner, new_source.text());
    let level = Level { blocks, inner, container, replace_empty: true };
    if !items {
        merger.level(&old.blocks, &new.blocks, &level)?;
        writing.written(&new_source, Some(&old_source));
        return Ok(merger.splices);
    }
    match new.blocks.as_slice() {
        [AstBlock { kind: AstKind::List { start }, children, .. }] => {
            let old_items: &[AstBlock<'_>] = old.blocks.first().map_or(&[], |list| &list.children);
            let list = ids.first().and_then(|&id| document.blocks.at(id).parent());
            let list = list.map_or(0, |list| document.blocks.at(list).node());
            merger.items(list, (old_items, children), &level, *start)?;
            writing.written(&new_source, Some(&old_source));
            Ok(merger.splices)
        }
        _ => {
            let message = "this block is an item of a list; write it as one: `- item` or `- [ ] task`";
            Err(ContentError::new(ContentErrorKind::InvalidEdit, message))
        }
    }
}
