//! The children of one container.

use std::collections::{HashMap, HashSet};

use super::align::align;
use super::key::{keys, line_of_item};
use super::merger::{Group, Level, Merger, Outcome, set};
use super::progress::Progress;
use super::stored::Stored;
use crate::content::ast::{AstBlock, AstKind};
use crate::content::blocks::{BlockId, BlockKind, Children};
use crate::content::emit::{Container, Emitter};
use crate::content::splice::Splice;
use crate::offload::stop_if_abandoned;
use crate::storage::error::ContentError;
use crate::storage::text::part;

impl Merger<'_> {
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
        old: &[AstBlock<'_>],
        new: &[AstBlock<'_>],
        level: &Level,
    ) -> Result<(), ContentError> {
        let groups = self.groups(old, &level.blocks);
        self.merge_groups(old, new, &groups, level)
    }

    pub(crate) fn merge_groups(
        &mut self,
        old: &[AstBlock<'_>],
        new: &[AstBlock<'_>],
        groups: &[Group],
        level: &Level,
    ) -> Result<(), ContentError> {
        if groups.is_empty() && level.replace_empty && !new.is_empty() && !self.all_hollow(new, level) {
            let text = self.emit(new, level.container)?;
            self.splices.push(Splice::new(level.inner.clone(), text));
            return Ok(());
        }
        let outcomes = self.outcomes((old, new), groups, level.container);
        let mut progress = Progress::new(groups, level, &outcomes);
        for (block, outcome) in new.iter().zip(&outcomes) {
            self.put(&mut progress, old, (block, outcome))?;
        }
        self.remove_others(&progress);
        Ok(())
    }

    /// Brings one new block into its place.
    pub(super) fn put(
        &mut self,
        progress: &mut Progress<'_>,
        old: &[AstBlock<'_>],
        (block, outcome): (&AstBlock<'_>, &Outcome),
    ) -> Result<(), ContentError> {
        stop_if_abandoned();
        match *outcome {
            Outcome::Kept(index) | Outcome::Changed(index) => {
                let Some(group) = progress.groups.get(index) else { return Ok(()) };
                if *outcome == Outcome::Changed(index) {
                    self.changed(part(old, group.drafts.clone()), group, block, progress.container)?;
                }
                progress.at = progress.at.max(group.behind);
                progress.done = progress.done.max(group.span.end);
            }
            Outcome::Moved(index) => {
                let group = progress.groups.get(index);
                self.leave_wrappers(progress, block, group);
                self.copy(progress.at, group);
                progress.done = progress.done.max(progress.at);
            }
            Outcome::MovedAndChanged(index) => {
                let Some(group) = progress.groups.get(index) else { return Ok(()) };
                let old = part(old, group.drafts.clone());
                self.leave_wrappers(progress, block, Some(group));
                self.copy_changed(progress.at, old, group, block, progress.container)?;
                progress.done = progress.done.max(progress.at);
            }
            Outcome::New => {
                // Markdown shows nothing of it, so that it may be there.
                if let Some(hollow) = self.next_hollow(progress)
                    && self.shows_nothing(block, progress.container)
                {
                    progress.done = hollow.end;
                    progress.at = progress.at.max(hollow.end);
                    return Ok(());
                }
                let text = match block.kind {
                    AstKind::Row => self.new_row(block, progress)?,
                    AstKind::Cell { header: true, .. } => self.new_heading(block, progress)?,
                    _ => self.emit(std::slice::from_ref(block), progress.container)?,
                };
                self.leave_wrappers(progress, block, None);
                self.splices.push(Splice::insert(progress.at, text));
                progress.go_on();
            }
        }
        Ok(())
    }

    /// Removes the groups that did not stay in their place.
    pub(super) fn remove_others(&mut self, progress: &Progress<'_>) {
        for (group, _) in progress.groups.iter().zip(&progress.stays).filter(|(_, stays)| !**stays) {
            self.instead(group, String::new());
        }
    }

    pub(crate) fn emit(&self, blocks: &[AstBlock<'_>], container: Container) -> Result<String, ContentError> {
        let mut emitter = self.emitter();
        emitter.carried = Some(&self.carried);
        emitter.blocks(blocks, container)?;
        Ok(emitter.out)
    }

    /// One that writes what is new of the page.
    pub(super) fn emitter(&self) -> Emitter<'_> {
        let mut emitter = Emitter::new(self.new, Some(self.handles));
        emitter.free_anchors = Some(&self.free_anchors);
        emitter
    }

    /// Joins blocks of the old Markdown with the blocks of the page by where both start.
    pub(super) fn groups(&self, old: &[AstBlock<'_>], blocks: &[BlockId]) -> Vec<Group> {
        let start = |id: BlockId| self.base.rendered.map.block(id).start;
        let owner = |draft: &AstBlock<'_>| {
            let at = self.old.original(draft.range.start);
            blocks.partition_point(|&id| start(id) <= at).checked_sub(1)
        };
        let mut groups: Vec<(usize, Group)> = Vec::with_capacity(old.len());
        for (index, draft) in old.iter().enumerate() {
            let Some(first) = owner(draft) else { continue };
            match groups.last_mut().filter(|(last, _)| *last == first) {
                Some((_, group)) => group.drafts.end = index + 1,
                None => {
                    let drafts = index..index + 1;
                    groups.push((first, Group { drafts, blocks: Vec::new(), span: 0..0, behind: 0 }));
                }
            }
        }
        let firsts: Vec<usize> = groups.iter().map(|&(first, _)| first).chain([blocks.len()]).collect();
        for ((first, group), &next) in groups.iter_mut().zip(part(&firsts, 1..)) {
            group.blocks = part(blocks, *first..next).to_vec();
            let spans = || group.blocks.iter().map(|&id| self.base.span(id));
            group.span =
                spans().map(|span| span.start).min().unwrap_or(0)..spans().map(|s| s.end).max().unwrap_or(0);
            group.behind = group.span.end;
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    pub(super) fn outcomes(
        &self,
        (old, new): (&[AstBlock<'_>], &[AstBlock<'_>]),
        groups: &[Group],
        container: Container,
    ) -> Vec<Outcome> {
        let (old_texts, new_texts) = (keys(self.old, old), keys(self.new, new));
        let old_keys: Vec<&str> = old_texts.iter().map(|key| &**key).collect();
        let new_keys: Vec<&str> = new_texts.iter().map(|key| &**key).collect();
        let mut matches = align(&old_keys, &new_keys);
        let stored = Stored::new(self, groups, new, container);
        stored.find(&mut matches);
        let mut outcomes = vec![Outcome::New; new.len()];
        let mut settled = vec![false; groups.len()];
        for (index, group) in groups.iter().enumerate() {
            let mut places = group.drafts.clone().map(|draft| matches.get(draft).copied().flatten());
            let first = places.next().flatten();
            let together = first.is_some()
                && places.enumerate().all(|(offset, place)| place == first.map(|p| p + offset + 1));
            if !together {
                continue;
            }
            set(&mut settled, index, true);
            for offset in 0..group.drafts.len() {
                set(&mut outcomes, first.unwrap_or(0) + offset, Outcome::Kept(index));
            }
        }
        self.find_moved(&old_keys, &new_keys, groups, &mut outcomes, &mut settled);
        stored.find_moved(&mut outcomes, &mut settled);
        // What stands in another container now is nothing else here.
        let here: HashSet<BlockId> = new.iter().filter_map(|block| self.carried.at(block)).collect();
        for (index, group) in groups.iter().enumerate() {
            if matches!(group.blocks.as_slice(), [id] if self.carried.sources.contains(id) && !here.contains(id))
            {
                set(&mut settled, index, true);
            }
        }
        self.find_moved_items((old, new), groups, &mut outcomes, &mut settled);
        self.pair_changed(old, new, groups, &mut outcomes, &mut settled);
        outcomes
    }

    /// Blocks that stand elsewhere now, to the letter.
    fn find_moved(
        &self,
        old: &[&str],
        new: &[&str],
        groups: &[Group],
        outcomes: &mut [Outcome],
        settled: &mut [bool],
    ) {
        let mut left: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, group) in groups.iter().enumerate().rev() {
            if settled.get(index) == Some(&false) && group.drafts.len() == 1 {
                left.entry(old.get(group.drafts.start).copied().unwrap_or("")).or_default().push(index);
            }
        }
        for (place, key) in new.iter().enumerate() {
            if outcomes.get(place) == Some(&Outcome::New)
                && let Some(index) = left.get_mut(key).and_then(Vec::pop)
            {
                set(outcomes, place, Outcome::Moved(index));
                set(settled, index, true);
            }
        }
    }

    /// Items that stand behind or before others now which stayed, known by their own lines: what is below one may have
    /// changed, and whether it is done. Lines that several have say nothing.
    fn find_moved_items(
        &self,
        (old, new): (&[AstBlock<'_>], &[AstBlock<'_>]),
        groups: &[Group],
        outcomes: &mut [Outcome],
        settled: &mut [bool],
    ) {
        let mut found: HashMap<_, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (index, group) in groups.iter().enumerate() {
            if settled.get(index) == Some(&false)
                && let Some([draft]) = old.get(group.drafts.clone())
                && let Some(line) = line_of_item(self.old, draft)
            {
                found.entry(line).or_default().0.push(index);
            }
        }
        for (place, block) in new.iter().enumerate() {
            if outcomes.get(place) == Some(&Outcome::New)
                && let Some(known) = line_of_item(self.new, block).and_then(|line| found.get_mut(&line))
            {
                known.1.push(place);
            }
        }
        let kept = |outcomes: &[Outcome], place: usize, behind: bool| -> Option<usize> {
            let index = |outcome: &Outcome| match *outcome {
                Outcome::Kept(index) => Some(index),
                _ => None,
            };
            match behind {
                true => outcomes.get(place..)?.iter().find_map(index),
                false => outcomes.get(..place)?.iter().rev().find_map(index),
            }
        };
        for (groups, places) in found.into_values() {
            let (&[index], &[place]) = (groups.as_slice(), places.as_slice()) else { continue };
            let before = kept(outcomes, place, false).is_none_or(|before| before < index);
            let behind = kept(outcomes, place, true).is_none_or(|behind| index < behind);
            // What stands between the same two is paired with the others there.
            if !(before && behind) {
                set(outcomes, place, Outcome::MovedAndChanged(index));
                set(settled, index, true);
            }
        }
    }

    /// Pairs what is left between two kept blocks.
    fn pair_changed(
        &self,
        old: &[AstBlock<'_>],
        new: &[AstBlock<'_>],
        groups: &[Group],
        outcomes: &mut [Outcome],
        settled: &mut [bool],
    ) {
        let own: HashSet<BlockId> = groups.iter().filter_map(|group| group.blocks.first().copied()).collect();
        let comes_from_elsewhere =
            |block: &AstBlock<'_>| self.carried.at(block).is_some_and(|id| !own.contains(&id));
        let mut next_group = 0;
        let mut place = 0;
        while place < new.len() {
            if let Some(&Outcome::Kept(index)) = outcomes.get(place) {
                next_group = index + 1;
                place += 1;
                continue;
            }
            let end = (place..new.len())
                .find(|&at| matches!(outcomes.get(at), Some(Outcome::Kept(_))))
                .unwrap_or(new.len());
            let stop = match outcomes.get(end) {
                Some(&Outcome::Kept(index)) => index,
                _ => groups.len(),
            };
            let is_new = |at: &usize| {
                outcomes.get(*at) == Some(&Outcome::New) && !new.get(*at).is_some_and(comes_from_elsewhere)
            };
            let news: Vec<usize> = (place..end).filter(is_new).collect();
            let olds: Vec<usize> = (next_group..stop)
                .filter(|&index| {
                    settled.get(index) == Some(&false)
                        && groups.get(index).is_some_and(|u| u.drafts.len() == 1)
                })
                .collect();
            let pairs = self.pairs(old, new, groups, (&olds, &news));
            let in_order = pairs.in_order.into_iter().map(|(index, at)| (index, at, Outcome::Changed(index)));
            let elsewhere =
                pairs.elsewhere.into_iter().map(|(index, at)| (index, at, Outcome::MovedAndChanged(index)));
            for (index, at, outcome) in in_order.chain(elsewhere) {
                set(outcomes, at, outcome);
                set(settled, index, true);
            }
            place = end;
        }
    }
}
