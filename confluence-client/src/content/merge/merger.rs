//! The state of a merge, and what it is about: containers, blocks of Markdown with those of the page, and what becomes of
//! them.

use std::collections::HashSet;
use std::ops::Range;

use crate::content::ast::{AstBlock, Source};
use crate::content::base::Base;
use crate::content::blocks::BlockId;
use crate::content::emit::{Carried, Container};
use crate::content::splice::Splice;
use crate::storage::tree::NodeId;

/// The state of a merge: both texts and the changes found so far.
pub(crate) struct Merger<'a> {
    pub(crate) base: &'a Base<'a>,
    /// The whole page, for handles and for what the new text took from elsewhere.
    pub(crate) handles: &'a Base<'a>,
    pub(crate) old: &'a Source,
    pub(crate) new: &'a Source,
    pub(crate) splices: Vec<Splice>,
    /// Blocks that may stand in another container now.
    pub(crate) carried: Carried,
    /// Names of anchors of the page that the new text writes anew, if it has any of those names.
    pub(crate) free_anchors: HashSet<String>,
}

/// A container of the page: the blocks that it shows and the bytes between its tags.
pub(crate) struct Level {
    pub(crate) blocks: Vec<BlockId>,
    pub(crate) inner: Range<usize>,
    pub(crate) container: Container,
    /// Whether a container that shows nothing is filled anew, invisible paragraphs and all.
    pub(crate) replace_empty: bool,
}

/// Blocks of Markdown and the blocks of the page that they show; usually one each.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) drafts: Range<usize>,
    pub(crate) blocks: Vec<BlockId>,
    pub(crate) span: Range<usize>,
    /// Where that goes which is new behind it.
    pub(crate) behind: usize,
}

/// A block of the page that changed, as the old and as the new Markdown have it.
pub(crate) struct Pair<'p> {
    pub(crate) id: BlockId,
    pub(crate) node: NodeId,
    pub(crate) group: &'p Group,
    pub(crate) old: &'p AstBlock<'p>,
    pub(crate) new: &'p AstBlock<'p>,
    pub(crate) container: Container,
}

/// What becomes of a new block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is the old group, unchanged.
    Kept(usize),
    /// It is the old group, from elsewhere in the container.
    Moved(usize),
    /// It is the old group, changed.
    Changed(usize),
    /// It is the old group, from elsewhere in the container, and changed.
    MovedAndChanged(usize),
    New,
}

impl<'a> Merger<'a> {
    /// One that has merged nothing yet.
    pub(crate) fn new(base: &'a Base<'a>, handles: &'a Base<'a>, old: &'a Source, new: &'a Source) -> Self {
        let (splices, carried) = (Vec::new(), Carried::default());
        Self { base, handles, old, new, splices, carried, free_anchors: HashSet::new() }
    }
}

pub(super) fn set<T>(items: &mut [T], index: usize, value: T) {
    if let Some(place) = items.get_mut(index) {
        *place = value;
    }
}
