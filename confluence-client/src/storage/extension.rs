//! Extensions of the new editor: what of one is shown.

use super::tag::Tag;
use super::tree::{NodeId, Tree};

impl Tree {
    /// The elements that hold what is shown of an extension: the copy for those who do not know it, which has the look of
    /// it, where that says what the contents of its nodes say, and else these, which editors change.
    pub(crate) fn shown_of_extension(&self, id: NodeId) -> Vec<NodeId> {
        self.parts_of_extension(id).0
    }

    /// The other elements that say what is shown of an extension: its contents, or the copy of them.
    pub(crate) fn unshown_of_extension(&self, id: NodeId) -> Vec<NodeId> {
        self.parts_of_extension(id).1
    }

    /// What is shown of an extension, and what else says it.
    fn parts_of_extension(&self, id: NodeId) -> (Vec<NodeId>, Vec<NodeId>) {
        let contents = self.outermost(self.descendants(id), |tag| tag == Tag::AdfContent);
        let copy = Vec::from_iter(self.child(id, Tag::AdfFallback));
        let has_content = contents.iter().any(|&content| !self.inner_span(content).is_empty());
        let is_copy_shown =
            !copy.is_empty() && (!has_content || self.letters(&contents) == self.letters(&copy));
        if is_copy_shown { (copy, contents) } else { (contents, copy) }
    }

    /// The text of some elements without its blanks.
    fn letters(&self, nodes: &[NodeId]) -> String {
        let text: String = nodes.iter().map(|&node| self.text(node)).collect();
        text.split_whitespace().collect()
    }
}
