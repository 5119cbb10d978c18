//! The blocks of a page: what has a handle, what is shown as a block of Markdown, what an edit replaces.

use std::ops::Range;

use crate::storage::tree::{NodeId, Tree};

mod find;

/// A block's place in document order.
pub(crate) type BlockId = usize;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BlockKind {
    Heading(u8),
    Paragraph,
    /// Text that stands in its container without a paragraph of its own.
    Run,
    List {
        ordered: bool,
    },
    Item,
    TaskList,
    Task,
    Quote,
    Rule,
    Preformatted,
    Table,
    Row,
    Cell,
    Alert,
    Expand,
    Code,
    /// A macro with a plain text body that we do not know.
    TextMacro,
    /// A macro with a body of blocks.
    Container,
    /// A macro without a body.
    Macro,
    Layout,
    LayoutSection,
    LayoutCell,
    Image,
    Extension,
    /// An element that only holds blocks together.
    Wrapper,
    Unknown,
}

impl BlockKind {
    /// Whether a block holds text itself.
    pub(crate) fn holds_text(self) -> bool {
        matches!(
            self,
            Self::Heading(_)
                | Self::Paragraph
                | Self::Run
                | Self::Preformatted
                | Self::Image
                | Self::Code
                | Self::TextMacro
        )
    }
}

/// A block and the nodes that it is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    first: u32,
    last: u32,
    parent: u32,
    after: u32,
}

impl Block {
    /// The node of the block; of a run, its first node.
    pub(crate) fn node(&self) -> NodeId {
        self.first as usize
    }

    /// The nodes of a run.
    pub(crate) fn nodes(&self) -> Range<NodeId> {
        self.first as usize..self.last as usize
    }

    /// The nodes of its line: of a run its own, else those within its element.
    pub(crate) fn line_nodes(&self, tree: &Tree) -> Range<NodeId> {
        match self.kind {
            BlockKind::Run => self.nodes(),
            _ => tree.descendants(self.node()),
        }
    }

    pub(crate) fn parent(&self) -> Option<BlockId> {
        (self.parent != NO_PARENT).then_some(self.parent as usize)
    }

    pub(crate) fn after(&self) -> BlockId {
        self.after as usize
    }
}

/// Stands in for a block that is not there, in builds without assertions.
static NO_BLOCK: Block = Block { kind: BlockKind::Unknown, first: 0, last: 0, parent: NO_PARENT, after: 0 };

const NO_PARENT: u32 = u32::MAX;

/// All blocks of a page in document order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocks(Vec<Block>);

impl Blocks {
    pub(crate) fn of(tree: &Tree) -> Self {
        Self(find::find(tree))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// A block that may not be there, such as the one that somebody's handle names.
    pub(crate) fn get(&self, id: BlockId) -> Option<&Block> {
        self.0.get(id)
    }

    /// A block and what it is in, the innermost first.
    pub(crate) fn upward(&self, id: BlockId) -> impl Iterator<Item = BlockId> {
        std::iter::successors(Some(id), |&id| self.at(id).parent())
    }

    /// A block; an id that names none is a mistake of ours, which tests have to see.
    pub(crate) fn at(&self, id: BlockId) -> &Block {
        debug_assert!(id < self.len(), "no block {id} of {}", self.len());
        self.0.get(id).unwrap_or(&NO_BLOCK)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (BlockId, &Block)> {
        self.0.iter().enumerate()
    }

    pub(crate) fn roots(&self) -> Children<'_> {
        Children { blocks: self, next: 0, end: self.len() }
    }

    pub(crate) fn children(&self, id: BlockId) -> Children<'_> {
        Children { blocks: self, next: id + 1, end: self.get(id).map_or(id, Block::after) }
    }

    /// A block by itself, as if it were all there is.
    pub(crate) fn one(&self, id: BlockId) -> Children<'_> {
        Children { blocks: self, next: id, end: self.get(id).map_or(id, Block::after) }
    }

    /// The block that starts at a node.
    pub(crate) fn at_node(&self, node: NodeId) -> Option<BlockId> {
        let place = self.0.partition_point(|block| (block.first as usize) < node);
        self.0.get(place).filter(|block| block.first as usize == node).map(|_| place)
    }

    /// The first block that begins at or behind a byte.
    pub(crate) fn first_from(&self, tree: &Tree, at: usize) -> BlockId {
        self.0.partition_point(|block| tree.span(block.node()).start < at)
    }

    /// The last block that begins at or before a byte.
    pub(crate) fn last_from(&self, tree: &Tree, at: usize) -> Option<BlockId> {
        self.0.partition_point(|block| tree.span(block.node()).start <= at).checked_sub(1)
    }

    /// The bytes of a block.
    pub(crate) fn span(&self, tree: &Tree, id: BlockId) -> Range<usize> {
        let block = self.at(id);
        let start = tree.span(block.node()).start;
        let end = tree.siblings(block.nodes()).last().map_or(start, |last| tree.span(last).end);
        start..end
    }
}

/// Sibling blocks in order.
#[derive(Clone)]
pub(crate) struct Children<'b> {
    blocks: &'b Blocks,
    next: BlockId,
    end: BlockId,
}

impl Iterator for Children<'_> {
    type Item = BlockId;

    fn next(&mut self) -> Option<BlockId> {
        if self.next >= self.end {
            return None;
        }
        let id = self.next;
        self.next = self.blocks.get(id).map_or(self.end, Block::after).max(id + 1);
        Some(id)
    }
}
