//! Looks that Markdown does not show: what styles set, colours of cells, marks of lists.

use super::Renderer;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// What a style sets that Markdown does not show, or shows by a mark.
#[derive(Default)]
pub(super) struct Look {
    pub(super) struck: bool,
    hidden: bool,
    colour: bool,
    highlight: bool,
    aligned: bool,
    indented: bool,
    /// Another look of letters: a size, a font.
    letters: bool,
    /// Whatever else.
    other: bool,
}

impl Look {
    pub(super) fn of(style: &str) -> Self {
        let mut look = Self::default();
        for (name, value) in style.split(';').filter_map(|set| set.split_once(':')) {
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
            match (&*name, &*value) {
                ("text-decoration" | "text-decoration-line", drawn) if drawn.contains("line-through") => {
                    look.struck = true;
                }
                ("display", "none") | ("visibility", "hidden" | "collapse") => look.hidden = true,
                ("color", _) => look.colour = true,
                ("background" | "background-color", _) => look.highlight = true,
                ("text-align", _) => look.aligned = true,
                ("margin-left", _) => look.indented = true,
                (name, _) if name.starts_with("font") || name.starts_with("text-") => look.letters = true,
                _ => look.other = true,
            }
        }
        look
    }
}

impl Renderer<'_> {
    /// What the style of an element sets, if it has one.
    pub(super) fn look(&self, node: NodeId) -> Option<Look> {
        self.tree.attribute(node, "style").map(|style| Look::of(&style))
    }

    /// Counts what the style of a block sets for all that is in it.
    pub(super) fn count_look(&mut self, node: NodeId) {
        let Some(look) = self.look(node) else { return };
        let is_cell = matches!(self.tree.tag(node), Tag::Td | Tag::Th);
        let sets = [
            (look.aligned, "text alignment"),
            (look.indented, "indentation"),
            (look.colour, "text colour"),
            // That of a cell is counted with the other ways to colour one.
            (look.highlight && !is_cell, "highlight colour"),
            (look.struck, "text that its style strikes through"),
            (look.hidden, "text that the page hides"),
            (look.letters, "other styles of text"),
        ];
        sets.into_iter().filter(|(is_set, _)| *is_set).for_each(|(_, construct)| self.hide(construct));
    }

    /// Counts what an element within a line is beside its mark, and says whether its style strikes its text through.
    pub(super) fn count_look_in_line(&mut self, node: NodeId, tag: Tag) -> bool {
        let look = self.look(node).unwrap_or_default();
        if look.hidden {
            self.hide("text that the page hides");
        }
        if look.highlight {
            self.hide("highlight colour");
        } else if look.colour || tag == Tag::Font {
            self.hide("text colour");
        } else if look.letters || (look.other || look.aligned || look.indented) && tag == Tag::Span {
            self.hide("other styles of text");
        }
        if matches!(tag, Tag::AdfMark | Tag::AdfFragmentMark) {
            self.hide("marks of the new editor");
        } else if tag == Tag::Other && self.tree.name(node).contains(':') {
            self.hide("unknown elements");
        }
        look.struck
    }

    /// Counts what an element is that only holds blocks together for a reader of Markdown.
    pub(super) fn count_wrapper(&mut self, node: NodeId) {
        let tag = self.tree.tag(node);
        if tag == Tag::CommentMarker {
            self.hide("inline comments");
        } else if matches!(tag, Tag::AdfMark | Tag::AdfFragmentMark) {
            self.hide("marks of the new editor");
        } else if tag.heading_level().is_some() {
            self.hide("headings around blocks");
        } else if self.tree.is_within_line(node) {
            self.hide("formatting around blocks");
        }
        self.count_look(node);
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
        is_set("data-highlight-colour")
            || is_set("bgcolor")
            || classes.split_whitespace().any(|class| class.starts_with("highlight-"))
            || self.look(cell).is_some_and(|look| look.highlight)
    }
}

/// Whether a style sets a property.
fn sets(style: &str, property: &str) -> bool {
    let mut names = style.split(';').filter_map(|set| set.split_once(':')).map(|(name, _)| name.trim());
    names.any(|name| name.eq_ignore_ascii_case(property))
}
