//! What storage format says, without what the service adds to it and what Markdown has no word for: two pieces of which
//! this is the same are one text, published twice.

use std::ops::Range;

use super::heading_links::is_named_by;
use crate::invisible::is_space;
use crate::storage::seen;
use crate::storage::tag::Tag;
use crate::storage::text::{decode, unix_lines};
use crate::storage::tree::{NodeId, Tree};

/// Which anchors count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchors {
    All,
    /// Those aside that a heading was given since a link leads to it.
    Written,
}

/// What some siblings say.
pub(crate) fn said(tree: &Tree, nodes: Range<NodeId>, anchors: Anchors) -> String {
    let mut said = Said::new(tree, anchors);
    tree.siblings(nodes).for_each(|node| said.node(node));
    said.end_of_line();
    said.out
}

/// The name of a macro and its parameters.
pub(crate) fn head(tree: &Tree, node: NodeId) -> String {
    let mut said = Said::new(tree, Anchors::All);
    said.open(node);
    said.parameters(node);
    said.out
}

struct Said<'t> {
    tree: &'t Tree,
    anchors: Anchors,
    out: String,
    /// Whether a blank that comes now shows nothing: at the start of a line, and behind another one.
    blank: bool,
}

impl<'t> Said<'t> {
    fn new(tree: &'t Tree, anchors: Anchors) -> Self {
        Self { tree, anchors, out: String::new(), blank: true }
    }

    fn node(&mut self, id: NodeId) {
        let tag = self.tree.tag(id);
        match tag {
            Tag::Text | Tag::CData => self.text(&self.tree.characters(id)),
            Tag::Comment | Tag::Instruction | Tag::TaskId | Tag::TaskUuid | Tag::Colgroup => {}
            Tag::Macro if self.anchors == Anchors::Written && is_given(self.tree, id) => {}
            Tag::CommentMarker | Tag::Span | Tag::Tbody | Tag::Thead | Tag::Tfoot => self.inside(id),
            Tag::PlainTextBody | Tag::PlainTextLinkBody | Tag::Pre => {
                self.open(id);
                self.out.push_str(&unix_lines(&self.tree.text(id)));
                self.close();
            }
            Tag::Br => {
                self.end_of_line();
                self.out.push_str("<br>");
            }
            Tag::Macro => {
                self.open(id);
                self.parameters(id);
                let bodies = self.tree.children(id).filter(|&child| self.tree.tag(child) != Tag::Parameter);
                bodies.for_each(|child| self.node(child));
                self.close();
            }
            _ if tag.is_block() => {
                self.end_of_line();
                self.open(id);
                self.inside(id);
                self.end_of_line();
                self.close();
                self.blank = true;
            }
            _ => {
                self.open(id);
                self.inside(id);
                self.close();
                self.blank &= tag.is_mark();
            }
        }
    }

    fn inside(&mut self, id: NodeId) {
        self.tree.children(id).for_each(|child| self.node(child));
    }

    /// The service may have parameters in another order.
    fn parameters(&mut self, id: NodeId) {
        let parameters = self.tree.children(id).filter(|&child| self.tree.tag(child) == Tag::Parameter);
        let mut parameters: Vec<String> = parameters
            .map(|node| {
                let mut said = Said::new(self.tree, Anchors::All);
                said.open(node);
                said.inside(node);
                said.out
            })
            .collect();
        parameters.sort_unstable();
        self.out.extend(parameters);
        self.blank = false;
    }

    fn open(&mut self, id: NodeId) {
        let mut told: Vec<String> = self
            .tree
            .attributes(id)
            .filter_map(|(name, value)| said_of_attribute(name, &decode(value)))
            .collect();
        told.sort_unstable();
        let name = if self.tree.tag(id) == Tag::Macro { "macro" } else { self.tree.name(id) };
        self.out.extend(["<", name]);
        for attribute in told {
            self.out.push('\n');
            self.out.push_str(&attribute);
        }
        self.out.push('>');
    }

    fn close(&mut self) {
        self.out.push_str("</>");
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            if !is_space(character) {
                self.out.push(character);
                self.blank = false;
            } else if !std::mem::replace(&mut self.blank, true) {
                self.out.push(' ');
            }
        }
    }

    fn end_of_line(&mut self) {
        if self.out.ends_with(' ') {
            self.out.pop();
        }
        self.blank = true;
    }
}

/// An attribute, if Markdown says it: neither what the service adds, nor a look.
fn said_of_attribute(name: &str, value: &str) -> Option<String> {
    let is_added = name == "class"
        || matches!(name, "ac:macro-id" | "ac:schema-version" | "ac:task-list-id" | "ri:version-at-save")
        || name.ends_with("local-id")
        || ["ac:original-", "ac:custom-width", "ac:breakout-"].iter().any(|added| name.starts_with(added))
        || name.starts_with("data-") && name != "data-card-appearance";
    let is_default = matches!(name, "colspan" | "rowspan" | "start") && value == "1";
    if is_added || is_default {
        return None;
    }
    if name != "style" {
        return Some(format!("{name}={value}"));
    }
    let sets = value.split(';').filter_map(|set| set.split_once(':'));
    let sets = sets.map(|(property, value)| (property.trim(), value.trim()));
    let kept: Vec<String> = sets
        .filter(|(property, _)| matches!(*property, "text-align" | "margin-left"))
        .map(|(property, value)| format!("{property}:{value}"))
        .collect();
    (!kept.is_empty()).then(|| kept.join(";"))
}

/// Whether a macro is an anchor that the heading around it was given by its own name.
pub(crate) fn is_given(tree: &Tree, id: NodeId) -> bool {
    let heading = tree.parent(id);
    if tree.tag(heading).heading_level().is_none() {
        return false;
    }
    let is_title = |name: &str| is_named_by(name, &seen::line(tree, tree.descendants(heading)));
    tree.anchor_name(id).is_some_and(|name| is_title(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Document;

    fn all(storage: &str, anchors: Anchors) -> String {
        let document = Document::parse(storage).unwrap();
        said(&document.tree, 1..document.tree.len(), anchors)
    }

    #[test]
    fn what_the_service_adds_says_nothing() {
        for (sent, stored) in [
            ("<p>a  b</p>", "<p local-id=\"1\">a b </p>"),
            (
                "<ac:structured-macro ac:name=\"x\" ac:schema-version=\"1\"><ac:parameter ac:name=\"a\">1</ac:parameter><ac:parameter ac:name=\"b\">2</ac:parameter></ac:structured-macro>",
                "<ac:structured-macro ac:name=\"x\" ac:macro-id=\"i\"><ac:parameter ac:name=\"b\">2</ac:parameter><ac:parameter ac:name=\"a\">1</ac:parameter></ac:structured-macro>",
            ),
            (
                "<table><tbody><tr><td><p>a &mdash; b</p></td></tr></tbody></table>",
                "<table data-layout=\"wide\"><colgroup><col /></colgroup><tbody><tr><td class=\"x\"><p>a \u{2014} b</p></td></tr></tbody></table>",
            ),
        ] {
            assert_eq!(all(sent, Anchors::All), all(stored, Anchors::All), "{sent}");
        }
    }

    #[test]
    fn what_markdown_says_counts() {
        for (one, other) in [
            ("<p>a b</p>", "<p>ab</p>"),
            ("<p>a <strong>b</strong></p>", "<p>a b</p>"),
            ("<p>a\u{a0}b</p>", "<p>a b</p>"),
            ("<td><p>a</p></td>", "<th><p>a</p></th>"),
            ("<p style=\"text-align: center;\">a</p>", "<p>a</p>"),
            ("<p>a <img src=\"i\" /> b</p>", "<p>a <img src=\"i\" />b</p>"),
        ] {
            assert_ne!(all(one, Anchors::All), all(other, Anchors::All), "{one}");
        }
    }

    #[test]
    fn a_heading_may_have_been_given_an_anchor() {
        let anchor = |name: &str| {
            format!(
                "<h2><ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">{name}</ac:parameter></ac:structured-macro>Set up</h2>"
            )
        };
        for name in ["set-up", "set-up-2", "Set up"] {
            assert_eq!(all(&anchor(name), Anchors::Written), all("<h2>Set up</h2>", Anchors::All), "{name}");
        }
        assert_ne!(all(&anchor("other"), Anchors::Written), all("<h2>Set up</h2>", Anchors::All));
    }
}
