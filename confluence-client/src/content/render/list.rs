//! Lists as Markdown.

use super::super::blocks::{BlockId, BlockKind, Children};
use super::{ListAbove, Renderer};
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// How far the blocks of an item are written.
#[derive(Default)]
struct Inside {
    above: Option<ListAbove>,
    after_text: bool,
}

impl Renderer<'_> {
    pub(super) fn list(&mut self, id: BlockId, ordered: bool, node: NodeId) {
        self.count_list_style(node);
        self.count_look(node);
        let first =
            self.tree.attribute(node, "start").and_then(|start| start.parse::<u32>().ok()).unwrap_or(1);
        let list = ListAbove { ordered, alternate: self.alternate(ordered) };
        self.entries(id, list, first);
    }

    pub(super) fn task_list(&mut self, id: BlockId) {
        let list = ListAbove { ordered: false, alternate: self.alternate(false) };
        self.entries(id, list, 1);
    }

    /// Markdown would join a list with one of the same kind just above; another marker keeps them apart.
    fn alternate(&self, ordered: bool) -> bool {
        self.above.is_some_and(|above| above.ordered == ordered && !above.alternate)
    }

    fn entries(&mut self, id: BlockId, list: ListAbove, mut number: u32) {
        let blocks = self.blocks;
        let is_item = |id: BlockId| {
            blocks.get(id).is_some_and(|block| matches!(block.kind, BlockKind::Item | BlockKind::Task))
        };
        let children: Vec<BlockId> = blocks.children(id).collect();
        let mut start = None;
        // What stands in the list itself is shown in the item above it.
        for entry in children.chunk_by(|_, &next| !is_item(next)) {
            if start.is_some() {
                self.out.tighten();
            }
            let marker = match (list.ordered, list.alternate) {
                (true, false) => format!("{number}. "),
                (true, true) => format!("{number}) "),
                (false, false) => "- ".to_owned(),
                (false, true) => "* ".to_owned(),
            };
            let at = match entry.split_first() {
                Some((&item, behind)) if is_item(item) => Some(self.item(item, behind, &marker)),
                _ => self.without_item(entry, &marker),
            };
            if at.is_some() {
                number = number.saturating_add(1);
                start = start.or(at);
            }
        }
        if let Some(start) = start {
            self.list = Some(list);
            self.map.set_block(id, start..self.out.len());
            self.out.end_block();
        }
    }

    /// An item, and in it what stands behind it in the list itself.
    pub(super) fn item(&mut self, id: BlockId, behind: &[BlockId], marker: &str) -> usize {
        let prefix = " ".repeat(marker.len());
        let start = self.out.open(marker, &prefix);
        self.count_look(self.blocks.at(id).node());
        let children = self.blocks.children(id);
        self.task_box(id, behind.is_empty());
        let mut inside = Inside::default();
        self.inside_item(children, &mut inside);
        let end = self.out.len();
        self.inside_item(behind.iter().copied(), &mut inside);
        self.out.trim_line_end(start);
        self.map.set_block(id, start..end.min(self.out.len()));
        self.end_item(&prefix);
        start
    }

    /// What stands in a list before its first item, as an item; nothing if it shows nothing.
    fn without_item(&mut self, blocks: &[BlockId], marker: &str) -> Option<usize> {
        let before = self.out.place();
        let prefix = " ".repeat(marker.len());
        let start = self.out.open(marker, &prefix);
        let open = self.out.len();
        self.inside_item(blocks.iter().copied(), &mut Inside::default());
        let first = blocks.iter().copied().find(|&id| !self.map.block(id).is_empty());
        let Some(first) = first.filter(|_| self.out.len() > open) else {
            self.end_item(&prefix);
            self.out.go_back(before);
            return None;
        };
        self.begin_at(first, start);
        self.end_item(&prefix);
        Some(start)
    }

    fn end_item(&mut self, prefix: &str) {
        self.out.close(prefix);
        self.out.tighten();
    }

    /// The marker of the item belongs to the block, by which the item is known.
    fn begin_at(&mut self, block: BlockId, start: usize) {
        let mut next = Some(block);
        while let Some(id) = next {
            let end = self.map.block(id).end;
            self.map.set_block(id, start..end);
            let is_wrapper = self.blocks.get(id).is_some_and(|block| block.kind == BlockKind::Wrapper);
            let mut children = self.blocks.children(id).filter(|_| is_wrapper);
            next = children.find(|&child| !self.map.block(child).is_empty());
        }
    }

    /// A list below the text of an item follows without a blank line.
    fn inside_item(&mut self, blocks: impl Iterator<Item = BlockId>, inside: &mut Inside) {
        for child in blocks {
            if inside.after_text && self.may_follow_text(child) {
                self.out.tighten();
            }
            let before = self.out.len();
            self.below(child, &mut inside.above);
            if self.out.len() > before {
                let kind = self.blocks.get(child).map(|block| block.kind);
                inside.after_text = matches!(kind, Some(BlockKind::Paragraph | BlockKind::Run));
            }
        }
    }

    /// The box of a task. What is no text stands below it: behind it, Markdown takes everything for text.
    fn task_box(&mut self, id: BlockId, is_alone: bool) {
        let Some(block) = self.blocks.get(id).filter(|block| block.kind == BlockKind::Task) else { return };
        let status = self.tree.child(block.node(), Tag::TaskStatus).map(|node| self.tree.text(node));
        self.out.raw(if status.is_some_and(|status| status.trim() == "complete") { "[x]" } else { "[ ]" });
        if self.starts_with_text(self.blocks.children(id)).unwrap_or(is_alone) {
            self.out.raw(" ");
            self.out.end_box();
        } else {
            self.out.end_block();
            self.out.tighten();
        }
    }

    /// Whether the first of some blocks that shows something is a line of text; nothing if none does.
    fn starts_with_text(&self, mut blocks: Children<'_>) -> Option<bool> {
        blocks.find_map(|id| {
            let block = self.blocks.get(id)?;
            match block.kind {
                BlockKind::Paragraph | BlockKind::Run => self.is_visible(block).then_some(true),
                BlockKind::Wrapper => self.starts_with_text(self.blocks.children(id)),
                _ => Some(false),
            }
        })
    }

    /// Whether Markdown sees a list right below a line of text: not if it is numbered from another number than 1, and
    /// not if its first item is empty.
    fn may_follow_text(&self, id: BlockId) -> bool {
        let Some(list) = self.blocks.get(id).filter(|_| self.is_list(id)) else { return false };
        let start = self.tree.attribute(list.node(), "start");
        let first = self.blocks.children(id).next();
        let text =
            first.and_then(|item| self.blocks.children(item).next()).and_then(|child| self.blocks.get(child));
        start.is_none_or(|start| start == "1") && text.is_some_and(|text| self.is_visible(text))
    }

    pub(super) fn is_list(&self, id: BlockId) -> bool {
        matches!(
            self.blocks.get(id).map(|block| block.kind),
            Some(BlockKind::List { .. } | BlockKind::TaskList)
        )
    }
}
