//! What tags of HTML say of how their text looks, and a page does not keep.

use super::builder::Builder;
use super::html::attribute;

impl Builder<'_> {
    /// What a tag says of its text besides the text, and a page does not keep.
    pub(super) fn tell_lost_look(&self, name: &str, attributes: &str, at: usize) {
        let style = attribute(attributes, "style").unwrap_or_default();
        let is_coloured = style.contains("color") || attribute(attributes, "color").is_some();
        let message = match name {
            "mark" => "`<mark>` was left out: a highlight cannot be written in Markdown",
            "span" | "font" if is_coloured => {
                "the colour of a text was left out: it cannot be written in Markdown; \
                 `<ac:...>` and other elements of the storage format are taken as they are"
            }
            "abbr" | "acronym" if attribute(attributes, "title").is_some() => {
                "the `title` of an abbreviation was left out: a page has nothing that shows it; write it behind the word"
            }
            "div" | "section" if is_alert(attributes) => {
                "a block whose class is that of an alert was written as its text alone; an alert is `> [!NOTE]` with its text \
                 below in `> `"
            }
            _ if attribute(attributes, "dir").is_some_and(|dir| dir.eq_ignore_ascii_case("rtl")) => {
                "`dir=\"rtl\"` was left out: a page takes the direction of a text from its letters; `align=\"right\"` sets it \
                 at the right"
            }
            _ => {
                if let Some(message) = lost_attribute(name, attributes, &style) {
                    self.source.note(at, message);
                }
                return;
            }
        };
        self.source.note(at, message);
    }
}

/// Whether a class of an element says that it is an alert.
fn is_alert(attributes: &str) -> bool {
    let classes = attribute(attributes, "class").unwrap_or_default();
    classes.split_whitespace().any(|class| matches!(class, "admonition" | "alert" | "callout" | "notice"))
}

/// What a block says of how it looks, and Markdown cannot: how its text is aligned is kept.
fn lost_attribute(name: &str, attributes: &str, style: &str) -> Option<String> {
    let is_cell = matches!(name, "td" | "th" | "tr" | "table");
    let looks: &[&str] = match name {
        "ol" | "ul" => &["type"],
        _ if is_cell => &[
            "bgcolor",
            "width",
            "height",
            "valign",
            "border",
            "data-layout",
            "data-table-width",
            "data-highlight-colour",
        ],
        "col" => &["width"],
        _ => &["bgcolor"],
    };
    let set = looks.iter().find(|look| attribute(attributes, look).is_some()).map(|look| (*look).to_owned());
    let styles = ["background", "color", "width", "list-style", "border"];
    let set = set.or_else(|| styles.iter().any(|look| style.contains(look)).then(|| "style".to_owned()))?;
    Some(format!(
        "`{set}` of `<{name}>` was left out: how a block looks cannot be written in Markdown, its alignment aside; set it in \
         Confluence, or write the element in the storage format"
    ))
}
