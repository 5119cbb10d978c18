//! Blocks that stand in another container now: a task in another list, a paragraph in an alert. They keep their bytes, and
//! with them what makes a task known and what Markdown does not show.

use std::collections::{HashMap, HashSet};

use super::key::key_anywhere;
use super::merger::Merger;
use crate::content::ast::{AstBlock, AstKind};
use crate::content::base::Base;
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::emit::{Carried, Place, is_carried};

/// How often a text is in the old and in the new Markdown, and where it was last.
#[derive(Default)]
struct Found {
    old: usize,
    new: usize,
    block: Option<BlockId>,
    place: Option<Place>,
}

impl Merger<'_> {
    /// The blocks that both texts have once, wherever that is.
    pub(super) fn carried(&self, old: &[AstBlock<'_>], new: &[AstBlock<'_>], blocks: &[BlockId]) -> Carried {
        let mut found: HashMap<String, Found> = HashMap::new();
        let mut work: Vec<&AstBlock<'_>> = new.iter().collect();
        while let Some(block) = work.pop() {
            if is_carried(block) {
                let entry = found.entry(key_anywhere(self.new, block)).or_default();
                entry.new += 1;
                entry.place = Some(Place::of(block));
            }
            if !matches!(block.kind, AstKind::Table) {
                work.extend(&block.children);
            }
        }
        if !found.is_empty() {
            self.find_old(&mut found, old, blocks);
        }
        let mut places = HashMap::new();
        let mut sources = HashSet::new();
        for Found { old, new, block, place } in found.into_values() {
            if let (1, 1, Some(block), Some(place)) = (old, new, block, place) {
                places.insert(place, block);
                sources.insert(block);
            }
        }
        Carried { places, sources }
    }

    fn find_old(&self, found: &mut HashMap<String, Found>, old: &[AstBlock<'_>], blocks: &[BlockId]) {
        let mut work = vec![(old, blocks.to_vec())];
        while let Some((drafts, blocks)) = work.pop() {
            for group in self.groups(drafts, &blocks) {
                let (Some([draft]), &[id]) = (drafts.get(group.drafts.clone()), group.blocks.as_slice())
                else {
                    continue;
                };
                if is_carried(draft)
                    && let Some(entry) = found.get_mut(&key_anywhere(self.old, draft))
                {
                    entry.old += 1;
                    entry.block = Some(id).filter(|&id| fits(self.base, id, draft));
                }
                if !draft.children.is_empty() && !matches!(draft.kind, AstKind::Table) {
                    work.push((
                        draft.children.as_slice(),
                        self.visible(self.base.document.blocks.children(id)),
                    ));
                }
            }
        }
    }
}

/// Whether the bytes of a block are what its Markdown stands for.
fn fits(base: &Base<'_>, id: BlockId, draft: &AstBlock<'_>) -> bool {
    matches!(
        (base.kind(id), &draft.kind),
        (Some(BlockKind::Paragraph | BlockKind::Run), AstKind::Paragraph)
            | (Some(BlockKind::Heading(_)), AstKind::Heading(_))
            | (Some(BlockKind::Code), AstKind::Code { .. })
            | (Some(BlockKind::Table), AstKind::Table)
            | (Some(BlockKind::Task), AstKind::Item { .. })
    )
}
