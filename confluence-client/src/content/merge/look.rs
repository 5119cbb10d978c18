//! How a block looks, as far as Markdown says it.

use super::merger::{Merger, Pair};
use crate::content::blocks::BlockKind;
use crate::content::splice::Splice;
use crate::storage::text::{attribute_into, attribute_value_into};
use crate::storage::tree::NodeId;

impl Merger<'_> {
    /// Aligns a paragraph or a heading as its new text says. One that says nothing leaves it as it is: Markdown that is
    /// read does not show how a text is aligned.
    pub(super) fn set_alignment(&mut self, pair: &Pair<'_>) {
        let kind = self.base.kind(pair.id);
        let Some(align) = pair.new.align.filter(|_| kind != Some(BlockKind::Run)) else { return };
        let tree = &self.base.document.tree;
        let wanted = format!("text-align: {align};");
        let style = tree.attribute(pair.node, "style").unwrap_or_default();
        let (mut others, mut is_same) = (String::new(), false);
        for set in style.split(';').map(str::trim).filter(|set| !set.is_empty()) {
            match set.split_once(':') {
                Some((name, value)) if name.trim() == "text-align" => is_same = value.trim() == align,
                _ => others.extend([set, "; "]),
            }
        }
        if is_same {
            return;
        }
        self.set_attribute(pair.node, "style", &(others + &wanted));
    }

    /// Sets an attribute of an element of the page.
    pub(super) fn set_attribute(&mut self, node: NodeId, name: &str, value: &str) {
        let tree = &self.base.document.tree;
        let mut text = String::new();
        self.splices.push(match tree.attribute_span(node, name) {
            Some(span) => {
                attribute_value_into(&mut text, value);
                Splice::new(span, text)
            }
            None => {
                attribute_into(&mut text, name, value);
                Splice::insert(tree.span(node).start + 1 + tree.name(node).len(), text)
            }
        });
    }
}
