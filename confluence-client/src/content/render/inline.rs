//! What stands within a line, as Markdown.

use super::block::longest_run;
use super::macros::{push_attribute, shown};
use super::writer::Mark;
use super::{Atom, CodeSpan, Renderer};
use crate::invisible::is_space;
use crate::storage::emoji;
use crate::storage::seen::one_line;
use crate::storage::tag::Tag;
use crate::storage::tree::{NodeId, Siblings};

impl Renderer<'_> {
    pub(super) fn inline(&mut self, nodes: Siblings<'_>) {
        for id in nodes {
            self.inline_node(id);
        }
    }

    fn inline_children(&mut self, id: NodeId) {
        for child in self.tree.children(id) {
            self.inline_node(child);
        }
    }

    fn inline_node(&mut self, id: NodeId) {
        let tag = self.tree.tag(id);
        match tag {
            Tag::Text | Tag::CData => {
                let text = self.tree.characters(id);
                self.out.text(&text);
            }
            Tag::Comment | Tag::Instruction | Tag::Style | Tag::Script => {}
            Tag::Br => self.out.line_break(),
            // What its style strikes through is shown as deleted text is.
            _ if self.count_look_in_line(id, tag) && !self.out.is_marked(STRUCK.element) => {
                let as_html = self.needs_html(id);
                self.out.open_mark(Mark { as_html, ..STRUCK });
                self.element(id, tag);
                self.out.close_mark();
            }
            _ => self.element(id, tag),
        }
    }

    fn element(&mut self, id: NodeId, tag: Tag) {
        match tag {
            Tag::Code | Tag::Tt | Tag::Samp => self.code_span(id),
            Tag::A => self.anchor(id),
            Tag::Link => self.link(id),
            Tag::Image | Tag::Img => self.image(id),
            Tag::Macro => self.inline_macro(id),
            Tag::AdfExtension => self.inline_extension(id),
            Tag::Time => self.time(id),
            Tag::Emoticon => self.emoticon(id),
            Tag::CommentMarker => self.comment_marker(id),
            Tag::Placeholder => self.placeholder(id),
            _ if tag.is_resource() => self.bare_resource(id),
            _ => self.styled(id, tag),
        }
    }

    fn styled(&mut self, id: NodeId, tag: Tag) {
        let Some(mark) = mark(tag) else { return self.inline_children(id) };
        if !mark.delimiter.is_empty() && self.out.is_marked(mark.element) {
            return self.inline_children(id);
        }
        let as_html = !mark.delimiter.is_empty() && self.needs_html(id);
        self.out.open_mark(Mark { as_html, ..mark });
        self.inline_children(id);
        self.out.close_mark();
    }

    /// A closing delimiter after punctuation is one only if no word follows.
    fn needs_html(&self, id: NodeId) -> bool {
        let shows = |node: &NodeId| {
            matches!(self.tree.tag(*node), Tag::Text | Tag::CData)
                && !self.tree.characters(*node).trim_ascii_end().is_empty()
        };
        let inner = self.tree.descendants(id).rev().find(shows);
        let last = inner.and_then(|inner| self.tree.characters(inner).trim_ascii_end().chars().next_back());
        if last.is_some_and(char::is_whitespace) {
            return true;
        }
        let writes_an_end = !self.is_unmarked(id) && self.look(id).is_some_and(|look| look.struck);
        let at_end = !writes_an_end && inner.is_some_and(|inner| self.is_bare_end(inner, id));
        if at_end && last.is_some_and(char::is_alphanumeric) {
            return false;
        }
        let next = self.tree.after(id);
        // What is shown next on the same line, within the few nodes that marks take; a block or a break ends the line.
        let mut line =
            (next..self.tree.len().min(next + 8)).take_while(|&node| !ends_line(self.tree.tag(node)));
        // A link within a link is shown as its title, which no text node holds.
        let link_follows =
            self.in_link && line.clone().next().is_some_and(|node| self.tree.tag(node) == Tag::Link);
        let text = line.find(|&node| matches!(self.tree.tag(node), Tag::Text | Tag::CData));
        link_follows || text.is_some_and(|text| self.tree.characters(text).starts_with(char::is_alphanumeric))
    }

    /// Whether a text is the last thing shown in an element, with nothing of its own written behind it.
    fn is_bare_end(&self, text: NodeId, id: NodeId) -> bool {
        let mut around = self.tree.parent(text);
        while around > id && self.is_unmarked(around) {
            around = self.tree.parent(around);
        }
        around == id && self.tree.after(text) == self.tree.after(id)
    }

    /// Whether nothing is written for an element but what is in it.
    fn is_unmarked(&self, id: NodeId) -> bool {
        matches!(self.tree.tag(id), Tag::Span | Tag::Font)
    }

    fn code_span(&mut self, id: NodeId) {
        let lines = self.code_lines(id);
        let is_blank = lines.iter().all(|line| line.trim().is_empty());
        if is_blank || self.tree.descendants(id).any(|inner| is_atom(self.tree.tag(inner))) {
            self.hide("code around links and macros");
            return self.inline_children(id);
        }
        let formats = |inner| self.tree.tag(inner).is_element() && self.tree.tag(inner) != Tag::Br;
        if self.tree.children(id).any(formats) {
            self.hide("formatting inside code");
        }
        for (index, line) in lines.into_iter().enumerate() {
            if index > 0 {
                self.out.line_break();
            }
            if !line.is_empty() {
                self.code_line(line);
            }
        }
    }

    /// The text of some code, parted where it has line breaks: a code span of Markdown is on one line.
    fn code_lines(&self, id: NodeId) -> Vec<String> {
        let mut lines = vec![String::new()];
        for inner in self.tree.descendants(id) {
            match self.tree.tag(inner) {
                Tag::Br => lines.push(String::new()),
                Tag::Text | Tag::CData => {
                    let text = self.tree.characters(inner);
                    if let Some(line) = lines.last_mut() {
                        line.push_str(&text.replace(is_space, " "));
                    }
                }
                _ => {}
            }
        }
        lines
    }

    fn code_line(&mut self, text: String) {
        let text = self.joined_with_code_before(text);
        let fence = "`".repeat(match longest_run(&text, b'`') {
            0 => 1,
            run => run + 1,
        });
        let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
        let shown = if self.out.is_in_pipe_table() { text.replace('|', "\\|") } else { text.clone() };
        let start = self.out.inline(&format!("{fence}{pad}{shown}{pad}{fence}"));
        self.code = Some(CodeSpan { start, end: self.out.len(), text });
    }

    /// Two code spans of Markdown cannot touch: they become one.
    fn joined_with_code_before(&mut self, text: String) -> String {
        match self.code.take().filter(|before| self.out.is_right_behind(before.end)) {
            Some(before) => {
                self.out.truncate(before.start);
                before.text + &text
            }
            None => text,
        }
    }

    /// Writes Markdown that stands for one node as a whole.
    pub(super) fn atom(&mut self, node: NodeId, markdown: &str) {
        let start = if self.out.is_in_pipe_table() && markdown.contains('|') {
            self.out.inline(&markdown.replace('|', "\\|"))
        } else {
            self.out.inline(markdown)
        };
        self.map.atoms.push(Atom { node, start, end: self.out.len() });
    }

    fn time(&mut self, id: NodeId) {
        match self.tree.attribute(id, "datetime").map(|date| one_line(&date)) {
            Some(date) if !date.is_empty() => self.atom(id, &format!(":date[{date}]")),
            _ => self.inline_children(id),
        }
    }

    fn emoticon(&mut self, id: NodeId) {
        match emoji::picture(self.tree, id) {
            Some(picture) => self.atom(id, &picture),
            None => {
                let mut markdown = ":emoticon{".to_owned();
                push_attribute(&mut markdown, "name", &emoji::name(self.tree, id));
                markdown.push('}');
                self.atom(id, &markdown.replacen("{ ", "{", 1));
            }
        }
    }

    fn comment_marker(&mut self, id: NodeId) {
        let reference = self.tree.attribute(id, "ac:ref").unwrap_or_default();
        if !self.options.comments || reference.is_empty() {
            self.hide("inline comments");
            return self.inline_children(id);
        }
        self.out.inline(":c[");
        let before = self.out.set_label(true);
        self.inline_children(id);
        self.out.set_label(before);
        self.out.inline(&format!("]{{{}}}", one_line(&reference)));
    }

    fn placeholder(&mut self, id: NodeId) {
        let text = one_line(&self.tree.text(id));
        let mut markdown = ":placeholder{".to_owned();
        push_attribute(&mut markdown, "text", &text);
        markdown.push('}');
        self.atom(id, &markdown.replacen("{ ", "{", 1));
    }

    fn inline_extension(&mut self, id: NodeId) {
        match self.blocks.at_node(id) {
            Some(block) => {
                self.atom(id, &format!(":{}", shown("adf-extension", block, &self.tree.extension_facts(id))))
            }
            None => self.hide("extension inside an extension of a line"),
        }
    }
}

/// Whether a line of text ends before an element.
fn ends_line(tag: Tag) -> bool {
    tag.is_block() || matches!(tag, Tag::Br | Tag::Hr | Tag::Pre | Tag::Layout | Tag::LayoutSection)
}

/// Whether a code span of Markdown cannot hold the element.
pub(super) fn is_atom(tag: Tag) -> bool {
    tag.is_resource()
        || matches!(
            tag,
            Tag::A
                | Tag::Link
                | Tag::Image
                | Tag::Img
                | Tag::Macro
                | Tag::Time
                | Tag::Emoticon
                | Tag::AdfExtension
        )
}

/// Text that is struck through.
const STRUCK: Mark = Mark { delimiter: "~~", element: "del", as_html: false };

fn mark(tag: Tag) -> Option<Mark> {
    let (delimiter, element) = match tag {
        Tag::Strong | Tag::B => ("**", "strong"),
        Tag::Em | Tag::I => ("*", "em"),
        Tag::Del | Tag::S | Tag::Strike => return Some(STRUCK),
        Tag::U => ("", "u"),
        Tag::Ins => ("", "ins"),
        Tag::Sub => ("", "sub"),
        Tag::Sup => ("", "sup"),
        Tag::Small => ("", "small"),
        Tag::Big => ("", "big"),
        Tag::Cite => ("", "cite"),
        Tag::Kbd => ("", "kbd"),
        Tag::Var => ("", "var"),
        _ => return None,
    };
    Some(Mark { delimiter, element, as_html: false })
}
