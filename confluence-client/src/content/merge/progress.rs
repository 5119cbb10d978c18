//! How far a container is merged, and the blocks in it that Markdown does not show.

use std::ops::Range;

use super::merger::{Group, Level, Merger, Outcome, set};
use crate::content::ast::AstBlock;
use crate::content::blocks::BlockKind;
use crate::content::emit::Container;

/// How far the blocks of a container are merged.
pub(super) struct Progress<'g> {
    pub(super) groups: &'g [Group],
    /// The groups that stay in their places.
    pub(super) stays: Vec<bool>,
    /// Where those begin, in order.
    starts: Vec<usize>,
    /// Where the next block goes.
    pub(super) at: usize,
    /// Where what is there already ends.
    pub(super) done: usize,
    inner: Range<usize>,
    pub(super) container: Container,
}

impl<'g> Progress<'g> {
    pub(super) fn new(groups: &'g [Group], level: &Level, outcomes: &[Outcome]) -> Self {
        let mut stays = vec![false; groups.len()];
        for outcome in outcomes {
            if let Outcome::Kept(index) | Outcome::Changed(index) = *outcome {
                set(&mut stays, index, true);
            }
        }
        let staying = groups.iter().zip(&stays).filter(|(_, stays)| **stays);
        let starts = staying.map(|(group, _)| group.span.start).collect();
        Self {
            groups,
            stays,
            starts,
            at: groups.first().map_or(level.inner.start, |group| group.span.start),
            done: level.inner.start,
            inner: level.inner.clone(),
            container: level.container,
        }
    }

    /// What is between the last block that is in its place and the next one that stays.
    pub(super) fn gap(&self) -> Range<usize> {
        let next = self.starts.get(self.starts.partition_point(|&start| start < self.done));
        self.done..next.copied().unwrap_or(self.inner.end)
    }
}

impl Merger<'_> {
    /// The first block in some bytes that shows nothing.
    pub(super) fn hollow_in(&self, gap: Range<usize>) -> Option<Range<usize>> {
        let blocks = &self.base.document.blocks;
        let mut next = blocks.first_from(&self.base.document.tree, gap.start);
        while let Some(block) = blocks.get(next) {
            let span = self.base.span(next);
            if span.end > gap.end {
                return None;
            }
            if block.kind != BlockKind::Wrapper && self.base.rendered.map.block(next).is_empty() {
                return Some(span);
            }
            next = if block.kind == BlockKind::Wrapper { next + 1 } else { block.after().max(next + 1) };
        }
        None
    }

    /// Whether a container that shows nothing has as many blocks as new ones, which show nothing either.
    pub(super) fn all_hollow(&self, new: &[AstBlock<'_>], level: &Level) -> bool {
        let mut gap = level.inner.clone();
        new.iter().all(|block| match self.hollow_in(gap.clone()) {
            Some(hollow) => {
                gap.start = hollow.end;
                self.shows_nothing(block, level.container)
            }
            None => false,
        })
    }
}
