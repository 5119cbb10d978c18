//! `<code>` within a line: its text is no Markdown, up to the tag that closes it.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::builder::{Builder, Verbatim};
use super::html::{Token, mark};
use super::tag_names::{is_block, is_part_of_line};
use super::{AstKind, InlineKind};
use crate::storage::error::ContentError;
use crate::storage::text::{decode, slice};

/// How far the tag is looked for that closes one: a text of openings that never close must not cost quadratic time.
const LONGEST_CODE: usize = 10_000;

/// The name of an element for code, as it is written.
fn element(name: &str) -> &'static str {
    match name {
        "tt" => "tt",
        "samp" => "samp",
        _ => "code",
    }
}

impl<'m> Builder<'m> {
    /// Takes the text behind a tag for code as it stands, if the code is closed in the same block.
    pub(super) fn begin_code(&mut self, name: &str, at: usize) {
        let name = element(name);
        if self.verbatim.is_none() && self.is_closed_in_block(name, at) {
            self.verbatim = Some((Verbatim::Code(name), at));
        }
    }

    /// Whether an element that is open at a place is closed before the next blank line.
    pub(super) fn is_closed_in_block(&self, name: &str, at: usize) -> bool {
        let text = self.source.text();
        let near = slice(text, at..text.ceil_char_boundary((at + LONGEST_CODE).min(text.len())));
        let block = near.split("\n\n").next().unwrap_or(near);
        block.to_ascii_lowercase().contains(&format!("</{name}"))
    }

    /// Takes what stands within code; false for a tag that means there what it means elsewhere. What is no tag of HTML,
    /// `Vec<T>`, is part of the code.
    pub(super) fn within_code(
        &mut self,
        name: &'static str,
        start: usize,
        (token, at): (&Token<'_>, &Range<usize>),
    ) -> Result<bool, ContentError> {
        let (tag, closes) = match token {
            Token::Open { name, .. } => (&**name, false),
            Token::Close { name } => (&**name, true),
            _ => return Ok(true),
        };
        let is_known = mark(tag).is_some() || is_part_of_line(tag) || is_block(tag);
        if !is_known && !matches!(tag, "a" | "img" | "br" | "time") {
            return Ok(true);
        }
        self.code_text(start..at.start)?;
        self.verbatim = Some((Verbatim::Code(name), at.end));
        if closes && tag == name {
            self.verbatim = None;
            if !self.in_summary {
                self.inline(InlineKind::Close("code"), at.clone())?;
            }
            return Ok(true);
        }
        // A block ends the line, and the code in it.
        if is_block(tag) {
            self.verbatim = None;
        }
        Ok(false)
    }

    fn code_text(&mut self, range: Range<usize>) -> Result<(), ContentError> {
        let source = self.source;
        let raw = source.slice(range.clone());
        if raw.is_empty() {
            return Ok(());
        }
        // The lines of a quote begin with its markers.
        let further = |line: &str| line.trim_start_matches([' ', '\t', '>']).to_owned();
        let mut lines = raw.split('\n');
        let first = lines.next().unwrap_or("").to_owned();
        let text = lines.map(further).fold(first, |text, line| text + " " + &line);
        let mut text = decode(&text).into_owned();
        if self.is_in_pipe_cell() {
            text = text.replace("\\|", "|");
        }
        if self.in_summary {
            self.summary_event(&Event::Text(CowStr::from(text)));
            return Ok(());
        }
        self.inline(InlineKind::Text(CowStr::from(text), true), range)
    }

    /// Whether the innermost cell is one between pipes.
    pub(super) fn is_in_pipe_cell(&self) -> bool {
        let cell = self.open.iter().rposition(|block| matches!(block.kind, AstKind::Cell { .. }));
        cell.is_some_and(|cell| !self.opened.contains(&cell))
    }
}
