//! What a reader is told of an element that Markdown cannot hold, and of which an edit may change nothing.

use crate::storage::seen::{self, one_line};
use crate::storage::tag::Tag;
use crate::storage::tree::{NodeId, Tree};

/// How many decisions of a list are told of whether they are taken.
const MOST_STATES: usize = 50;

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
        let panel = node.and_then(|node| self.extension_value(node, "panel-type"));
        facts.extend(panel.map(|panel| ("panel", panel)));
        let states: Vec<String> = self.values_below(id, "state").take(MOST_STATES).collect();
        facts.extend((!states.is_empty()).then(|| ("state", states.join(","))));
        facts
    }

    /// An attribute of the node, or a parameter of it.
    fn extension_value(&self, node: NodeId, key: &str) -> Option<String> {
        self.values_below(node, key).next().filter(|value| !value.is_empty())
    }

    fn values_below<'t>(&'t self, node: NodeId, key: &'t str) -> impl Iterator<Item = String> + 't {
        let named = move |&id: &NodeId| {
            let holds = match self.tag(id) {
                Tag::AdfAttribute => true,
                Tag::Other => self.name(id) == "ac:adf-parameter",
                _ => false,
            };
            holds && self.attribute(id, "key").is_some_and(|found| found == key)
        };
        self.descendants(node).filter(named).map(|id| one_line(&self.text(id)))
    }

    /// An element that we do not know: its name and its text.
    pub(crate) fn unknown_facts(&self, id: NodeId) -> Vec<(&'static str, String)> {
        let mut facts = vec![("name", self.name(id).to_owned())];
        let text = seen::line(self, id + 1..self.after(id));
        facts.extend((!text.is_empty()).then_some(("text", text)));
        facts
    }
}
