//! Two people's changes to one version, merged block by block.

use std::ops::Range;

use super::blocks::{BlockId, BlockKind};
use super::document::Document;
use super::handle::Handle;
use super::merge::align::align;
use super::splice::{Splice, apply};
use crate::storage::error::ContentError;
use crate::storage::text::{part, slice};

/// A place that both changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conflict {
    /// The block of the base, or the one before the place where both inserted something.
    pub handle: Option<Handle>,
    /// The bytes of the base.
    pub base: String,
    /// What we made of them.
    pub ours: String,
    /// What the other person made of them.
    pub theirs: String,
}

/// What came of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreeWay {
    /// All changes fit together; this is the result in storage format.
    Merged(String),
    /// Both changed the same blocks.
    Conflicts(Vec<Conflict>),
}

/// Merges two descendants of one version, each in storage format.
///
/// ```
/// use confluence_client::content::{ThreeWay, three_way};
///
/// let merged = three_way("<p>a</p><p>b</p>", "<p>A</p><p>b</p>", "<p>a</p><p>B</p>")?;
/// assert_eq!(merged, ThreeWay::Merged("<p>A</p><p>B</p>".to_owned()));
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
///
/// Changes to different blocks are merged, those of items, cells and bodies of macros included; the same change on both
/// sides is one change. Two changes of one paragraph are a conflict, even of different words: what both wrote might not
/// make sense together. So is what both added at one place.
///
/// # Errors
///
/// [`Malformed`](super::ContentErrorKind::Malformed) if one of the three is not storage format.
pub fn three_way(base: &str, ours: &str, theirs: &str) -> Result<ThreeWay, ContentError> {
    let document = Document::parse(base)?;
    let mine = difference(base, ours)?;
    let other = difference(base, theirs)?;
    let mut conflicts = Vec::new();
    let mut splices = mine.clone();
    let mut next = 0;
    for splice in other {
        while mine.get(next).is_some_and(|own| own.range.end < splice.range.start) {
            next += 1;
        }
        let clash = mine
            .get(next..)
            .unwrap_or(&[])
            .iter()
            .take_while(|own| own.range.start <= splice.range.end)
            .find(|own| own.collides(&splice));
        match clash {
            Some(own) if *own == splice => {}
            Some(own) => conflicts.push(conflict(&document, own, &splice)),
            None => splices.push(splice),
        }
    }
    if conflicts.is_empty() {
        let merged = apply(base, splices);
        if Document::parse(&merged).is_ok() {
            return Ok(ThreeWay::Merged(merged));
        }
        let whole = |text: &str| text.to_owned();
        conflicts.push(Conflict {
            handle: None,
            base: whole(base),
            ours: whole(ours),
            theirs: whole(theirs),
        });
    }
    Ok(ThreeWay::Conflicts(conflicts))
}

fn conflict(base: &Document, ours: &Splice, theirs: &Splice) -> Conflict {
    let range = ours.range.start.min(theirs.range.start)..ours.range.end.max(theirs.range.end);
    let version = |splice: &Splice| {
        let moved = Splice::new(
            splice.range.start - range.start..splice.range.end - range.start,
            splice.text.clone(),
        );
        apply(slice(base.storage(), range.clone()), vec![moved])
    };
    let handle = base
        .blocks
        .iter()
        .take_while(|&(id, _)| base.blocks.span(&base.tree, id).start <= range.start)
        .last()
        .map(|(id, _)| Handle::of(id));
    Conflict {
        handle,
        base: slice(base.storage(), range.clone()).to_owned(),
        ours: version(ours),
        theirs: version(theirs),
    }
}

/// The changes of blocks that lead from one version to another, in order.
pub(crate) fn difference(base: &str, other: &str) -> Result<Vec<Splice>, ContentError> {
    if base == other {
        return Ok(Vec::new());
    }
    let (base, other) = (Document::parse(base)?, Document::parse(other)?);
    let mut comparison = Comparison { base: &base, other: &other, splices: Vec::new() };
    let root = 0..base.storage().len();
    let other_root = 0..other.storage().len();
    let (old, new): (Vec<BlockId>, Vec<BlockId>) =
        (base.blocks.roots().collect(), other.blocks.roots().collect());
    comparison.level(&old, root, &new, other_root);
    comparison.splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    Ok(comparison.splices)
}

struct Comparison<'d> {
    base: &'d Document,
    other: &'d Document,
    splices: Vec<Splice>,
}

impl Comparison<'_> {
    /// Compares what two containers hold. A block owns the bytes before it; what follows the last one is a part too.
    fn level(&mut self, old: &[BlockId], old_inner: Range<usize>, new: &[BlockId], new_inner: Range<usize>) {
        let old_parts = parts(self.base, old, old_inner);
        let new_parts = parts(self.other, new, new_inner);
        let (base, other) = (self.base, self.other);
        let old_keys: Vec<&str> = old_parts.iter().map(|part| slice(base.storage(), part.clone())).collect();
        let new_keys: Vec<&str> = new_parts.iter().map(|part| slice(other.storage(), part.clone())).collect();
        let matches = align(&old_keys, &new_keys);
        // The last part is what follows the last block, so that there is one block less than parts.
        let kept = matches.iter().enumerate().filter_map(|(one, other)| other.map(|other| (one, other)));
        let mut at = (0, 0);
        for (one, other) in kept.chain([(old_parts.len(), new_parts.len())]) {
            let gap = Gap {
                old: part(&old_parts, at.0..one),
                new: part(&new_parts, at.1..other),
                old_blocks: part(old, at.0.min(old.len())..one.min(old.len())),
                new_blocks: part(new, at.1.min(new.len())..other.min(new.len())),
                place: old_parts.get(one).or(old_parts.last()).map_or(0, |part| part.start),
            };
            self.gap(&gap);
            at = (one + 1, other + 1);
        }
    }

    fn gap(&mut self, gap: &Gap<'_>) {
        if gap.old.len() == gap.new.len() {
            for (index, (old, new)) in gap.old.iter().zip(gap.new).enumerate() {
                let blocks = gap.old_blocks.get(index).zip(gap.new_blocks.get(index));
                if !blocks.is_some_and(|(&one, &other)| self.enter(one, old, other, new)) {
                    self.splices.push(Splice::new(old.clone(), slice(self.other.storage(), new.clone())));
                }
            }
            return;
        }
        let start = gap.old.first().map_or(gap.place, |part| part.start);
        let end = gap.old.last().map_or(start, |part| part.end);
        let new = gap.new.first().map_or(0, |part| part.start)..gap.new.last().map_or(0, |part| part.end);
        self.splices.push(Splice::new(start..end, slice(self.other.storage(), new)));
    }

    /// Compares the insides of two containers whose tags, and the bytes before them, are the same.
    fn enter(&mut self, one: BlockId, old: &Range<usize>, other: BlockId, new: &Range<usize>) -> bool {
        let (base, changed) = (self.base, self.other);
        let (Some(a), Some(b)) = (base.blocks.get(one), changed.blocks.get(other)) else { return false };
        let leaf = matches!(
            a.kind,
            BlockKind::Paragraph
                | BlockKind::Run
                | BlockKind::Heading(_)
                | BlockKind::Extension
                | BlockKind::Preformatted
        );
        if leaf || a.kind != b.kind {
            return false;
        }
        let (old_inner, new_inner) = (base.tree.inner_span(a.node()), changed.tree.inner_span(b.node()));
        let outside = |document: &Document, part: &Range<usize>, inner: &Range<usize>| {
            let before = slice(document.storage(), part.start..inner.start).to_owned();
            (before, slice(document.storage(), inner.end..part.end).to_owned())
        };
        if outside(base, old, &old_inner) != outside(changed, new, &new_inner) {
            return false;
        }
        let old_blocks: Vec<BlockId> = base.blocks.children(one).collect();
        let new_blocks: Vec<BlockId> = changed.blocks.children(other).collect();
        if old_blocks.is_empty() || new_blocks.is_empty() {
            return false;
        }
        self.level(&old_blocks, old_inner, &new_blocks, new_inner);
        true
    }
}

/// What is between two parts that stayed.
struct Gap<'g> {
    old: &'g [Range<usize>],
    new: &'g [Range<usize>],
    old_blocks: &'g [BlockId],
    new_blocks: &'g [BlockId],
    /// Where to insert if nothing of the base is in the gap.
    place: usize,
}

fn parts(document: &Document, blocks: &[BlockId], inner: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(blocks.len() + 1);
    let mut at = inner.start;
    for &id in blocks {
        let end = document.blocks.span(&document.tree, id).end;
        parts.push(at..end);
        at = end;
    }
    parts.push(at..inner.end);
    parts
}
