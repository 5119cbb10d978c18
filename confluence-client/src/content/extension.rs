//! What a reader is told of an element that Markdown cannot hold, and of which an edit may change nothing.

use crate::storage::seen::one_line;
use crate::storage::tag::Tag;
use crate::storage::tree::{NodeId, Tree};

impl Tree {
    /// An extension of the new editor: its type, and what the editor calls it.
    pub(crate) fn extension_facts(&self, id: NodeId) -> Vec<(&'static str, String)> {
        let node = self.descendants(id).find(|&inner| self.tag(inner) == Tag::AdfNode);
        let kind = node.and_then(|node| self.attribute(node, "type"));
        let mut facts = vec![("type", kind.map_or_else(|| "unknown".to_owned(), |kind| one_line(&kind)))];
        let title = node.and_then(|node| {
            ["text", "extension-title", "extension-key"]
                .iter()
                .find_map(|key| self.extension_value(node, key))
        });
        facts.extend(title.map(|title| ("text", title)));
        facts
    }

    /// An attribute of the node, or a parameter of it.
    fn extension_value(&self, node: NodeId, key: &str) -> Option<String> {
        let named = |&id: &NodeId| {
            let holds = match self.tag(id) {
                Tag::AdfAttribute => true,
                Tag::Other => self.name(id) == "ac:adf-parameter",
                _ => false,
            };
            holds && self.attribute(id, "key").is_some_and(|found| found == key)
        };
        self.descendants(node)
            .find(named)
            .map(|id| one_line(&self.text(id)))
            .filter(|value| !value.is_empty())
    }

    /// An element that we do not know: its name and its text.
    pub(crate) fn unknown_facts(&self, id: NodeId) -> Vec<(&'static str, String)> {
        let mut facts = vec![("name", self.name(id).to_owned())];
        facts.extend(Some(("text", one_line(&self.text(id)))).filter(|(_, text)| !text.is_empty()));
        facts
    }
}
