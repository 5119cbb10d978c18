//! What a line of Markdown looks like before it is read: an unfinished tag, cells between pipes.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::storage::text::slice;

/// What the text of an admonition, and of a definition, is indented by.
pub(super) const INDENTATION: &str = "    ";

/// A line, with its break, and where it stands in the original.
#[derive(Clone, Copy)]
pub(super) struct Line<'m> {
    pub(super) at: usize,
    pub(super) text: &'m str,
}

/// Whether a text between tags starts like a tag itself. The parser would take it for HTML again, without an end.
pub(super) fn is_unfinished_tag(text: &str) -> bool {
    let word = text.split(|sign: char| sign.is_whitespace() || sign == '>').next().unwrap_or("");
    let is_address = word.contains("://") && slice(text, word.len()..).starts_with('>');
    let mut bytes = text.bytes();
    !is_address
        && bytes.next() == Some(b'<')
        && bytes.next().is_some_and(|next| next.is_ascii_alphabetic() || b"/!?".contains(&next))
}

/// Whether nothing but blanks and the markers of quotes stands before a place in its line.
pub(super) fn is_line_start(text: &str, at: usize) -> bool {
    let before = slice(text, ..at).trim_end_matches([' ', '\t', '>']);
    before.is_empty() || before.ends_with('\n')
}

/// Whether some Markdown is a single paragraph.
pub(super) fn is_one_line(events: &[(Event<'_>, Range<usize>)]) -> bool {
    let starts = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Paragraph))).count();
    starts == 1
        && matches!(events.first(), Some((Event::Start(Tag::Paragraph), _)))
        && matches!(events.last(), Some((Event::End(TagEnd::Paragraph), _)))
}

/// The cells of a row of pipes: a pipe behind a backslash is part of its cell.
pub(super) fn cells(row: &str) -> Vec<&str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, byte) in row.bytes().enumerate() {
        if byte == b'|' && !escaped {
            cells.push(slice(row, start..at));
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    let last = slice(row, start..);
    if !last.is_empty() || cells.is_empty() {
        cells.push(last);
    }
    cells
}

/// What is left of a line behind the markers of lists.
pub(crate) fn without_markers(content: &str) -> &str {
    let mut rest = content;
    while let Some((_, tail)) = rest.split_once(' ').filter(|(marker, _)| is_list_marker(marker)) {
        rest = tail.trim_start_matches([' ', '>']);
    }
    rest
}

/// The fence of code that is open: its sign, and how many of it.
#[derive(Default)]
pub(crate) struct OpenFence(Option<(u8, usize)>);

impl OpenFence {
    pub(crate) fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// Reads the content of a line, without blanks at its end.
    pub(crate) fn read(&mut self, content: &str) {
        let Some(first) = content.bytes().next().filter(|byte| matches!(byte, b'`' | b'~')) else { return };
        let run = content.bytes().take_while(|&byte| byte == first).count();
        match self.0 {
            None if run >= 3 && !(first == b'`' && slice(content, run..).contains('`')) => {
                self.0 = Some((first, run));
            }
            Some((open, length)) if first == open && run >= length && content.len() == run => self.0 = None,
            _ => {}
        }
    }
}

pub(super) fn is_list_marker(token: &str) -> bool {
    matches!(token, "-" | "*" | "+")
        || token.len() < 11
            && token.ends_with(['.', ')'])
            && token.bytes().rev().skip(1).all(|byte| byte.is_ascii_digit())
}
