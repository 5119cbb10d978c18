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

    /// The elements that hold what is shown of an extension: the copy for those who do not know it, which has the look of
    /// it, where that says what the contents of its nodes say, and else these, which editors change.
    pub(crate) fn shown_of_extension(&self, id: NodeId) -> Vec<NodeId> {
        let contents = self.contents_of_extension(id);
        let copy = self.child(id, Tag::AdfFallback);
        let has_content = contents.iter().any(|&content| !self.inner_span(content).is_empty());
        match copy {
            Some(copy) if !has_content || self.letters(&contents) == self.letters(&[copy]) => vec![copy],
            _ => contents,
        }
    }

    /// The other elements that say what is shown of an extension: its contents, or the copy of them.
    pub(crate) fn unshown_of_extension(&self, id: NodeId) -> Vec<NodeId> {
        let shown = self.shown_of_extension(id);
        let mut all = self.contents_of_extension(id);
        all.extend(self.child(id, Tag::AdfFallback));
        all.retain(|node| !shown.contains(node));
        all
    }

    /// The text of some elements without its blanks.
    fn letters(&self, nodes: &[NodeId]) -> String {
        let text: String = nodes.iter().map(|&node| self.text(node)).collect();
        text.split_whitespace().collect()
    }
}
