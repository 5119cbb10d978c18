//! A whole page of changed Markdown, merged into the page it came from.
//!
//! The base is rendered as it was for the reader; blocks whose Markdown is the same keep their bytes, containers that
//! changed are entered, and only what is left is converted.

use super::base::Base;
use super::blocks::{BlockId, BlockKind};
use super::draft::{Draft, DraftBlock, DraftKind, Source};
use super::emit::Place;
use super::error::{ContentError, ContentErrorKind};
use super::splice::Splice;
use level::{Level, Merger};

pub(crate) mod align;
mod block;
mod inline;
mod level;
mod table;

pub(crate) use inline::word_splices;

/// The changes that turn the base into what the Markdown says.
pub(crate) fn merge(base: &Base<'_>, markdown: &str) -> Result<Vec<Splice>, ContentError> {
    if markdown.trim_end() == base.rendered.text.trim_end() {
        return Ok(Vec::new());
    }
    let old_source = Source::new(&base.rendered.text)?;
    let old = Draft::parse(&old_source)?;
    let new_source = Source::new(markdown)?;
    let new = Draft::parse(&new_source)?;
    let mut merger = Merger { base, handles: base, old: &old_source, new: &new_source, splices: Vec::new() };
    let level = Level {
        blocks: merger.visible(base.document.blocks.roots()),
        inner: 0..base.document.storage().len(),
        place: Place::Body,
        replace_empty: false,
    };
    merger.level(&old.blocks, &new.blocks, &level)?;
    Ok(merger.splices)
}

/// The same for some sibling blocks: `shown` is their Markdown alone, `page` the base for handles of the whole page.
pub(crate) fn merge_blocks(
    shown: &Base<'_>,
    page: &Base<'_>,
    ids: &[BlockId],
    markdown: &str,
    place: Place,
) -> Result<Vec<Splice>, ContentError> {
    if markdown.trim_end() == shown.rendered.text.trim_end() {
        return Ok(Vec::new());
    }
    let old_source = Source::new(&shown.rendered.text)?;
    let old = Draft::parse(&old_source)?;
    let new_source = Source::new(markdown)?;
    let new = Draft::parse(&new_source)?;
    let document = shown.document;
    let spans = || ids.iter().map(|&id| document.blocks.span(&document.tree, id));
    let inner =
        spans().map(|span| span.start).min().unwrap_or(0)..spans().map(|span| span.end).max().unwrap_or(0);
    let mut merger =
        Merger { base: shown, handles: page, old: &old_source, new: &new_source, splices: Vec::new() };
    let items = ids.iter().all(|&id| {
        matches!(document.blocks.get(id).map(|block| block.kind), Some(BlockKind::Item | BlockKind::Task))
    });
    let blocks: Vec<BlockId> = ids.iter().flat_map(|&id| merger.visible(document.blocks.one(id))).collect();
    let level = Level { blocks, inner, place, replace_empty: true };
    if !items {
        merger.level(&old.blocks, &new.blocks, &level)?;
        return Ok(merger.splices);
    }
    match new.blocks.as_slice() {
        [DraftBlock { kind: DraftKind::List { .. }, children, .. }] => {
            let old_items: &[DraftBlock<'_>] = old.blocks.first().map_or(&[], |list| &list.children);
            merger.level(old_items, children, &level)?;
            Ok(merger.splices)
        }
        _ => {
            let message = "this block is an item of a list; write it as one: `- item` or `- [ ] task`";
            Err(ContentError::new(ContentErrorKind::InvalidEdit, message))
        }
    }
}
