//! Macros, layouts and extensions as Markdown.

use std::borrow::Cow;

use super::super::blocks::{BlockId, BlockKind};
use super::super::handle::Handle;
use super::super::parameter_names::{is_shown, shown_name};
use super::Renderer;
use super::escape::{EscapeContext, escape_into};
use crate::storage::macros::Body;
use crate::storage::seen::one_line;
use crate::storage::text::without_backslashes;
use crate::storage::tree::NodeId;

impl Renderer<'_> {
    pub(super) fn alert(&mut self, id: BlockId, node: NodeId) {
        let name = self.tree.macro_name(node);
        let label = match &*name {
            "info" => "[!NOTE]",
            "tip" => "[!TIP]",
            "note" => "[!WARNING]",
            "warning" => "[!CAUTION]",
            _ => "",
        };
        if label.is_empty() || self.tree.macro_parameters(node).next().is_some() {
            self.container_macro(id, node);
        } else {
            self.quote(id, Some(label));
        }
    }

    pub(super) fn expand(&mut self, id: BlockId, node: NodeId) {
        self.note_handle(id);
        let start = self.out.start_block();
        self.out.raw("<details>");
        self.out.new_line();
        self.out.raw("<summary>");
        self.count_settings(node, &["title"], "settings of expandable blocks");
        let title = self.tree.macro_parameter(node, "title").unwrap_or(Cow::Borrowed(""));
        let mut escaped = String::new();
        escape_into(
            &mut escaped,
            &one_line(&title),
            EscapeContext { line_start: false, ..EscapeContext::default() },
        );
        self.out.raw(&escaped.replace("\\<", "&lt;"));
        self.out.raw("</summary>");
        self.out.end_block();
        self.children(id);
        self.out.start_block();
        self.out.raw("</details>");
        self.map.set_block(id, start..self.out.len());
        self.out.end_block();
    }

    pub(super) fn code(&mut self, id: BlockId, node: NodeId) {
        let mut info = String::new();
        let language = self.tree.macro_parameter(node, "language").unwrap_or(Cow::Borrowed(""));
        info.push_str(language.split_whitespace().next().unwrap_or(""));
        if let Some(title) = self.tree.macro_parameter(node, "title").filter(|title| !title.is_empty()) {
            if info.is_empty() {
                info.push_str("text");
            }
            // Behind a fence, a comma ends a word.
            match title.contains(',') {
                true => info.push_str(&format!(" title=\"{}\"", quoted(&title))),
                false => push_attribute(&mut info, "title", &title),
            }
        }
        self.count_settings(node, &["language", "title"], "settings of code blocks");
        let body = self.plain_body(node);
        self.fence(id, &info, &body);
    }

    /// Counts a macro that was given more than what is shown of it.
    fn count_settings(&mut self, node: NodeId, shown: &[&str], construct: &'static str) {
        if self.tree.macro_parameters(node).any(|set| !shown.contains(&&*set.name)) {
            self.hide(construct);
        }
    }

    pub(super) fn text_macro(&mut self, id: BlockId, node: NodeId) {
        let info = format!("macro {}", self.directive_by(id, node, push_behind_fence));
        let body = self.plain_body(node);
        self.fence(id, &info, &body);
    }

    fn plain_body(&self, node: NodeId) -> String {
        match self.tree.macro_body(node) {
            Body::Plain(body) => self.tree.text(body).into_owned(),
            _ => String::new(),
        }
    }

    pub(super) fn container_macro(&mut self, id: BlockId, node: NodeId) {
        let opening = self.directive(id, node);
        self.fenced_container(id, &opening);
    }

    pub(super) fn leaf_macro(&mut self, id: BlockId, node: NodeId) {
        let line = format!("::{}", self.directive(id, node));
        self.line(id, &line);
    }

    pub(super) fn inline_macro(&mut self, node: NodeId) {
        let markdown = match (&*self.tree.macro_name(node), self.blocks.at_node(node)) {
            ("status", _) => {
                self.count_settings(node, &["title", "colour", "color", "subtle"], "settings of statuses");
                self.status(node)
            }
            (_, Some(id)) => {
                if self.tree.macro_body(node) != Body::None {
                    self.hide("bodies of macros in a line");
                }
                format!(":{}", self.directive(id, node))
            }
            (_, None) => return self.hide("macro inside a macro of a line"),
        };
        self.atom(node, &markdown);
    }

    fn status(&self, node: NodeId) -> String {
        let title = self.tree.macro_parameter(node, "title").unwrap_or(Cow::Borrowed(""));
        let mut markdown = String::from(":status[");
        escape_into(
            &mut markdown,
            &one_line(&title),
            EscapeContext { in_label: true, ..EscapeContext::default() },
        );
        markdown.push(']');
        let colour =
            self.tree.macro_parameter(node, "colour").or_else(|| self.tree.macro_parameter(node, "color"));
        let colour = colour.map(|colour| colour.to_lowercase()).filter(|colour| !colour.is_empty());
        let subtle = self.tree.macro_parameter(node, "subtle").filter(|value| value == "true");
        let (word, code) = match colour {
            Some(colour) if colour.bytes().all(|byte| byte.is_ascii_alphabetic()) => (Some(colour), None),
            colour => (None, colour),
        };
        let words: Vec<&str> = word.as_deref().into_iter().chain(subtle.map(|_| "subtle")).collect();
        let mut settings = words.join(" ");
        if let Some(code) = code {
            push_attribute(&mut settings, "colour", &code);
        }
        if !settings.is_empty() {
            markdown.push_str(&format!("{{{}}}", settings.trim_start()));
        }
        markdown
    }

    /// `name{#b9 parameter=value}`.
    fn directive(&mut self, id: BlockId, node: NodeId) -> String {
        self.directive_by(id, node, push_attribute)
    }

    fn directive_by(&mut self, id: BlockId, node: NodeId, push: fn(&mut String, &str, &str)) -> String {
        let name = self.tree.macro_name(node);
        let mut text = String::new();
        // A colon ends the name of a directive, and some names are those of what is no macro.
        let plain = is_shown(&name) && !name.contains(':') && !NAMED_OTHERWISE.contains(&&*name);
        text.push_str(if plain { &name } else { "macro" });
        text.push_str(&format!("{{{}", Handle::of(id)));
        if !plain {
            push_attribute(&mut text, "name", &name);
        }
        let tree = self.tree;
        for parameter in tree.macro_parameters(node) {
            let name = shown_name(&parameter.name);
            match is_shown(name) {
                true => push(&mut text, name, &parameter.value),
                false => self.hide("parameters with unusual names"),
            }
            if tree.is_mixed(parameter.node) {
                self.hide("text beside the links of parameters");
            }
        }
        text.push('}');
        text
    }

    pub(super) fn layout(&mut self, id: BlockId, kind: BlockKind) {
        let node = self.blocks.at(id).node();
        let handle = Handle::of(id);
        match kind {
            BlockKind::Layout => self.fenced_container(id, &format!("layout{{{handle}}}")),
            BlockKind::LayoutSection => {
                let style = self.tree.attribute(node, "ac:type").unwrap_or(Cow::Borrowed(""));
                let mut opening = format!("layout-section{{{handle}");
                push_attribute(&mut opening, "type", &style);
                opening.push('}');
                self.fenced_container(id, &opening);
            }
            _ => self.fenced_container(id, &format!("layout-cell{{{handle}}}")),
        }
    }

    pub(super) fn extension(&mut self, id: BlockId, node: NodeId) {
        let opening = shown("adf-extension", id, &self.tree.extension_facts(node));
        if self.blocks.children(id).next().is_some() {
            self.fenced_container(id, &opening);
        } else {
            self.line(id, &format!("::{opening}"));
        }
    }

    pub(super) fn unknown(&mut self, id: BlockId, node: NodeId) {
        let line = shown("element", id, &self.tree.unknown_facts(node));
        self.line(id, &format!("::{line}"));
    }
}

/// `name{#b9 fact=value}` for what can be read and not changed.
pub(super) fn shown(name: &str, id: BlockId, facts: &[(&'static str, String)]) -> String {
    let mut text = format!("{name}{{{}", Handle::of(id));
    facts.iter().for_each(|(name, value)| push_attribute(&mut text, name, value));
    text.push('}');
    text
}

/// Appends ` name=value`, quoted where needed, inert for Markdown.
pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push('=');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'/' | b',' | b'_');
    let word = value.starts_with(|first: char| first.is_ascii_alphanumeric())
        && value.ends_with(|last: char| last.is_ascii_alphanumeric())
        && !value.contains("__");
    if word && value.bytes().all(plain) {
        out.push_str(value);
        return;
    }
    out.push('"');
    out.push_str(&quoted(value));
    out.push('"');
}

/// The same behind a fence, where a backslash keeps no quote from ending the value: so one with quotes stands in others.
fn push_behind_fence(out: &mut String, name: &str, value: &str) {
    let closes = value.contains("' ") || value.contains("'}") || value.ends_with('\'');
    match value.contains('"') && !closes {
        true => out.push_str(&format!(" {name}='{}'", quoted(value))),
        false => push_attribute(out, name, value),
    }
}

/// A value as it is shown between quotes.
fn quoted(value: &str) -> String {
    let mut line = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\n' => line.push('\u{e00a}'),
            '\r' => line.push('\u{e00d}'),
            '\t' => line.push('\u{e009}'),
            other => line.push(other),
        }
    }
    let mut escaped = String::with_capacity(line.len() + 8);
    let place = EscapeContext { in_label: true, in_attribute: true, ..EscapeContext::default() };
    escape_into(&mut escaped, &line, place);
    let mut out = String::with_capacity(escaped.len());
    for character in escaped.chars() {
        match character {
            '\u{e00a}' => out.push_str("&#10;"),
            '\u{e00d}' => out.push_str("&#13;"),
            '\u{e009}' => out.push_str("&#9;"),
            other => out.push(other),
        }
    }
    out
}

/// What a new value of a parameter says that has the backslashes with which the old one was shown, as whoever copies that
/// writes it; `None` where it is what it says.
pub(crate) fn as_shown_before(old: &str, new: &str) -> Option<String> {
    let bare = without_backslashes(new);
    let is_copied = bare != new && quoted(&bare) == new && quoted(old) != old;
    // Where the old value has backslashes of its own, they were shown as two.
    (is_copied && (!old.contains('\\') || new.contains("\\\\"))).then_some(bare)
}

/// Directives that stand for something else than the macro of their name.
const NAMED_OTHERWISE: [&str; 6] =
    ["layout", "layout-section", "layout-cell", "adf-extension", "element", "macro"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_copied_as_it_was_shown_is_what_it_says() {
        let bare = |old, new| as_shown_before(old, new);
        assert_eq!(bare(".*pdf", ".\\*doc").as_deref(), Some(".*doc"));
        assert_eq!(bare(".*pdf", ".*doc"), None);
        assert_eq!(bare(".*pdf", "\\d+\\.pdf"), None);
        assert_eq!(bare("plain", ".\\*doc"), None);
        assert_eq!(bare(".\\*pdf", ".\\*doc"), None);
    }
}
