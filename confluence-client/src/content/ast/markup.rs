//! Raw HTML in Markdown: tables, details, and the marks that Markdown has no sign for.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::build::{Builder, options};
use super::html::{self, Token};
use super::{AstBlock, AstKind, InlineKind, Source};
use crate::storage::error::ContentError;

impl<'m> Builder<'m> {
    pub(super) fn html(&mut self, html: &str, range: Range<usize>) -> Result<(), ContentError> {
        for (token, place) in html::tokens(html) {
            let at = range.start + place.start;
            match token {
                Token::Open { name, attributes } => {
                    self.open_tag(&name, attributes, at, range.start + place.end)?
                }
                Token::Close { name } => self.close_tag(&name, at, range.start + place.end)?,
                Token::Comment => {
                    return Err(self.source.refuse(at, "comments of HTML are not stored; remove it"));
                }
                Token::Text => self.html_text(at..range.start + place.end)?,
            }
        }
        Ok(())
    }

    /// Text between the tags of HTML is Markdown.
    fn html_text(&mut self, range: Range<usize>) -> Result<(), ContentError> {
        let source: &'m Source = self.source;
        let text = source.slice(range.clone());
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(());
        }
        if is_markup(trimmed) {
            let message = "this HTML cannot be stored; use Markdown, or write `\\<` for the character";
            return Err(self.source.refuse(range.start, message));
        }
        if let Some(AstBlock { kind: AstKind::Details { summary }, .. }) =
            self.open.last_mut().filter(|_| self.in_summary)
        {
            for event in Parser::new_ext(trimmed, options()) {
                if let Event::Text(part) | Event::Code(part) = event {
                    summary.push_str(&part);
                }
            }
            return Ok(());
        }
        let start = range.start + (text.len() - text.trim_start().len());
        self.feed(trimmed, start)
    }

    fn open_tag(&mut self, name: &str, attributes: &str, at: usize, end: usize) -> Result<(), ContentError> {
        self.close_implicit()?;
        let kind = match (name, self.open.last().map(|block| &block.kind)) {
            ("table", _) => AstKind::Table,
            ("thead" | "tbody" | "tfoot", Some(AstKind::Table)) => return Ok(()),
            ("tr", Some(AstKind::Table)) => AstKind::Row,
            ("td" | "th", Some(AstKind::Row)) => AstKind::Cell {
                header: name == "th",
                colspan: html::number(attributes, "colspan").unwrap_or(1),
                rowspan: html::number(attributes, "rowspan").unwrap_or(1),
                align: None,
            },
            ("details", _) => AstKind::Details { summary: String::new() },
            ("summary", Some(AstKind::Details { .. })) => {
                self.in_summary = true;
                return Ok(());
            }
            ("br", _) => return self.piece(InlineKind::Break, at..end),
            _ => match html::mark(name) {
                Some(mark) => return self.piece(InlineKind::Open(mark), at..end),
                None => return Err(self.source.refuse(at, refused_tag(name))),
            },
        };
        self.push(kind, at..end)
    }

    fn close_tag(&mut self, name: &str, at: usize, end: usize) -> Result<(), ContentError> {
        if let Some(mark) = html::mark(name) {
            return self.piece(InlineKind::Close(mark), at..end);
        }
        if name == "summary" && std::mem::take(&mut self.in_summary) {
            return Ok(());
        }
        self.close_implicit()?;
        let fits = match (name, self.open.last().map(|block| &block.kind)) {
            ("thead" | "tbody" | "tfoot", Some(AstKind::Table)) => return Ok(()),
            ("table", Some(AstKind::Table))
            | ("tr", Some(AstKind::Row))
            | ("td" | "th", Some(AstKind::Cell { .. }))
            | ("details", Some(AstKind::Details { .. })) => true,
            _ => false,
        };
        if !fits {
            return Err(self
                .source
                .refuse(at, format!("`</{name}>` closes nothing here; remove it or open it before")));
        }
        if let Some(block) = self.open.last_mut() {
            block.range.end = end;
        }
        self.pop()
    }

    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) -> Result<(), ContentError> {
        match html::tokens(html).into_iter().next() {
            Some((Token::Open { name, .. }, _)) if name == "br" => self.piece(InlineKind::Break, range),
            Some((Token::Open { name, .. }, _)) => match html::mark(&name) {
                Some(mark) => self.piece(InlineKind::Open(mark), range),
                None => Err(self.source.refuse(range.start, refused_tag(&name))),
            },
            Some((Token::Close { name }, _)) => match html::mark(&name) {
                Some(mark) => self.piece(InlineKind::Close(mark), range),
                None => Err(self.source.refuse(range.start, refused_tag(&name))),
            },
            _ => Err(self.source.refuse(range.start, "this HTML cannot be stored; remove it")),
        }
    }
}

/// Whether a text starts like a tag, a comment or the like that is not complete on its line.
fn is_markup(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'<')
        && bytes.next().is_some_and(|next| next.is_ascii_alphabetic() || b"/!?".contains(&next))
}

fn refused_tag(name: &str) -> String {
    format!(
        "`<{name}>` cannot be stored; use Markdown, or write `\\<{name}>` for the text. Known tags: table, tr, th, td, \
         details, summary, br, u, sub, sup, ins, small, big, cite, kbd, var"
    )
}
