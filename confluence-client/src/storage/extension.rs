//! Extensions of the new editor: what of one is shown.

use super::tag::Tag;
use super::tree::{NodeId, Tree};

impl Tree {
    /// The contents of the nodes of an extension, outermost only.
    fn contents_of_extension(&self, id: NodeId) -> Vec<NodeId> {
        let mut behind = 0;
        let is_outermost = |&node: &NodeId| {
            let outermost = node >= behind && self.tag(node) == Tag::AdfContent;
            if outermost {
                behind = self.after(node);
            }
            outermost
        };
        self.descendants(id).filter(is_outermost).collect()
    }

    /// The elements that hold what is shown of an extension: the contents of its nodes, which editors change, and where
    /// these hold nothing, the copy for those who do not know it.
    pub(crate) fn shown_of_extension(&self, id: NodeId) -> Vec<NodeId> {
        let contents = self.contents_of_extension(id);
        match contents.iter().any(|&content| !self.inner_span(content).is_empty()) {
            true => contents,
            false => self.child(id, Tag::AdfFallback).into_iter().collect(),
        }
    }

    /// The copy of what is shown of an extension, if it has one beside its contents.
    pub(crate) fn copy_of_extension(&self, id: NodeId) -> Option<NodeId> {
        let copy = self.child(id, Tag::AdfFallback)?;
        (self.shown_of_extension(id).first() != Some(&copy)).then_some(copy)
    }
}
