//! Blank lines around directives, so that Markdown sees each as a paragraph of its own.

use super::Source;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::text::{is_xml_char, slice};

/// Line starts this deep in quotes or lists are refused: no page has them, and parsers take long over them.
const MAX_MARKERS: usize = 120;

/// Markdown that is read at once. No page has that much; markup that never closes costs many times its size.
const MAX_BYTES: usize = 8 << 20;

pub(super) fn prepare(markdown: &str) -> Result<Source, ContentError> {
    if markdown.len() > MAX_BYTES {
        let message = format!("more than {MAX_BYTES} bytes of Markdown at once; change the page in parts");
        return Err(ContentError::new(ContentErrorKind::TooLarge, message));
    }
    if let Some((at, character)) = markdown.char_indices().find(|&(_, character)| !is_xml_char(character)) {
        let message = format!("the character U+{:04X} cannot be stored; remove it", u32::from(character));
        return Err(ContentError::new(ContentErrorKind::Inexpressible, message).at(markdown, at));
    }
    let mut preparation =
        Preparation { text: String::with_capacity(markdown.len() + 64), ..Preparation::default() };
    for (number, line) in markdown.split_inclusive('\n').enumerate() {
        if markers(line) > MAX_MARKERS {
            let message = format!("more than {MAX_MARKERS} quotes or lists inside each other; flatten them");
            return Err(ContentError::new(ContentErrorKind::TooLarge, message).at_line(number + 1));
        }
        preparation.line(line);
    }
    Ok(Source { text: preparation.text, inserted: preparation.inserted, offset: 0, lines: 0 })
}

#[derive(Default)]
struct Preparation {
    text: String,
    inserted: Vec<(usize, usize)>,
    fence: Option<(u8, usize)>,
    after_text: bool,
    after_directive: bool,
}

impl Preparation {
    fn line(&mut self, line: &str) {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let prefix = slice(line, ..line.len() - content.len());
        let content = content.trim_end();
        let in_code = self.fence.is_some();
        self.track_fence(if in_code { content } else { without_markers(content) });
        let directive = !in_code && is_directive(content);
        let text = !content.is_empty();
        if directive && self.after_text || text && !in_code && self.after_directive {
            self.blank_line(prefix);
        }
        self.after_directive = directive;
        self.after_text = text && !directive;
        self.text.push_str(line);
    }

    fn blank_line(&mut self, prefix: &str) {
        let at = self.text.len();
        if prefix.contains('>') {
            self.text.push_str(prefix.trim_end());
        }
        self.text.push('\n');
        let before = self.inserted.last().map_or(0, |&(_, added)| added);
        self.inserted.push((at, before + self.text.len() - at));
    }

    fn track_fence(&mut self, content: &str) {
        let Some(first) = content.bytes().next().filter(|byte| matches!(byte, b'`' | b'~')) else { return };
        let run = content.bytes().take_while(|&byte| byte == first).count();
        match self.fence {
            None if run >= 3 && !(first == b'`' && slice(content, run..).contains('`')) => {
                self.fence = Some((first, run));
            }
            Some((open, length)) if first == open && run >= length && content.len() == run => {
                self.fence = None
            }
            _ => {}
        }
    }
}

/// What is left of a line behind the markers of lists.
fn without_markers(content: &str) -> &str {
    let mut rest = content;
    while let Some((_, tail)) = rest.split_once(' ').filter(|(marker, _)| is_list_marker(marker)) {
        rest = tail.trim_start_matches([' ', '>']);
    }
    rest
}

fn is_list_marker(token: &str) -> bool {
    matches!(token, "-" | "*" | "+")
        || token.len() < 11
            && token.ends_with(['.', ')'])
            && token.bytes().rev().skip(1).all(|byte| byte.is_ascii_digit())
}

fn is_directive(content: &str) -> bool {
    let colons = content.bytes().take_while(|&byte| byte == b':').count();
    let next = content.as_bytes().get(colons);
    match colons {
        2 => next.is_some_and(u8::is_ascii_alphabetic),
        3.. => next.is_none_or(u8::is_ascii_alphabetic),
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
