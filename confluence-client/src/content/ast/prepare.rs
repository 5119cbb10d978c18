//! Lines of Markdown before the parser sees them: front matter taken off, directives as paragraphs of their own,
//! admonitions as the directives that they mean.

use std::collections::BTreeSet;

use super::admonition::{Admonition, code_lines};
use super::child_items;
use super::container_line;
use super::container_lines::Containers;
use super::definition_lines::{Definition, OPENING};
use super::directive;
use super::drawing::Drawing;
use super::front_matter::{self, Beginning, FrontMatter};
use super::line_shape::{Line, OpenFence, is_list_marker, without_markers};
use super::myst_options;
use super::no_break_blanks;
use super::offsets::Offsets;
use super::quote_lines;
use crate::content::line_starts::NO_BREAK;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::text::{is_xml_char, slice};

/// Line starts this deep in quotes or lists are refused: no page has them, and parsers take long over them.
const MAX_MARKERS: usize = 120;

/// Markdown that is read at once. No page has that much; markup that never closes costs many times its size.
const MAX_BYTES: usize = 8 << 20;

/// How deep admonitions may nest; each level is read again.
const MAX_ADMONITIONS: usize = 20;

/// Text for the parser, and what was found on the way.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) text: String,
    pub(super) offsets: Offsets,
    pub(super) front_matter: Option<FrontMatter>,
    /// What the author is told, with places in the original.
    pub(super) notes: Vec<(usize, String)>,
}

/// Prepares a text, or a part of one that is not its beginning.
pub(super) fn prepare(markdown: &str, is_beginning: bool) -> Result<Prepared, ContentError> {
    if markdown.len() > MAX_BYTES {
        let message = format!("more than {MAX_BYTES} bytes of Markdown at once; change the page in parts");
        return Err(ContentError::new(ContentErrorKind::TooLarge, message));
    }
    if let Some((at, character)) = markdown.char_indices().find(|&(_, character)| !is_xml_char(character)) {
        let message = format!("the character U+{:04X} cannot be stored; remove it", u32::from(character));
        return Err(ContentError::new(ContentErrorKind::Inexpressible, message).at(markdown, at));
    }
    let has_pre = markdown.contains("<pre") || markdown.contains("<PRE");
    let mut work = Preparation { has_pre, ..Preparation::default() };
    work.done.text.reserve(markdown.len() + 64);
    let start = if is_beginning { work.front_matter(markdown) } else { 0 };
    let mut lines = Vec::new();
    let mut at = start;
    for line in slice(markdown, start..).split_inclusive('\n') {
        if markers(line) > MAX_MARKERS {
            let message = format!("more than {MAX_MARKERS} quotes or lists inside each other; flatten them");
            return Err(ContentError::new(ContentErrorKind::TooLarge, message).at(markdown, at));
        }
        lines.push(Line { at, text: line });
        at += line.len();
    }
    work.lines(&lines, 0);
    // To the parser `- [ ]` is a task only where its line ends.
    if !work.done.text.is_empty() && !work.done.text.ends_with('\n') {
        work.done.text.push('\n');
    }
    Ok(work.done)
}

#[derive(Default)]
struct Preparation {
    done: Prepared,
    fence: OpenFence,
    after_text: bool,
    after_directive: bool,
    containers: Containers,
    /// Whether there might be code in elements of HTML.
    has_pre: bool,
}

impl Preparation {
    fn front_matter(&mut self, markdown: &str) -> usize {
        let (found, length) = match front_matter::read(markdown) {
            Beginning::Text => return 0,
            Beginning::FrontMatter(found, length) => (found, length),
            Beginning::Unknown(at) => {
                let message = "what looks like front matter was written as text, since it is not understood; between two lines \
                               `---` stand `key: value` alone, or take it away";
                self.done.notes.push((at, message.to_owned()));
                return 0;
            }
        };
        if !found.others.is_empty() {
            let message = format!(
                "`{}` of the front matter means nothing on a page, and was left out",
                found.others.join(", ")
            );
            self.done.notes.push((0, message));
        }
        self.done.front_matter = Some(found);
        self.done.offsets.push(0, length);
        length
    }

    fn lines(&mut self, lines: &[Line<'_>], depth: usize) {
        let mut next = 0;
        let code = code_lines(lines);
        // Behind which line a definition ended, and which lines of a list have been moved.
        let (mut definition, mut moved) = (None, None);
        // How wide drawings are that no line below ends.
        let mut endless = BTreeSet::new();
        let mut has_end_of_cdata = true;
        while let Some(&line) = lines.get(next) {
            if let Some(length) = self.cdata(lines.get(next..).unwrap_or(&[]), &mut has_end_of_cdata) {
                next += length;
                continue;
            }
            let may_open = !self.fence.is_open() && depth < MAX_ADMONITIONS && !code.contains(&next);
            let number = next;
            next += 1;
            if !may_open {
                self.line(line);
                continue;
            }
            if let Some(admonition) = Admonition::read(line.text) {
                let body = admonition.body(lines.get(next..).unwrap_or(&[]));
                if !body.is_empty() {
                    self.admonition(line, &admonition, &body, depth);
                    next += body.len();
                    continue;
                }
                self.tell_empty(line, &admonition);
            }
            if let Some(found) = Definition::read(lines, number, definition) {
                self.definition(line, &found, depth);
                next = number + found.length;
                definition = Some(next);
                continue;
            }
            if let Some(quote) = quote_lines::read(lines, number) {
                self.quote(line, &quote, depth);
                next += quote.len() + 1;
                continue;
            }
            let below = lines.get(next..).unwrap_or(&[]);
            if let Some(drawing) = Drawing::read(line, below, &mut endless) {
                self.drawing(line, &drawing);
                next += drawing.body.len() + 1;
                continue;
            }
            self.line(line);
            next += self.options(&myst_options::read(line.text, below), below);
            if let Some(children) = child_items::read(lines, number, moved == Some(number)) {
                let below = lines.get(next..next + children.lines).unwrap_or(&[]);
                self.children(below, children.missing, depth);
                next += children.lines;
                moved = Some(next);
            }
        }
    }

    /// Takes the lines of an element of the storage format whose text is no Markdown, if the first one opens such text; how
    /// many there are.
    fn cdata(&mut self, lines: &[Line<'_>], has_end: &mut bool) -> Option<usize> {
        let (first, below) = lines.split_first()?;
        if !*has_end || self.fence.is_open() || !opens_cdata(first.text) {
            return None;
        }
        let end = below.iter().position(|line| line.text.contains("]]>"));
        *has_end = end.is_some();
        let length = end? + 2;
        for line in lines.get(..length)? {
            self.done.offsets.push(self.done.text.len(), line.at);
            self.done.text.push_str(line.text);
        }
        (self.after_text, self.after_directive) = (true, false);
        Some(length)
    }

    /// Leaves out the options of a container; how many lines they are.
    fn options(&mut self, options: &[&str], below: &[Line<'_>]) -> usize {
        if let Some(first) = below.first().filter(|_| !options.is_empty()) {
            let shown = options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>().join(", ");
            let message = format!("{shown} of the block was left out: it means nothing on a page");
            self.done.notes.push((first.at, message));
        }
        options.len()
    }

    fn tell_empty(&mut self, line: Line<'_>, admonition: &Admonition<'_>) {
        if super::alert_macro(admonition.kind).is_some() {
            let message = format!(
                "`{}` was written as text: the text of an admonition stands below it, indented by four blanks",
                line.text.trim()
            );
            self.done.notes.push((line.at, message));
        }
    }

    fn definition(&mut self, line: Line<'_>, definition: &Definition, depth: usize) {
        let base = &definition.base;
        let blank = if base.contains('>') { base.trim_end() } else { "" };
        self.line(Line { at: line.at, text: &format!("{base}{OPENING}\n{blank}\n") });
        self.part(&definition.body, depth);
        let at = definition.body.last().map_or(line.at, |last| last.0);
        self.line(Line { at, text: &format!("{blank}\n{base}</dd>\n{blank}\n") });
    }

    fn quote(&mut self, line: Line<'_>, quote: &[(usize, String)], depth: usize) {
        self.line(Line { at: line.at, text: "\n" });
        self.part(quote, depth);
        let at = quote.last().map_or(line.at, |last| last.0);
        self.line(Line { at, text: "\n" });
    }

    fn children(&mut self, lines: &[Line<'_>], missing: usize, depth: usize) {
        let blanks = " ".repeat(missing);
        let moved = |line: &Line<'_>| match line.text.trim().is_empty() {
            true => (line.at, line.text.to_owned()),
            false => (line.at.saturating_sub(missing), format!("{blanks}{}", line.text)),
        };
        let lines: Vec<_> = lines.iter().map(moved).collect();
        if let Some((at, _)) = lines.first() {
            let message = format!(
                "items below a numbered one are indented by less than its text, and were taken for its children: indent them \
                 by {missing} more"
            );
            self.done.notes.push((at + missing, message));
        }
        self.part(&lines, depth);
    }

    /// Lines within a block, each with where it is from.
    fn part(&mut self, lines: &[(usize, String)], depth: usize) {
        let lines: Vec<_> = lines.iter().map(|(at, text)| Line { at: *at, text }).collect();
        self.within(&lines, depth);
    }

    /// Lines within a block, the last of them ended.
    fn within(&mut self, lines: &[Line<'_>], depth: usize) {
        self.lines(lines, depth + 1);
        if !self.done.text.ends_with('\n') {
            self.done.text.push('\n');
        }
    }

    fn admonition(&mut self, line: Line<'_>, admonition: &Admonition<'_>, body: &[Line<'_>], depth: usize) {
        let opening = admonition.opening();
        self.line(Line { at: line.at, text: &opening });
        self.within(body, depth);
        let last = body.last().map_or(line.at, |last| last.at);
        self.line(Line { at: last, text: &format!("{}:::\n", admonition.indent) });
        if admonition.is_tab() {
            let message = "`=== \"Title\"` is a tab in the Markdown of other tools, and was written as a block that unfolds";
            self.done.notes.push((line.at, message.to_owned()));
        }
    }

    fn drawing(&mut self, line: Line<'_>, drawing: &Drawing<'_>) {
        self.line(Line { at: line.at, text: &format!("{}{}\n", drawing.fence, drawing.language) });
        drawing.body.iter().for_each(|line| self.line(*line));
        let last = drawing.body.last().map_or(line.at, |last| last.at);
        self.line(Line { at: last, text: &format!("{}\n", drawing.fence) });
    }

    fn line(&mut self, line: Line<'_>) {
        let in_code = self.fence.is_open();
        let surplus = if in_code { None } else { self.containers.surplus(line.text) };
        let moved = surplus
            .map(|surplus| slice(line.text, ..surplus.start).to_owned() + slice(line.text, surplus.end..));
        let line = Line { at: line.at, text: moved.as_deref().unwrap_or(line.text) };
        let content = line.text.trim_start_matches([' ', '\t', '>']);
        let prefix = slice(line.text, ..line.text.len() - content.len());
        let content = content.trim_end();
        self.fence.read(if in_code { content } else { without_markers(content) });
        let directive = !in_code && is_directive(content);
        let text = !content.is_empty();
        if directive && self.after_text || text && !in_code && self.after_directive {
            self.blank_line(prefix);
        }
        self.after_directive = directive;
        self.after_text = text && !directive;
        self.done.offsets.push(self.done.text.len(), line.at);
        let mut done = 0;
        let blanks = if in_code || self.has_pre { Vec::new() } else { no_break_blanks::places(line.text) };
        for at in blanks {
            self.done.text.push_str(slice(line.text, done..at));
            self.done.text.push(' ');
            done = at + NO_BREAK.len_utf8();
            self.done.offsets.push(self.done.text.len(), line.at + done);
        }
        self.done.text.push_str(slice(line.text, done..));
    }

    fn blank_line(&mut self, prefix: &str) {
        if prefix.contains('>') {
            self.done.text.push_str(prefix.trim_end());
        }
        self.done.text.push('\n');
    }
}

/// Whether a line begins text that is taken as it stands, `<ac:plain-text-body><![CDATA[`, and does not end it.
fn opens_cdata(line: &str) -> bool {
    let open = line.rfind("<![CDATA[").filter(|&at| slice(line, ..at).trim_end().ends_with("-body>"));
    open.is_some_and(|at| !slice(line, at..).contains("]]>") && !is_in_code_span(line, at))
}

/// Whether a place in a line is between two runs of backquotes of one length (CommonMark 0.31.2, section 6.1).
fn is_in_code_span(line: &str, at: usize) -> bool {
    let mut open = None;
    let mut rest = slice(line, ..at);
    while let Some(start) = rest.find('`') {
        let length = slice(rest, start..).bytes().take_while(|&byte| byte == b'`').count();
        open = match open {
            None => Some(length),
            Some(begun) if begun == length => None,
            begun => begun,
        };
        rest = slice(rest, start + length..);
    }
    open.is_some_and(|length| slice(line, at..).contains(&"`".repeat(length)))
}

fn is_directive(content: &str) -> bool {
    let colons = content.bytes().take_while(|&byte| byte == b':').count();
    let behind = content.get(colons..).unwrap_or("");
    let is_name = |text: &str| text.starts_with(|first: char| first.is_ascii_alphabetic());
    match colons {
        2 => is_name(behind) && directive::is_meant(behind),
        3.. => {
            let name = behind.trim_start_matches(' ');
            behind.is_empty() || container_line::is_opened_by(name)
        }
        _ => false,
    }
}

fn markers(line: &str) -> usize {
    let mut count = 0;
    for token in line.split_ascii_whitespace() {
        let quotes = token.bytes().take_while(|&byte| byte == b'>').count();
        let list = is_list_marker(token);
        if quotes == 0 && !list {
            break;
        }
        count += quotes + usize::from(list);
        if quotes > 0 && quotes < token.len() {
            break;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn text_that_stands_between_the_signs_of_cdata_is_taken_as_it_is() {
        let code = "\n!!! note\n    body\n:::{tip}\n:class: x\n```\n::toc\ntext\nTerm\n\n: a\n    b\n";
        let element = format!(
            "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{code}]]></ac:plain-text-body></ac:structured-macro>"
        );
        let page = to_storage(&format!("a\n\n{element}\n\n> [!NOTE]\n> b"), &WriteOptions::new()).unwrap();
        assert!(page.storage.contains(&element), "{}", page.storage);
        assert!(page.storage.contains("ac:name=\"info\"") && page.notes.is_empty(), "{page:?}");
        let never =
            to_storage("`<ac:plain-text-body><![CDATA[`\n\n!!! note\n    b", &WriteOptions::new()).unwrap();
        assert!(never.storage.contains("ac:name=\"info\""), "{}", never.storage);
        let mentioned =
            "Open with `<ac:plain-text-body><![CDATA[` and close it:\n\n```xml\n]]>\n```\n\n!!! note\n    b";
        let mentioned = to_storage(mentioned, &WriteOptions::new()).unwrap();
        assert!(mentioned.storage.contains("ac:name=\"info\""), "{}", mentioned.storage);
    }
}
