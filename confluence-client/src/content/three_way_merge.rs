//! Two people's changes to one version, merged block by block.

use std::collections::HashSet;
use std::ops::Range;

use super::blocks::{BlockId, BlockKind};
use super::document::Document;
use super::handle::Handle;
use super::merge::align::align;
use super::splice::{Splice, apply, apply_within, inside};
use crate::offload::stop_if_abandoned;
use crate::storage::error::ContentError;
use crate::storage::text::{part, slice};

mod nearby;
mod tokens;
mod uneven;

use nearby::nearby;
use tokens::{is_word, tokens};
use uneven::uneven;

/// A merge conflict: a place that both changed.
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

/// The result of a three-way merge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreeWay {
    /// All changes fit together; this is the result in storage format.
    Merged(String),
    /// Both changed the same blocks.
    Conflicts(Vec<Conflict>),
}

/// Three-way merge of two descendants of one version, each in storage format.
///
/// ```
/// use confluence_client::content::{ThreeWay, three_way_merge};
///
/// let merged = three_way_merge("<p>a</p><p>b</p>", "<p>A</p><p>b</p>", "<p>a</p><p>B</p>")?;
/// assert_eq!(merged, ThreeWay::Merged("<p>A</p><p>B</p>".to_owned()));
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
///
/// Changes to different blocks are merged, those of items, cells and bodies of macros included, and changes to different
/// sentences of one paragraph; the same change on both sides is one change. Blocks that both added at one place are kept,
/// theirs before ours, since they came first.
///
/// What both wrote about one thing is a conflict, since of half of each comes something that nobody wrote: two changes of
/// the same words, of one sentence with fewer than three unchanged words between them, of lines of code that touch, or of
/// one cell of a table; a row beside a new column; and what one added behind something that the other deleted.
///
/// # Errors
/// [`Malformed`](super::ContentErrorKind::Malformed) if one of the three is not storage format.
pub fn three_way_merge(base: &str, ours: &str, theirs: &str) -> Result<ThreeWay, ContentError> {
    let document = Document::parse(base)?;
    let mine = difference(base, ours)?;
    let other = difference(base, theirs)?;
    let (splices, mut clashes) = combined(&mine, &other);
    clashes.extend(nearby(&document, &mine, &other));
    clashes.extend(uneven(&document, &mine, &other, &splices));
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut told = HashSet::new();
    for range in clashes {
        let block = document.block_around(&range);
        let whole = block.map_or(range.clone(), |id| {
            let span = document.blocks.span(&document.tree, id);
            span.start.min(range.start)..span.end.max(range.end)
        });
        if told.insert((whole.clone(), block)) {
            conflicts.push(conflict(&document, &whole, block, (&mine, &other)));
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

/// The changes of both sides together, and the ranges of the base where they do not fit together.
fn combined(mine: &[Splice], other: &[Splice]) -> (Vec<Splice>, Vec<Range<usize>>) {
    let mut clashes = Vec::new();
    let mut splices: Vec<Splice> = Vec::with_capacity(mine.len() + other.len());
    let mut next = 0;
    for splice in other {
        while mine.get(next).is_some_and(|own| own.range.end < splice.range.start) {
            next += 1;
        }
        let near = part(mine, next..).iter().take_while(|own| own.range.start <= splice.range.end);
        match near.clone().find(|own| own.collides(splice)) {
            Some(own) if own == splice => {}
            // What both inserted at one place stands side by side; those who came first go first.
            Some(own) if own.range.is_empty() && splice.range.is_empty() => splices.push(splice.clone()),
            Some(own) => {
                clashes.push(own.range.start.min(splice.range.start)..own.range.end.max(splice.range.end));
            }
            None => splices.push(splice.clone()),
        }
    }
    splices.extend(mine.iter().cloned());
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    (splices, clashes)
}

/// A place where both changed the same, as far as the block goes that it is in.
fn conflict(
    base: &Document,
    range: &Range<usize>,
    block: Option<BlockId>,
    (ours, theirs): (&[Splice], &[Splice]),
) -> Conflict {
    let version = |splices: &[Splice]| {
        apply_within(base.storage(), range.clone(), inside(splices, range).cloned().collect())
    };
    Conflict {
        handle: block.map(Handle::of),
        base: slice(base.storage(), range.clone()).to_owned(),
        ours: version(ours),
        theirs: version(theirs),
    }
}

impl Document {
    /// The innermost block that a range lies in, else the last one that begins before it.
    fn block_around(&self, range: &Range<usize>) -> Option<BlockId> {
        let last = self.blocks.last_from(&self.tree, range.start)?;
        let around = |&id: &BlockId| {
            let span = self.blocks.span(&self.tree, id);
            span.start <= range.start && range.end <= span.end
        };
        let up = |&id: &BlockId| self.blocks.at(id).parent();
        Some(std::iter::successors(Some(last), up).find(around).unwrap_or(last))
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

/// Pairs of changed blocks that are compared word by word to find out which became which.
const PAIRED: usize = 10_000;

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
        let pairs = self.pairs(gap);
        let mut at = (0, 0);
        for (one, other) in pairs.into_iter().chain([(gap.old.len(), gap.new.len())]) {
            stop_if_abandoned();
            self.replaced(gap, (at.0..one, at.1..other));
            if let (Some(old), Some(new)) = (gap.old.get(one), gap.new.get(other)) {
                let blocks = gap.old_blocks.get(one).zip(gap.new_blocks.get(other));
                if !blocks.is_some_and(|(&a, &b)| self.enter(a, old, b, new)) {
                    self.splices.push(Splice::new(old.clone(), slice(self.other.storage(), new.clone())));
                }
            }
            at = (one + 1, other + 1);
        }
    }

    /// What is left of both sides between two pairs.
    fn replaced(&mut self, gap: &Gap<'_>, (old, new): (Range<usize>, Range<usize>)) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        let place = gap
            .old
            .get(old.start)
            .map_or_else(|| gap.old.last().map_or(gap.place, |part| part.end), |part| part.start);
        let (olds, news) = (part(gap.old, old), part(gap.new, new));
        let start = olds.first().map_or(place, |part| part.start);
        let end = olds.last().map_or(start, |part| part.end);
        let text = news.first().map_or(0, |part| part.start)..news.last().map_or(0, |part| part.end);
        self.splices.push(Splice::new(start..end, slice(self.other.storage(), text)));
    }

    /// Which changed block is which: in order where there are as many on both sides, else those that share most of
    /// their words.
    fn pairs(&self, gap: &Gap<'_>) -> Vec<(usize, usize)> {
        if gap.old.len() == gap.new.len() {
            return (0..gap.old.len()).map(|index| (index, index)).collect();
        }
        if gap.old.len().saturating_mul(gap.new.len()) > PAIRED {
            return Vec::new();
        }
        let words = |document: &Document, parts: &[Range<usize>]| -> Vec<Vec<String>> {
            let of = |part: &Range<usize>| {
                let mut words: Vec<String> = slice(document.storage(), part.clone())
                    .split([' ', '<', '>', '\n'])
                    .take(200)
                    .map(str::to_owned)
                    .collect();
                words.sort_unstable();
                words
            };
            parts.iter().map(of).collect()
        };
        let (olds, news) = (words(self.base, gap.old), words(self.other, gap.new));
        let kind = |document: &Document, id: Option<&BlockId>| id.map(|&id| document.blocks.at(id).kind);
        let mut pairs = Vec::new();
        let mut next = 0;
        for (one, old) in olds.iter().enumerate() {
            let fits = |&other: &usize| {
                kind(self.base, gap.old_blocks.get(one)) == kind(self.other, gap.new_blocks.get(other))
            };
            let best = (next..news.len())
                .filter(fits)
                .filter_map(|other| Some((shared(old, news.get(other)?), other)))
                .max_by_key(|&(score, other)| (score, std::cmp::Reverse(other)));
            if let Some((score, other)) = best
                && score >= 50
            {
                pairs.push((one, other));
                next = other + 1;
            }
        }
        pairs
    }

    /// Compares the insides of two blocks; false if they are compared as a whole.
    fn enter(&mut self, one: BlockId, old: &Range<usize>, other: BlockId, new: &Range<usize>) -> bool {
        let (base, changed) = (self.base, self.other);
        let (Some(a), Some(b)) = (base.blocks.get(one), changed.blocks.get(other)) else { return false };
        if is_line(a.kind) && is_line(b.kind) {
            return self.words(old, new);
        }
        if a.kind != b.kind {
            return false;
        }
        if matches!(a.kind, BlockKind::Code | BlockKind::TextMacro | BlockKind::Preformatted) {
            return self.words(old, new);
        }
        let (old_inner, new_inner) = (base.tree.inner_span(a.node()), changed.tree.inner_span(b.node()));
        let old_blocks: Vec<BlockId> = base.blocks.children(one).collect();
        let new_blocks: Vec<BlockId> = changed.blocks.children(other).collect();
        if old_blocks.is_empty() || new_blocks.is_empty() || a.kind == BlockKind::Extension {
            return false;
        }
        // What stands around the content is compared by tags: a parameter, the width of a column.
        let before = (old.start..old_inner.start, new.start..new_inner.start);
        let after = (old_inner.end..old.end, new_inner.end..new.end);
        let (Some(before), Some(after)) =
            (self.changes(&before.0, &before.1), self.changes(&after.0, &after.1))
        else {
            return false;
        };
        self.splices.extend(before.1);
        self.level(&old_blocks, old_inner, &new_blocks, new_inner);
        self.splices.extend(after.1);
        true
    }
}

fn is_line(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::Run | BlockKind::Heading(_))
}

impl Comparison<'_> {
    /// Compares two versions of a line, or of code, by tags and words; false if they have nothing in common.
    fn words(&mut self, old: &Range<usize>, new: &Range<usize>) -> bool {
        match self.changes(old, new) {
            Some((true, splices)) => {
                self.splices.extend(splices);
                true
            }
            _ => false,
        }
    }

    /// The changes of tags and words that make one version of the other, and whether a word stayed. `None` if the two are
    /// too long and too different to find what stayed.
    fn changes(&self, old: &Range<usize>, new: &Range<usize>) -> Option<(bool, Vec<Splice>)> {
        let (before, after) =
            (slice(self.base.storage(), old.clone()), slice(self.other.storage(), new.clone()));
        if before == after {
            return Some((true, Vec::new()));
        }
        let (ones, others) = (tokens(before), tokens(after));
        let matches = align(&ones, &others);
        let has_word = ones.iter().zip(&matches).any(|(token, other)| other.is_some() && is_word(token));
        let mut splices = Vec::new();
        let (mut at, mut place) = (0, (old.start, 0));
        for (token, other) in
            ones.iter().zip(matches).map(|(token, other)| (*token, other)).chain([("", Some(others.len()))])
        {
            let Some(other) = other else {
                place.1 += token.len();
                continue;
            };
            let text = part(&others, at..other).concat();
            if place.1 > 0 || !text.is_empty() {
                splices.push(Splice::new(place.0..place.0 + place.1, text));
            }
            place = (place.0 + place.1 + token.len(), 0);
            at = other + 1;
        }
        // Tags that moved against each other are no change of words.
        let same = apply_within(self.base.storage(), old.clone(), splices.clone()) == after;
        same.then_some((has_word, splices))
    }
}

/// How many of the words of two blocks are the same, in percent.
fn shared(one: &[String], other: &[String]) -> usize {
    let same = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    (same * 200).checked_div(one.len() + other.len()).unwrap_or(0)
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
