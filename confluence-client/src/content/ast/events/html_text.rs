//! A block of HTML: its tags, and the text between them.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::Feed;
use crate::content::ast::builder::Verbatim;
use crate::content::ast::html::{self, Token};
use crate::content::ast::joined::Joined;
use crate::content::ast::line_shape::{is_line_start, is_one_line, is_unfinished_tag};
use crate::content::ast::one_line::OneLine;
use crate::content::ast::{AstKind, InlineKind, Source};
use crate::storage::error::ContentError;

impl<'m> Feed<'m> {
    /// The tags and texts of some HTML, which may stand on several lines behind the markers of quotes and lists.
    pub(super) fn tags(&mut self, lines: &[Range<usize>], is_block: bool) -> Result<(), ContentError> {
        let source: &'m Source = self.builder.source;
        let joined = Joined::of(source.text(), lines);
        // Where the text of a `<pre>` begins that is opened here.
        let mut pre = None;
        for (token, place) in html::tokens(&joined.text) {
            let at = joined.place(place.start)..joined.place(place.end.saturating_sub(1)) + 1;
            let verbatim = self.builder.verbatim;
            match verbatim {
                Some((Verbatim::Code(name), start))
                    if self.builder.within_code(name, start, (&token, &at))? =>
                {
                    continue;
                }
                Some((Verbatim::Code(_), _)) | None => {}
                Some((element, start)) => {
                    if matches!(&token, Token::Close { name } if name == element.name()) {
                        let raw = pre.take().and_then(|begin| joined.text.get(begin..place.start));
                        let raw = raw.unwrap_or_else(|| source.slice(start..at.start));
                        self.builder.end_verbatim(element, (raw, start), at)?;
                    }
                    continue;
                }
            }
            match token {
                Token::Open { name, attributes }
                    if self.builder.is_placeholder(&name, attributes, &at, !is_block) =>
                {
                    self.builder.tag_as_text(at)?;
                }
                Token::Open { name, attributes } => {
                    self.builder.open_tag(&name, attributes, at)?;
                    pre = self
                        .builder
                        .verbatim
                        .is_some_and(|(element, _)| element == Verbatim::Pre)
                        .then_some(place.end);
                }
                Token::Close { name } => self.builder.close_tag(&name, at)?,
                Token::Comment => {
                    source.note(at.start, "a comment of HTML was left out, since nobody sees it");
                }
                Token::Declaration => {
                    let tag: String = source.slice(at.clone()).chars().take(60).collect();
                    source.note(at.start, format!("`{tag}` was left out: it means nothing on a page"));
                }
                Token::Endless { end } => return Err(endless(source, at.start, end)),
                Token::Text if is_block => {
                    for part in joined.parts(place) {
                        self.between_tags(part)?;
                    }
                }
                Token::Text => {
                    if self.builder.take_summary(source.slice(at.clone())) {
                        continue;
                    }
                    let text = CowStr::Borrowed(source.slice(at.clone()));
                    self.builder.inline(InlineKind::Text(text, true), at)?;
                }
            }
        }
        Ok(())
    }

    /// Text between the tags of a block of HTML is a part of the line that is open: its marks and links are those of
    /// Markdown, and what would begin a block is text, as it is to CommonMark.
    fn between_tags(&mut self, range: Range<usize>) -> Result<(), ContentError> {
        let source: &'m Source = self.builder.source;
        let text = source.slice(range.clone());
        if self.builder.take_summary(text) {
            return Ok(());
        }
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return if self.builder.in_line() { self.blank(range) } else { Ok(()) };
        }
        if let Some(AstKind::Table | AstKind::Row) = self.builder.kind() {
            return Err(source.refuse(range.start, "text of a table has to stand in a cell: `<td>text</td>`"));
        }
        let lead = text.len() - text.trim_start().len();
        let start = range.start + lead;
        if is_unfinished_tag(trimmed) {
            source.note(
                start,
                "a tag of HTML that is never finished was written as text; write `\\<` for the character",
            );
            let text = InlineKind::Text(CowStr::Borrowed(trimmed), true);
            return self.builder.inline(text, start..start + trimmed.len());
        }
        let line = OneLine::of(trimmed, self.is_in_heading());
        if let Some(mark) = line.first_mark().filter(|&mark| is_line_start(source.text(), start + mark)) {
            self.tell_no_block(start + mark);
        }
        let events = line.events(&source.known);
        let here = |range: &Range<usize>| range.start + start..range.end + start;
        if !is_one_line(&events) || trimmed.starts_with("::") {
            self.builder.close_line()?;
            return events.into_iter().try_for_each(|(event, range)| self.event(event, here(&range)));
        }
        if lead > 0 && self.builder.in_line() {
            self.blank(range.start..start)?;
        }
        let count = events.len();
        for (index, (event, range)) in events.into_iter().enumerate() {
            if index > 0 && index + 1 < count {
                self.event(event, here(&range))?;
            }
        }
        if start + trimmed.len() < range.end { self.blank(start + trimmed.len()..range.end) } else { Ok(()) }
    }

    /// Tells of a line between tags that looks like the beginning of a block.
    fn tell_no_block(&self, at: usize) {
        if self.is_in_heading() {
            return;
        }
        let source = self.builder.source;
        let line = source.text().get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let shown: String = line.chars().take(40).collect();
        let message = format!(
            "`{shown}` between tags of HTML was written as text; for Markdown leave a blank line before and behind it"
        );
        source.note(at, message);
    }

    pub(super) fn blank(&mut self, range: Range<usize>) -> Result<(), ContentError> {
        self.builder.inline(InlineKind::Text(CowStr::Borrowed(" "), true), range)
    }
}

/// What begins and never ends would take the rest of the text with it.
fn endless(source: &Source, at: usize, end: &str) -> ContentError {
    let rest = source.text().get(at..).unwrap_or("");
    let begin: String =
        rest.chars().take(20).take_while(|sign| !sign.is_whitespace() && *sign != '>').collect();
    let begin = if begin.starts_with("<!--") { "<!--" } else { &begin };
    let message = format!(
        "`{begin}` is never closed; add `{end}` behind it, put it in a fence of code, or write `\\<` for the character"
    );
    source.refuse(at, message)
}
