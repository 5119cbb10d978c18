//! Blocks of the page that the new Markdown has in another place.

use std::collections::{HashMap, HashSet};

use super::{Container, Emitter};
use crate::content::ast::{AstBlock, AstKind};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::splice::{Splice, apply_within};
use crate::storage::tag::Tag;
use crate::storage::text::slice;
use crate::storage::tree::{NodeId, Tree};

/// Where a block stands in the new Markdown. A list, its first item and the text of that may begin at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    start: usize,
    end: usize,
    is_item: bool,
}

impl Place {
    /// The place of a block that may be carried: of those, only an item may be as long as what it holds.
    pub(crate) fn of(block: &AstBlock<'_>) -> Self {
        let is_item = matches!(block.kind, AstKind::Item { .. });
        Self { start: block.range.start, end: block.range.end, is_item }
    }
}

/// Whether a block is known again wherever it stands.
pub(crate) fn is_carried(block: &AstBlock<'_>) -> bool {
    block.align.is_none()
        && match &block.kind {
            AstKind::Paragraph => !block.inline.is_empty(),
            AstKind::Heading(_) | AstKind::Code { .. } | AstKind::Table => true,
            AstKind::Item { done } => done.is_some() && !block.children.is_empty(),
            _ => false,
        }
}

/// Blocks of the page by where they stand now.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    pub(crate) places: HashMap<Place, BlockId>,
    pub(crate) sources: HashSet<BlockId>,
}

impl Carried {
    /// The block of the page that a block of the new Markdown is.
    pub(crate) fn at(&self, block: &AstBlock<'_>) -> Option<BlockId> {
        self.places.get(&Place::of(block)).copied().filter(|_| is_carried(block))
    }
}

impl Emitter<'_> {
    /// The bytes of the page that a block of the new Markdown is, as they stand in its container.
    pub(super) fn carried_bytes(&self, block: &AstBlock<'_>, container: Container) -> Option<String> {
        let id = self.carried?.at(block)?;
        let document = self.base?.document;
        let bytes = slice(document.storage(), document.blocks.span(&document.tree, id));
        let kind = document.blocks.get(id)?.kind;
        let in_task = container == Container::Task;
        Some(match kind {
            // The text of a task stands in it without a paragraph.
            BlockKind::Paragraph if in_task => {
                slice(document.storage(), document.tree.inner_span(document.blocks.get(id)?.node()))
                    .to_owned()
            }
            BlockKind::Run if !in_task => format!("<p>{bytes}</p>"),
            BlockKind::Task => {
                let (tree, task) = (&document.tree, document.blocks.get(id)?.node());
                let done = matches!(block.kind, AstKind::Item { done: Some(true) });
                let ticked = (is_done(tree, task) != done).then(|| ticked(tree, task, done));
                apply_within(tree.source(), tree.span(task), ticked.into_iter().collect())
            }
            _ => bytes.to_owned(),
        })
    }
}

/// The change that says whether a task is done.
pub(crate) fn ticked(tree: &Tree, task: NodeId, done: bool) -> Splice {
    let status = if done { "complete" } else { "incomplete" };
    let element = format!("<ac:task-status>{status}</ac:task-status>");
    match tree.child(task, Tag::TaskStatus) {
        Some(old) if !tree.is_empty_element(old) => Splice::new(tree.inner_span(old), status),
        Some(old) => Splice::new(tree.span(old), element),
        None => {
            let body = tree.child(task, Tag::TaskBody).map(|body| tree.span(body).start);
            Splice::insert(body.unwrap_or(tree.inner_span(task).end), element)
        }
    }
}

fn is_done(tree: &Tree, task: NodeId) -> bool {
    tree.child(task, Tag::TaskStatus).is_some_and(|status| tree.text(status).trim() == "complete")
}
