//! Macros in a line whose handles an author does not write, who has never seen the page.

use std::collections::{HashMap, HashSet, VecDeque};

use super::runs::is_macro;
use crate::content::ast::{AstBlock, AstKind, Inline, InlineKind};
use crate::content::blocks::BlockId;
use crate::content::emit::Container;
use crate::content::merge::merger::Merger;
use crate::content::said::head;
use crate::offload::stop_if_abandoned;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

impl Merger<'_> {
    /// The macros of a block that a new line has without their handles, by where each begins in the new Markdown.
    pub(super) fn same_directives(&self, id: BlockId, new: &[Inline<'_>]) -> HashMap<usize, NodeId> {
        let directive = |piece: &Inline<'_>| match &piece.kind {
            InlineKind::Directive(directive) if is_macro(directive) => Some(directive.handle),
            _ => None,
        };
        let anew: Vec<&Inline<'_>> = new.iter().filter(|piece| directive(piece) == Some(None)).collect();
        if anew.is_empty() {
            return HashMap::new();
        }
        let document = self.base.document;
        let (tree, block) = (&document.tree, document.blocks.at(id));
        let nodes = block.line_nodes(tree);
        let named: HashSet<NodeId> = new
            .iter()
            .filter_map(|piece| document.blocks.get(directive(piece)??.block()).map(|block| block.node()))
            .collect();
        let mut left: HashMap<String, VecDeque<NodeId>> = HashMap::new();
        for node in nodes.filter(|node| tree.tag(*node) == Tag::Macro && !named.contains(node)) {
            left.entry(head(tree, node)).or_default().push_back(node);
        }
        let mut same = HashMap::new();
        for piece in anew {
            stop_if_abandoned();
            let line = AstBlock {
                kind: AstKind::Paragraph,
                range: piece.range.clone(),
                handle: None,
                align: None,
                inline: vec![piece.clone()],
                children: Vec::new(),
            };
            let Some(written) = self.written_anew(&line, Container::Item) else { continue };
            let written = &written.tree;
            let Some(anew) = (0..written.len()).find(|&node| written.tag(node) == Tag::Macro) else {
                continue;
            };
            let found = left.get_mut(&head(written, anew)).and_then(VecDeque::pop_front);
            same.extend(found.map(|node| (piece.range.start, node)));
        }
        same
    }
}
