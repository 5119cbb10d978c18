//! Looks that Markdown does not show: colours of cells and texts, marks of lists.

use super::Renderer;
use crate::storage::tree::NodeId;

impl Renderer<'_> {
    /// Counts the colours that a paragraph or a heading sets for all of its text.
    pub(super) fn count_colours(&mut self, style: &str) {
        if sets(style, "color") {
            self.hide("text colour");
        }
        if sets(style, "background") || sets(style, "background-color") {
            self.hide("highlight colour");
        }
    }

    /// Counts another mark or kind of number than a list has.
    pub(super) fn count_list_style(&mut self, list: NodeId) {
        let style = self.tree.attribute(list, "style");
        if style.is_some_and(|style| sets(&style, "list-style-type") || sets(&style, "list-style")) {
            self.hide("marks of lists");
        }
    }

    /// Whether a cell has a colour, in one of the ways in which editors of either deployment write it.
    pub(super) fn has_colour(&self, cell: NodeId) -> bool {
        let is_colour = |value: &str| !matches!(value, "" | "#ffffff" | "#fff" | "white");
        let is_set = |name| self.tree.attribute(cell, name).is_some_and(|value| is_colour(&value));
        let classes = self.tree.attribute(cell, "class").unwrap_or_default();
        let style = self.tree.attribute(cell, "style").unwrap_or_default();
        is_set("data-highlight-colour")
            || is_set("bgcolor")
            || classes.split_whitespace().any(|class| class.starts_with("highlight-"))
            || sets(&style, "background-color")
            || sets(&style, "background")
    }
}

/// Whether a style sets a property.
fn sets(style: &str, property: &str) -> bool {
    let mut names = style.split(';').filter_map(|set| set.split_once(':')).map(|(name, _)| name.trim());
    names.any(|name| name.eq_ignore_ascii_case(property))
}
