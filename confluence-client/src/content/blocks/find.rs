//! Finding the blocks of a page.

use std::ops::Range;

use super::{Block, BlockKind, NO_PARENT};
use crate::storage::macros::{Body, is_inline_macro};
use crate::storage::tag::{Tag, is_around_blocks};
use crate::storage::tree::{NodeId, Tree};

pub(super) fn find(tree: &Tree) -> Vec<Block> {
    let mut finder = Finder { tree, blocks: Vec::with_capacity(tree.len() / 3 + 1) };
    finder.level(1..tree.len(), NO_PARENT, true);
    finder.blocks
}

struct Finder<'t> {
    tree: &'t Tree,
    blocks: Vec<Block>,
}

impl Finder<'_> {
    /// Splits siblings into blocks and runs of inline content.
    fn level(&mut self, siblings: Range<NodeId>, parent: u32, images_stand_alone: bool) {
        let tree = self.tree;
        let mut run: Option<Range<NodeId>> = None;
        for id in tree.siblings(siblings) {
            if tree.is_blank(id) {
                continue;
            }
            let kind = self.classify(id, images_stand_alone);
            match kind {
                None => {
                    let start = run.as_ref().map_or(id, |run| run.start);
                    run = Some(start..tree.after(id));
                }
                Some(kind) => {
                    self.run(run.take(), parent);
                    self.block(kind, id, parent);
                }
            }
        }
        self.run(run, parent);
    }

    fn run(&mut self, nodes: Option<Range<NodeId>>, parent: u32) {
        if let Some(nodes) = nodes {
            let index = self.push(BlockKind::Run, nodes, parent);
            self.inline_macros(index);
        }
    }

    fn push(&mut self, kind: BlockKind, nodes: Range<NodeId>, parent: u32) -> u32 {
        let index = small(self.blocks.len());
        self.blocks.push(Block {
            kind,
            first: small(nodes.start),
            last: small(nodes.end),
            parent,
            after: index + 1,
        });
        index
    }

    fn seal(&mut self, index: u32) {
        let after = small(self.blocks.len());
        if let Some(block) = self.blocks.get_mut(index as usize) {
            block.after = after;
        }
    }

    /// Macros within text have handles too.
    fn inline_macros(&mut self, parent: u32) {
        let Some(nodes) = self.blocks.get(parent as usize).map(Block::nodes) else { return };
        for id in self.tree.outermost(nodes, |tag| matches!(tag, Tag::Macro | Tag::AdfExtension)) {
            self.push(BlockKind::Macro, id..self.tree.after(id), parent);
        }
        self.seal(parent);
    }

    fn block(&mut self, kind: BlockKind, id: NodeId, parent: u32) {
        let index = self.push(kind, id..self.tree.after(id), parent);
        match kind {
            BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Preformatted => {
                self.inline_macros(index)
            }
            BlockKind::List { .. } => self.items(id, index),
            BlockKind::TaskList => self.tasks(id, index),
            BlockKind::Table => self.rows(id, index),
            BlockKind::Task => {
                if let Some(body) = self.tree.child(id, Tag::TaskBody) {
                    self.inside(body, index, false);
                }
                // Cloud stores the tasks below a task beside its text.
                let below = self.tree.children(id).filter(|child| self.tree.tag(*child) == Tag::TaskList);
                for list in below.collect::<Vec<_>>() {
                    self.block(BlockKind::TaskList, list, index);
                }
            }
            BlockKind::Alert | BlockKind::Expand | BlockKind::Container => {
                if let Body::Rich(body) = self.tree.macro_body(id) {
                    self.inside(body, index, true);
                }
            }
            BlockKind::Extension => self.extension(id, index),
            BlockKind::Item => self.inside(id, index, false),
            BlockKind::Quote
            | BlockKind::Layout
            | BlockKind::LayoutSection
            | BlockKind::LayoutCell
            | BlockKind::Wrapper => {
                self.inside(id, index, true);
            }
            _ => {}
        }
        self.seal(index);
    }

    fn inside(&mut self, id: NodeId, parent: u32, images_stand_alone: bool) {
        self.level(id + 1..self.tree.after(id), parent, images_stand_alone);
    }

    fn items(&mut self, id: NodeId, parent: u32) {
        for child in self.tree.children(id) {
            match self.tree.tag(child) {
                Tag::Li => self.block(BlockKind::Item, child, parent),
                _ if self.tree.is_blank(child) => {}
                _ => {
                    let kind = self.classify(child, false).unwrap_or(BlockKind::Run);
                    self.block(kind, child, parent);
                }
            }
        }
    }

    fn tasks(&mut self, id: NodeId, parent: u32) {
        for child in self.tree.children(id) {
            match self.tree.tag(child) {
                Tag::Task => self.block(BlockKind::Task, child, parent),
                Tag::TaskList => self.block(BlockKind::TaskList, child, parent),
                _ => {}
            }
        }
    }

    fn rows(&mut self, id: NodeId, parent: u32) {
        for child in self.tree.children(id) {
            match self.tree.tag(child) {
                Tag::Thead | Tag::Tbody | Tag::Tfoot => self.rows(child, parent),
                Tag::Tr => {
                    let row = self.push(BlockKind::Row, child..self.tree.after(child), parent);
                    for cell in self.tree.children(child) {
                        if matches!(self.tree.tag(cell), Tag::Td | Tag::Th) {
                            let index = self.push(BlockKind::Cell, cell..self.tree.after(cell), row);
                            self.inside(cell, index, false);
                            self.seal(index);
                        }
                    }
                    self.seal(row);
                }
                _ => {}
            }
        }
    }

    fn extension(&mut self, id: NodeId, parent: u32) {
        for shown in self.tree.shown_of_extension(id) {
            self.inside(shown, parent, true);
        }
    }

    /// The kind of block that a node in block position is; `None` for inline content.
    fn classify(&self, id: NodeId, images_stand_alone: bool) -> Option<BlockKind> {
        let tag = self.tree.tag(id);
        if let Some(level) = tag.heading_level() {
            return Some(if self.holds_blocks(id) { BlockKind::Wrapper } else { BlockKind::Heading(level) });
        }
        Some(match tag {
            Tag::P if self.holds_blocks(id) => BlockKind::Wrapper,
            Tag::P | Tag::Dt => BlockKind::Paragraph,
            Tag::Ul => BlockKind::List { ordered: false },
            Tag::Ol => BlockKind::List { ordered: true },
            Tag::TaskList => BlockKind::TaskList,
            Tag::Blockquote => BlockKind::Quote,
            Tag::Hr => BlockKind::Rule,
            Tag::Pre => BlockKind::Preformatted,
            Tag::Table => BlockKind::Table,
            Tag::Layout => BlockKind::Layout,
            Tag::LayoutSection => BlockKind::LayoutSection,
            Tag::LayoutCell => BlockKind::LayoutCell,
            Tag::AdfExtension if self.is_inline_extension(id) => return None,
            Tag::AdfExtension => BlockKind::Extension,
            Tag::Image if images_stand_alone => BlockKind::Image,
            Tag::Macro => return self.classify_macro(id),
            Tag::Div
            | Tag::Section
            | Tag::Dl
            | Tag::Dd
            | Tag::Li
            | Tag::Thead
            | Tag::Tbody
            | Tag::Tr
            | Tag::Td
            | Tag::Th => BlockKind::Wrapper,
            Tag::AdfMark | Tag::AdfFragmentMark if self.holds_blocks(id) || self.wraps_blocks(id) => {
                BlockKind::Wrapper
            }
            Tag::Other => return self.classify_unknown(id),
            _ if self.tree.is_within_line(id) && self.has_block_below(id) => BlockKind::Wrapper,
            _ => return None,
        })
    }

    fn classify_macro(&self, id: NodeId) -> Option<BlockKind> {
        let name = self.tree.macro_name(id);
        Some(match (&*name, self.tree.macro_body(id)) {
            (name, Body::None) if is_inline_macro(name) => return None,
            ("info" | "note" | "tip" | "warning" | "panel", Body::Rich(_)) => BlockKind::Alert,
            ("expand", Body::Rich(_)) => BlockKind::Expand,
            ("code" | "noformat", Body::Plain(_)) => BlockKind::Code,
            (_, Body::Rich(_)) => BlockKind::Container,
            (_, Body::Plain(_)) => BlockKind::TextMacro,
            (_, Body::None) => BlockKind::Macro,
        })
    }

    /// The new editor says of its nodes which stand within a line.
    fn is_inline_extension(&self, id: NodeId) -> bool {
        let node = self.tree.child(id, Tag::AdfNode);
        node.and_then(|node| self.tree.attribute(node, "type")).is_some_and(|kind| kind.starts_with("inline"))
    }

    /// An element of HTML that is no block is inline; one of Confluence's own is shown as what it is.
    fn classify_unknown(&self, id: NodeId) -> Option<BlockKind> {
        match self.tree.name(id) {
            name if name.contains(':') => Some(BlockKind::Unknown),
            name if is_around_blocks(name) => Some(BlockKind::Wrapper),
            _ => self.has_block_below(id).then_some(BlockKind::Wrapper),
        }
    }

    /// Whether a mark is around blocks and not around text.
    fn wraps_blocks(&self, id: NodeId) -> bool {
        let kinds = self.tree.children(id).filter_map(|child| self.classify(child, false));
        kinds.into_iter().any(|kind| kind != BlockKind::Macro)
    }

    /// Whether a paragraph or a heading is only the shell of block content: of a block, of a macro with a body, or of a
    /// macro by itself.
    fn holds_blocks(&self, id: NodeId) -> bool {
        if self.has_block_below(id) {
            return true;
        }
        let mut others = false;
        let mut macros = 0;
        for child in self.tree.children(id) {
            match self.tree.tag(child) {
                Tag::Macro if is_inline_macro(&self.tree.macro_name(child)) => others = true,
                Tag::Macro => macros += 1,
                Tag::Br => {}
                _ => others |= !self.tree.is_blank(child),
            }
        }
        macros > 0 && !others
    }

    /// Whether an element holds a block or a macro with a body, be it within the marks of a line. What is in a link, a
    /// caption or a macro is a part of that.
    fn has_block_below(&self, id: NodeId) -> bool {
        let mut next = id + 1;
        while next < self.tree.after(id) {
            if self.is_block(next) {
                return true;
            }
            let is_open = self.tree.is_within_line(next) || self.tree.tag(next) == Tag::Other;
            next = if is_open { next + 1 } else { self.tree.after(next) };
        }
        false
    }

    /// Whether an element is a block wherever it stands.
    fn is_block(&self, id: NodeId) -> bool {
        match self.tree.tag(id) {
            Tag::Macro => self.tree.macro_body(id) != Body::None,
            Tag::AdfExtension => !self.is_inline_extension(id),
            Tag::Hr | Tag::Pre | Tag::Dl | Tag::Section | Tag::Layout | Tag::LayoutSection => true,
            Tag::Other => is_around_blocks(self.tree.name(id)),
            tag => tag.is_block(),
        }
    }
}

fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
