//! The events of the Markdown parser into blocks.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd,
};

use super::builder::{Builder, Verbatim};
use super::html::{self, Token};
use super::line_shape::{cells, is_one_line, is_unfinished_tag};
use super::{AstBlock, AstKind, InlineKind, Source, options};
use crate::offload::stop_if_abandoned;
use crate::storage::error::ContentError;

pub(super) fn build(source: &Source) -> Result<Vec<AstBlock<'_>>, ContentError> {
    let mut feed = Feed { builder: Builder::new(source), html: Vec::new(), rows: 0 };
    feed.markdown(source.text(), 0)?;
    feed.builder.finish()
}

/// Hands the events of the parser to the builder. Text between tags of HTML is Markdown again.
struct Feed<'m> {
    builder: Builder<'m>,
    /// The lines of the block of HTML that is being read: a tag may go over several.
    html: Vec<Range<usize>>,
    /// Rows of the table that is being read.
    rows: usize,
}

impl<'m> Feed<'m> {
    fn markdown(&mut self, text: &'m str, base: usize) -> Result<(), ContentError> {
        let mut events = Parser::new_ext(text, options()).into_offset_iter();
        let mut used = HashSet::new();
        for (event, range) in events.by_ref() {
            stop_if_abandoned();
            if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event
                && !id.is_empty()
            {
                used.insert(id.to_lowercase());
            }
            self.event(event, range.start + base..range.end + base)?;
        }
        for (label, definition) in events.reference_definitions().iter() {
            if !used.contains(&label.to_lowercase()) {
                let message =
                    format!("the definition `[{label}]: ...` was left out: no link of the text uses it");
                self.builder.source.note(definition.span.start + base, message);
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'m>, range: Range<usize>) -> Result<(), ContentError> {
        if self.builder.verbatim.is_some() && !matches!(event, Event::InlineHtml(_) | Event::Html(_)) {
            return match event {
                Event::End(TagEnd::HtmlBlock) => self.html_block(),
                Event::End(TagEnd::TableCell | TagEnd::Paragraph | TagEnd::Item) => {
                    let (element, start) = self.builder.verbatim.unwrap_or((Verbatim::Pre, range.start));
                    Err(self.builder.source.refuse(start, element.unclosed("is not closed here")))
                }
                _ => Ok(()),
            };
        }
        if self.builder.in_summary
            && !matches!(event, Event::InlineHtml(_) | Event::Html(_) | Event::End(TagEnd::HtmlBlock))
        {
            self.builder.summary_event(&event);
            return Ok(());
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => {
                if let Some(AstBlock { kind: AstKind::Code { body, .. }, .. }) = self.builder.open.last_mut()
                {
                    body.push_str(&text);
                    return Ok(());
                }
                self.text(text, range)
            }
            Event::Code(code) => self.builder.inline(InlineKind::Code(code), range),
            Event::SoftBreak => self.builder.inline(InlineKind::Text(CowStr::Borrowed(" "), true), range),
            Event::HardBreak => self.builder.inline(InlineKind::Break, range),
            Event::Html(_) => {
                self.html.push(range);
                Ok(())
            }
            Event::InlineHtml(_) => self.tags(std::slice::from_ref(&range), false),
            Event::Rule => {
                self.builder.close_implicit()?;
                self.builder.push(AstKind::Rule, range)?;
                self.builder.pop()
            }
            Event::TaskListMarker(done) => {
                let items = self.builder.open.iter_mut().rev();
                if let Some(item) = items.into_iter().find(|block| matches!(block.kind, AstKind::Item { .. }))
                {
                    item.kind = AstKind::Item { done: Some(done) };
                }
                Ok(())
            }
            Event::FootnoteReference(label) => {
                self.builder.inline(InlineKind::FootnoteReference(label), range)
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                let source = self.builder.source;
                self.builder
                    .inline(InlineKind::Text(CowStr::Borrowed(source.slice(range.clone())), true), range)
            }
        }
    }

    fn text(&mut self, text: CowStr<'m>, range: Range<usize>) -> Result<(), ContentError> {
        let source: &'m Source = self.builder.source;
        let as_written = source.slice(range.clone()) == &*text;
        // The parser leaves out the backslash of an escape, so that the text before does not end where this one starts.
        let before = range.start.checked_sub(1).and_then(|at| source.text().as_bytes().get(at));
        let gap = std::mem::replace(&mut self.builder.text_end, range.end) != range.start;
        let escaped = gap && before == Some(&b'\\') && as_written;
        if escaped && text.len() > 1 {
            let (first, rest) = (range.start..range.start + 1, range.start + 1..range.end);
            let part = |range: &Range<usize>| CowStr::Borrowed(source.slice(range.clone()));
            self.builder.inline(InlineKind::Text(part(&first), true), first)?;
            return self.builder.inline(InlineKind::Text(part(&rest), false), rest);
        }
        self.builder.inline(InlineKind::Text(text, escaped || !as_written), range)
    }

    fn start(&mut self, tag: Tag<'m>, range: Range<usize>) -> Result<(), ContentError> {
        let kind = match tag {
            Tag::Emphasis => return self.builder.inline(InlineKind::Open("em"), range),
            Tag::Strong => return self.builder.inline(InlineKind::Open("strong"), range),
            Tag::Strikethrough => return self.builder.inline(InlineKind::Open("del"), range),
            Tag::Link { link_type, dest_url, title, .. } => {
                let uri = match link_type {
                    LinkType::Email => CowStr::from(format!("mailto:{dest_url}")),
                    _ => dest_url,
                };
                return self.builder.inline(InlineKind::LinkOpen { uri, title, card: None }, range);
            }
            Tag::Image { dest_url, title, .. } => {
                let image = InlineKind::ImageOpen { uri: dest_url, title, attributes: Vec::new() };
                return self.builder.inline(image, range);
            }
            Tag::HtmlBlock => return self.builder.close_implicit(),
            Tag::Paragraph => AstKind::Paragraph,
            Tag::Heading { level, .. } => AstKind::Heading(level as u8),
            Tag::BlockQuote(kind) => quote(kind),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => AstKind::Code { info, body: String::new() },
            Tag::CodeBlock(CodeBlockKind::Indented) => {
                AstKind::Code { info: CowStr::Borrowed(""), body: String::new() }
            }
            Tag::List(start) => AstKind::List { start },
            Tag::Item => AstKind::Item { done: None },
            Tag::Table(alignments) => {
                self.builder.alignments = alignments;
                self.rows = 0;
                AstKind::Table
            }
            Tag::TableHead => {
                self.builder.in_header = true;
                AstKind::Row
            }
            Tag::TableRow => {
                self.rows += 1;
                self.check_row(&range)?;
                AstKind::Row
            }
            Tag::TableCell => self.pipe_cell(),
            Tag::FootnoteDefinition(label) => AstKind::Footnote(label),
            _ => {
                return Err(self
                    .builder
                    .source
                    .refuse(range.start, "this kind of Markdown cannot be stored"));
            }
        };
        self.builder.close_implicit()?;
        // A `<p>` of HTML ends where a block of Markdown begins.
        while self.builder.around.pop_if(|(name, _)| name == "p").is_some() {}
        self.builder.push(kind, range)
    }

    /// The parser drops the cells of a row beyond those of the header: GitHub does the same.
    fn check_row(&self, range: &Range<usize>) -> Result<(), ContentError> {
        let width = self.builder.alignments.len();
        let row = self.builder.source.slice(range.clone()).lines().next().unwrap_or("");
        let cells = cells(row);
        let surplus = cells.get(width..).unwrap_or(&[]);
        if surplus.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let message = format!(
            "the row has {} cells, and the table {width} columns; write `\\|` for a pipe, in code as well",
            cells.len()
        );
        Err(self.builder.source.refuse(range.start, message))
    }

    fn pipe_cell(&self) -> AstKind<'m> {
        let column = self.builder.open.last().map_or(0, |row| row.children.len());
        let align = match self.builder.alignments.get(column) {
            Some(Alignment::Center) => Some("center"),
            Some(Alignment::Right) => Some("right"),
            _ => None,
        };
        AstKind::Cell { header: self.builder.in_header, colspan: 1, rowspan: 1, align }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) -> Result<(), ContentError> {
        match tag {
            TagEnd::Emphasis => self.builder.inline(InlineKind::Close("em"), range),
            TagEnd::Strong => self.builder.inline(InlineKind::Close("strong"), range),
            TagEnd::Strikethrough => self.builder.inline(InlineKind::Close("del"), range),
            TagEnd::Link => self.builder.inline(InlineKind::LinkClose, range),
            TagEnd::Image => self.builder.inline(InlineKind::ImageClose, range),
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::Paragraph => {
                self.builder.close_implicit()?;
                match self.builder.kind() {
                    Some(AstKind::Paragraph) => self.builder.pop(),
                    _ => Ok(()),
                }
            }
            TagEnd::TableHead => {
                self.builder.in_header = false;
                self.builder.pop()
            }
            _ => {
                self.builder.close_implicit()?;
                self.expect_closed()?;
                self.builder.pop()
            }
        }
    }

    /// A list item or a quote may end only when what was opened inside is closed.
    fn expect_closed(&self) -> Result<(), ContentError> {
        match self.builder.open.last() {
            Some(block) if self.builder.is_open_tag() || matches!(block.kind, AstKind::Container(_)) => {
                Err(self.builder.unclosed(block))
            }
            _ => Ok(()),
        }
    }

    fn html_block(&mut self) -> Result<(), ContentError> {
        let lines = std::mem::take(&mut self.html);
        self.tags(&lines, true)
    }

    /// The tags and texts of some HTML, which may stand on several lines behind the markers of quotes and lists.
    fn tags(&mut self, lines: &[Range<usize>], is_block: bool) -> Result<(), ContentError> {
        let source: &'m Source = self.builder.source;
        let joined = Joined::of(source, lines);
        for (token, place) in html::tokens(&joined.text) {
            let at = joined.place(place.start)..joined.place(place.end.saturating_sub(1)) + 1;
            if let Some((element, start)) = self.builder.verbatim {
                if matches!(&token, Token::Close { name } if name == element.name()) {
                    self.builder.end_verbatim(element, start, at)?;
                }
                continue;
            }
            match token {
                Token::Open { name, attributes } => self.builder.open_tag(&name, attributes, at)?,
                Token::Close { name } => self.builder.close_tag(&name, at)?,
                Token::Comment => {
                    source.note(at.start, "a comment of HTML was left out, since nobody sees it");
                }
                Token::Declaration => {
                    let tag: String = source.slice(at.clone()).chars().take(60).collect();
                    source.note(at.start, format!("`{tag}` was left out: it means nothing on a page"));
                }
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

    /// Text between the tags of a block of HTML is Markdown: part of the line that is open, or blocks.
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
        let events: Vec<_> = Parser::new_ext(trimmed, options()).into_offset_iter().collect();
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

    fn blank(&mut self, range: Range<usize>) -> Result<(), ContentError> {
        self.builder.inline(InlineKind::Text(CowStr::Borrowed(" "), true), range)
    }
}

/// Lines of HTML as one text.
struct Joined<'m> {
    text: Cow<'m, str>,
    /// Where each line starts in the text and in the source.
    lines: Vec<(usize, usize)>,
}

impl<'m> Joined<'m> {
    fn of(source: &'m Source, ranges: &[Range<usize>]) -> Self {
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
            return Self { text: Cow::Borrowed(""), lines: Vec::new() };
        };
        let in_step = ranges.iter().zip(ranges.iter().skip(1)).all(|(one, other)| one.end == other.start);
        if in_step {
            return Self {
                text: Cow::Borrowed(source.slice(first.start..last.end)),
                lines: vec![(0, first.start)],
            };
        }
        let (mut text, mut lines) = (String::new(), Vec::with_capacity(ranges.len()));
        for range in ranges {
            lines.push((text.len(), range.start));
            text.push_str(source.slice(range.clone()));
        }
        Self { text: Cow::Owned(text), lines }
    }

    fn place(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|&(start, _)| start <= at).checked_sub(1);
        line.and_then(|line| self.lines.get(line)).map_or(0, |&(start, place)| place + (at - start))
    }

    /// A part of the text as parts of the source, one for each line.
    fn parts(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let next = self.lines.partition_point(|&(start, _)| start <= at);
            let end = self.lines.get(next).map_or(range.end, |&(start, _)| start.min(range.end));
            parts.push(self.place(at)..self.place(at) + (end - at));
            at = end;
        }
        parts
    }
}

fn quote<'m>(kind: Option<BlockQuoteKind>) -> AstKind<'m> {
    match kind {
        None => AstKind::Quote,
        Some(BlockQuoteKind::Note) => AstKind::Alert("info"),
        Some(BlockQuoteKind::Tip) => AstKind::Alert("tip"),
        Some(BlockQuoteKind::Important | BlockQuoteKind::Warning) => AstKind::Alert("note"),
        Some(BlockQuoteKind::Caution) => AstKind::Alert("warning"),
    }
}
