//! The children of one container.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem::discriminant;
use std::ops::Range;

use super::align::align;
use crate::content::alike::as_copied;
use crate::content::base::Base;
use crate::content::blocks::{BlockId, BlockKind, Children};
use crate::content::draft::{DraftBlock, DraftKind, Source};
use crate::content::emit::{Emitter, Place};
use crate::content::error::ContentError;
use crate::content::splice::Splice;

/// Pairs of changed blocks that are compared word by word to find out which became which.
const COMPARED: usize = 10_000;

/// The state of a merge: both texts and the changes found so far.
pub(crate) struct Merger<'a> {
    pub(crate) base: &'a Base<'a>,
    /// The whole page, for handles and for what the new text took from elsewhere.
    pub(crate) handles: &'a Base<'a>,
    pub(crate) old: &'a Source,
    pub(crate) new: &'a Source,
    pub(crate) splices: Vec<Splice>,
}

/// A container of the page: the blocks that it shows and the bytes between its tags.
pub(crate) struct Level {
    pub(crate) blocks: Vec<BlockId>,
    pub(crate) inner: Range<usize>,
    pub(crate) place: Place,
    /// Whether a container that shows nothing is filled anew, invisible paragraphs and all.
    pub(crate) replace_empty: bool,
}

/// Blocks of Markdown and the blocks of the page that they show; usually one each.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) drafts: Range<usize>,
    pub(crate) blocks: Vec<BlockId>,
    pub(crate) span: Range<usize>,
}

/// What becomes of a new block.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    /// It is the old unit, unchanged.
    Kept(usize),
    /// It is the old unit, from elsewhere in the container.
    Moved(usize),
    /// It is the old unit, changed.
    Changed(usize),
    New,
}

impl<'a> Merger<'a> {
    /// Blocks that show something, those inside of mere wrappers instead of the wrappers.
    pub(crate) fn visible(&self, children: Children<'_>) -> Vec<BlockId> {
        let mut visible = Vec::new();
        let mut stack = vec![children];
        while let Some(mut level) = stack.pop() {
            let Some(id) = level.next() else { continue };
            stack.push(level);
            if self.base.kind(id) == Some(BlockKind::Wrapper) {
                stack.push(self.base.document.blocks.children(id));
            } else if !self.base.rendered.map.block(id).is_empty() {
                visible.push(id);
            }
        }
        visible
    }

    pub(crate) fn level(
        &mut self,
        old: &[DraftBlock<'_>],
        new: &[DraftBlock<'_>],
        level: &Level,
    ) -> Result<(), ContentError> {
        let units = self.units(old, &level.blocks);
        self.merge_units(old, new, &units, level)
    }

    pub(crate) fn merge_units(
        &mut self,
        old: &[DraftBlock<'_>],
        new: &[DraftBlock<'_>],
        units: &[Unit],
        level: &Level,
    ) -> Result<(), ContentError> {
        let fates = self.fates(old, new, units);
        if units.is_empty() && level.replace_empty && !new.is_empty() {
            let text = self.emit(new, level.place)?;
            self.splices.push(Splice::new(level.inner.clone(), text));
            return Ok(());
        }
        let mut kept = vec![false; units.len()];
        let mut at = units.first().map_or(level.inner.start, |unit| unit.span.start);
        for (block, fate) in new.iter().zip(&fates) {
            match *fate {
                Fate::Kept(index) | Fate::Changed(index) => {
                    let Some(unit) = units.get(index) else { continue };
                    if let Some(kept) = kept.get_mut(index) {
                        *kept = true;
                    }
                    if *fate == Fate::Changed(index) {
                        self.changed(old.get(unit.drafts.clone()).unwrap_or(&[]), unit, block, level.place)?;
                    }
                    at = at.max(unit.span.end);
                }
                Fate::Moved(index) => {
                    let bytes =
                        units.get(index).and_then(|unit| self.base.document.storage().get(unit.span.clone()));
                    self.splices.push(Splice::insert(at, bytes.unwrap_or("")));
                }
                Fate::New => {
                    let text = self.emit(std::slice::from_ref(block), level.place)?;
                    self.splices.push(Splice::insert(at, text));
                }
            }
        }
        for (unit, _) in units.iter().zip(kept).filter(|(_, kept)| !kept) {
            self.splices.push(Splice::new(unit.span.clone(), ""));
        }
        Ok(())
    }

    pub(crate) fn emit(&self, blocks: &[DraftBlock<'_>], place: Place) -> Result<String, ContentError> {
        let mut emitter = Emitter::new(self.new, Some(self.handles));
        emitter.blocks(blocks, place)?;
        Ok(emitter.out)
    }

    /// Joins blocks of the old Markdown with the blocks of the page by where both start.
    fn units(&self, old: &[DraftBlock<'_>], blocks: &[BlockId]) -> Vec<Unit> {
        let start = |id: BlockId| self.base.rendered.map.block(id).start;
        let owner = |draft: &DraftBlock<'_>| {
            let at = self.old.original(draft.range.start);
            blocks.partition_point(|&id| start(id) <= at).checked_sub(1)
        };
        let mut units: Vec<(usize, Unit)> = Vec::with_capacity(old.len());
        for (index, draft) in old.iter().enumerate() {
            let Some(first) = owner(draft) else { continue };
            match units.last_mut().filter(|(last, _)| *last == first) {
                Some((_, unit)) => unit.drafts.end = index + 1,
                None => {
                    units.push((first, Unit { drafts: index..index + 1, blocks: Vec::new(), span: 0..0 }))
                }
            }
        }
        let firsts: Vec<usize> = units.iter().map(|&(first, _)| first).chain([blocks.len()]).collect();
        for ((first, unit), &next) in units.iter_mut().zip(firsts.get(1..).unwrap_or(&[])) {
            unit.blocks = blocks.get(*first..next).unwrap_or(&[]).to_vec();
            let spans = || unit.blocks.iter().map(|&id| self.base.span(id));
            unit.span =
                spans().map(|span| span.start).min().unwrap_or(0)..spans().map(|s| s.end).max().unwrap_or(0);
        }
        units.into_iter().map(|(_, unit)| unit).collect()
    }

    fn fates(&self, old: &[DraftBlock<'_>], new: &[DraftBlock<'_>], units: &[Unit]) -> Vec<Fate> {
        let (old_texts, new_texts) = (keys(self.old, old), keys(self.new, new));
        let old_keys: Vec<&str> = old_texts.iter().map(|key| &**key).collect();
        let new_keys: Vec<&str> = new_texts.iter().map(|key| &**key).collect();
        let matches = align(&old_keys, &new_keys);
        let mut fates = vec![Fate::New; new.len()];
        let mut settled = vec![false; units.len()];
        for (index, unit) in units.iter().enumerate() {
            let mut places = unit.drafts.clone().map(|draft| matches.get(draft).copied().flatten());
            let first = places.next().flatten();
            let together = first.is_some()
                && places.enumerate().all(|(offset, place)| place == first.map(|p| p + offset + 1));
            if !together {
                continue;
            }
            set(&mut settled, index, true);
            for offset in 0..unit.drafts.len() {
                set(&mut fates, first.unwrap_or(0) + offset, Fate::Kept(index));
            }
        }
        self.find_moved(&old_keys, &new_keys, units, &mut fates, &mut settled);
        self.pair_changed(old, new, units, &mut fates, &mut settled);
        fates
    }

    /// Blocks that stand elsewhere now, to the letter.
    fn find_moved(
        &self,
        old: &[&str],
        new: &[&str],
        units: &[Unit],
        fates: &mut [Fate],
        settled: &mut [bool],
    ) {
        let mut left: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, unit) in units.iter().enumerate().rev() {
            if settled.get(index) == Some(&false) && unit.drafts.len() == 1 {
                left.entry(old.get(unit.drafts.start).copied().unwrap_or("")).or_default().push(index);
            }
        }
        for (place, key) in new.iter().enumerate() {
            if fates.get(place) == Some(&Fate::New)
                && let Some(index) = left.get_mut(key).and_then(Vec::pop)
            {
                set(fates, place, Fate::Moved(index));
                set(settled, index, true);
            }
        }
    }

    /// Pairs what is left between two kept blocks: by handle, else by likeness.
    fn pair_changed(
        &self,
        old: &[DraftBlock<'_>],
        new: &[DraftBlock<'_>],
        units: &[Unit],
        fates: &mut [Fate],
        settled: &mut [bool],
    ) {
        let mut next_unit = 0;
        let mut place = 0;
        while place < new.len() {
            if let Some(&Fate::Kept(index)) = fates.get(place) {
                next_unit = index + 1;
                place += 1;
                continue;
            }
            let end = (place..new.len())
                .find(|&at| matches!(fates.get(at), Some(Fate::Kept(_))))
                .unwrap_or(new.len());
            let stop = match fates.get(end) {
                Some(&Fate::Kept(index)) => index,
                _ => units.len(),
            };
            let news: Vec<usize> = (place..end).filter(|&at| fates.get(at) == Some(&Fate::New)).collect();
            let olds: Vec<usize> = (next_unit..stop)
                .filter(|&index| {
                    settled.get(index) == Some(&false)
                        && units.get(index).is_some_and(|u| u.drafts.len() == 1)
                })
                .collect();
            for (index, at) in self.pairs(old, new, units, &olds, &news) {
                set(fates, at, Fate::Changed(index));
                set(settled, index, true);
            }
            place = end;
        }
    }

    fn pairs(
        &self,
        old: &[DraftBlock<'_>],
        new: &[DraftBlock<'_>],
        units: &[Unit],
        olds: &[usize],
        news: &[usize],
    ) -> Vec<(usize, usize)> {
        let draft = |index: usize| units.get(index).and_then(|unit| old.get(unit.drafts.start));
        let alike = |index: usize, at: usize| match (draft(index), new.get(at)) {
            (Some(one), Some(other)) => self.likeness(one, other, olds.len() * news.len() <= COMPARED),
            _ => 0,
        };
        let mut pairs = Vec::new();
        let mut first = 0;
        let positional = olds.len() == news.len();
        for (order, &at) in news.iter().enumerate() {
            let window = if positional { order..order + 1 } else { first..(first + 50).min(olds.len()) };
            let best = window
                .filter_map(|candidate| {
                    olds.get(candidate).map(|&index| (alike(index, at), candidate, index))
                })
                .filter(|&(score, _, _)| score > if positional { 0 } else { 30 })
                .max_by_key(|&(score, candidate, _)| (score, std::cmp::Reverse(candidate)));
            if let Some((_, candidate, index)) = best.filter(|&(_, candidate, _)| candidate >= first) {
                pairs.push((index, at));
                first = candidate + 1;
            }
        }
        pairs
    }

    /// How much two blocks look like two versions of one, from 0 to 100; more for equal handles.
    fn likeness(&self, one: &DraftBlock<'_>, other: &DraftBlock<'_>, compare: bool) -> usize {
        if discriminant(&one.kind) != discriminant(&other.kind) {
            return 0;
        }
        if let (DraftKind::Container(a), DraftKind::Container(b)) | (DraftKind::Leaf(a), DraftKind::Leaf(b)) =
            (&one.kind, &other.kind)
        {
            return if a.handle.is_some() && a.handle == b.handle { 1000 } else { 0 };
        }
        if let (Some(a), Some(b)) = (one.handle, other.handle) {
            return if a == b { 1000 } else { 0 };
        }
        if !compare {
            return 31;
        }
        let words = |source: &Source, block: &DraftBlock<'_>| -> Vec<String> {
            source.slice(block.range.clone()).split_whitespace().take(200).map(str::to_owned).collect()
        };
        let (mut a, mut b) = (words(self.old, one), words(self.new, other));
        a.sort_unstable();
        b.sort_unstable();
        let total = a.len() + b.len();
        a.retain(|word| b.binary_search(word).is_ok());
        1 + (a.len() * 2 * 99).checked_div(total).unwrap_or(0).min(99)
    }
}

/// What the blocks say, by which those that did not change are known.
fn keys<'s>(source: &'s Source, blocks: &[DraftBlock<'_>]) -> Vec<Cow<'s, str>> {
    blocks.iter().map(|block| as_copied(source.slice(block.range.clone()).trim_end())).collect()
}

fn set<T>(items: &mut [T], index: usize, value: T) {
    if let Some(place) = items.get_mut(index) {
        *place = value;
    }
}
