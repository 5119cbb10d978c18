//! What a macro is called, what it was given, and what kind of body it has.

use std::borrow::Cow;

use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// The body of a macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    None,
    Rich(NodeId),
    Plain(NodeId),
}

impl Tree {
    pub(crate) fn macro_name(&self, id: NodeId) -> Cow<'_, str> {
        self.attribute(id, "ac:name").unwrap_or(Cow::Borrowed(""))
    }

    pub(crate) fn macro_body(&self, id: NodeId) -> Body {
        for child in self.children(id) {
            match self.tag(child) {
                Tag::RichTextBody => return Body::Rich(child),
                Tag::PlainTextBody => return Body::Plain(child),
                _ => {}
            }
        }
        Body::None
    }

    /// The parameters in order: element, name, value as text.
    pub(crate) fn macro_parameters(&self, id: NodeId) -> impl Iterator<Item = Parameter<'_>> {
        self.children(id).filter(|&child| self.tag(child) == Tag::Parameter).map(|node| Parameter {
            node,
            name: self.attribute(node, "ac:name").unwrap_or(Cow::Borrowed("")),
            value: self.parameter_value(node),
        })
    }

    pub(crate) fn macro_parameter(&self, id: NodeId, name: &str) -> Option<Cow<'_, str>> {
        self.macro_parameters(id).find(|parameter| parameter.name == name).map(|parameter| parameter.value)
    }

    /// The name of the place that an anchor makes; nothing of any other node.
    pub(crate) fn anchor_name(&self, id: NodeId) -> Option<Cow<'_, str>> {
        let is_anchor = self.tag(id) == Tag::Macro && self.macro_name(id) == "anchor";
        if is_anchor { self.macro_parameter(id, "") } else { None }
    }

    /// The URLs of what a parameter names, with commas between them; of one that names nothing, its text.
    fn parameter_value(&self, node: NodeId) -> Cow<'_, str> {
        let resources = self.parameter_resources(node);
        if resources.is_empty() {
            return self.text(node);
        }
        let addresses: Vec<String> = resources.into_iter().map(|id| self.resource_uri(id, None)).collect();
        Cow::Owned(addresses.join(","))
    }

    /// What a parameter names, without what that is in.
    pub(crate) fn parameter_resources(&self, node: NodeId) -> Vec<NodeId> {
        self.outermost(self.descendants(node), Tag::is_resource)
    }

    /// Whether a parameter that names something has a text beside that.
    pub(crate) fn is_mixed(&self, node: NodeId) -> bool {
        let text = self.text(node);
        let is_text = text.contains(|sign: char| !sign.is_whitespace() && sign != ',');
        is_text && !self.parameter_resources(node).is_empty()
    }
}

/// One parameter of a macro.
pub(crate) struct Parameter<'t> {
    pub(crate) node: NodeId,
    pub(crate) name: Cow<'t, str>,
    pub(crate) value: Cow<'t, str>,
}

/// Macros that are drawn within a line of text.
pub(crate) fn is_inline_macro(name: &str) -> bool {
    matches!(name, "status" | "anchor" | "profile-picture" | "mathinline" | "eazy-math-inline")
}
