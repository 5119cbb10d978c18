//! The events of the Markdown parser into blocks.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::{AstBlock, AstKind, Inline, InlineKind, MAX_DEPTH, Source};
use crate::content::handle::Handle;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::text::slice;

pub(super) fn build(source: &Source) -> Result<Vec<AstBlock<'_>>, ContentError> {
    let mut builder = Builder::new(source);
    builder.feed(source.text(), 0)?;
    builder.finish()
}

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Blocks that are open, innermost last.
pub(super) struct Builder<'m> {
    pub(super) source: &'m Source,
    pub(super) open: Vec<AstBlock<'m>>,
    /// Paragraphs that no event will close: the text of tight items and of cells.
    implicit: bool,
    alignments: Vec<Alignment>,
    in_header: bool,
    pub(super) in_summary: bool,
    next_handle: Option<Handle>,
    text_end: usize,
}

impl<'m> Builder<'m> {
    fn new(source: &'m Source) -> Self {
        let root = block(AstKind::Quote, 0..source.text().len());
        Self {
            source,
            open: vec![root],
            implicit: false,
            alignments: Vec::new(),
            in_header: false,
            in_summary: false,
            next_handle: None,
            text_end: 0,
        }
    }

    pub(super) fn feed(&mut self, text: &'m str, base: usize) -> Result<(), ContentError> {
        for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
            self.event(event, range.start + base..range.end + base)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<AstBlock<'m>>, ContentError> {
        self.close_implicit()?;
        if let Some(left) = self.open.get(1) {
            return Err(self.unclosed(left));
        }
        Ok(self.open.pop().map(|root| root.children).unwrap_or_default())
    }

    fn unclosed(&self, block: &AstBlock<'_>) -> ContentError {
        let message = match &block.kind {
            AstKind::Container(directive) => {
                format!("`:::{}` is never closed here; add a line `:::` after its content", directive.name)
            }
            AstKind::Details { .. } => "`<details>` is never closed; add a line `</details>`".to_owned(),
            _ => "`<table>` is never closed; add a line `</table>`".to_owned(),
        };
        self.source.refuse(block.range.start, message)
    }

    fn event(&mut self, event: Event<'m>, range: Range<usize>) -> Result<(), ContentError> {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => {
                if let Some(AstBlock { kind: AstKind::Code { body, .. }, .. }) = self.open.last_mut() {
                    body.push_str(&text);
                    return Ok(());
                }
                self.text(text, range)
            }
            Event::Code(code) => self.piece(InlineKind::Code(code), range),
            Event::SoftBreak => self.piece(InlineKind::Text(CowStr::Borrowed(" "), true), range),
            Event::HardBreak => self.piece(InlineKind::Break, range),
            Event::Html(html) => self.html(&html, range),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::Rule => {
                self.close_implicit()?;
                self.push(AstKind::Rule, range)?;
                self.pop()
            }
            Event::TaskListMarker(done) => {
                if let Some(item) =
                    self.open.iter_mut().rev().find(|block| matches!(block.kind, AstKind::Item { .. }))
                {
                    item.kind = AstKind::Item { done: Some(done) };
                }
                Ok(())
            }
            Event::FootnoteReference(label) => self.piece(InlineKind::FootnoteReference(label), range),
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                Err(self.source.refuse(range.start, "formulas cannot be stored; use a macro or code"))
            }
        }
    }

    fn text(&mut self, text: CowStr<'m>, range: Range<usize>) -> Result<(), ContentError> {
        let as_written = self.source.slice(range.clone()) == &*text;
        // The parser leaves out the backslash of an escape, so that the text before does not end where this one starts.
        let before = range.start.checked_sub(1).and_then(|at| self.source.text().as_bytes().get(at));
        let gap = std::mem::replace(&mut self.text_end, range.end) != range.start;
        let escaped = gap && before == Some(&b'\\') && as_written;
        if escaped && text.len() > 1 {
            let first = slice(self.source.text(), range.start..range.start + 1);
            let rest = slice(self.source.text(), range.start + 1..range.end);
            self.piece(InlineKind::Text(CowStr::Borrowed(first), true), range.start..range.start + 1)?;
            return self.piece(InlineKind::Text(CowStr::Borrowed(rest), false), range.start + 1..range.end);
        }
        self.piece(InlineKind::Text(text, escaped || !as_written), range)
    }

    fn start(&mut self, tag: Tag<'m>, range: Range<usize>) -> Result<(), ContentError> {
        let kind = match tag {
            Tag::Emphasis => return self.piece(InlineKind::Open("em"), range),
            Tag::Strong => return self.piece(InlineKind::Open("strong"), range),
            Tag::Strikethrough => return self.piece(InlineKind::Open("del"), range),
            Tag::Link { link_type, dest_url, .. } => {
                let uri = match link_type {
                    pulldown_cmark::LinkType::Email => CowStr::from(format!("mailto:{dest_url}")),
                    _ => dest_url,
                };
                return self.piece(InlineKind::LinkOpen { uri }, range);
            }
            Tag::Image { dest_url, title, .. } => {
                return self.piece(InlineKind::ImageOpen { uri: dest_url, title }, range);
            }
            Tag::HtmlBlock => return self.close_implicit(),
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
                self.alignments = alignments;
                AstKind::Table
            }
            Tag::TableHead => {
                self.in_header = true;
                AstKind::Row
            }
            Tag::TableRow => AstKind::Row,
            Tag::TableCell => self.pipe_cell(),
            Tag::FootnoteDefinition(label) => AstKind::Footnote(label),
            _ => return Err(self.source.refuse(range.start, "this kind of Markdown cannot be stored")),
        };
        self.close_implicit()?;
        self.push(kind, range)
    }

    fn pipe_cell(&self) -> AstKind<'m> {
        let column = self.open.last().map_or(0, |row| row.children.len());
        let align = match self.alignments.get(column) {
            Some(Alignment::Center) => Some("center"),
            Some(Alignment::Right) => Some("right"),
            _ => None,
        };
        AstKind::Cell { header: self.in_header, colspan: 1, rowspan: 1, align }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) -> Result<(), ContentError> {
        match tag {
            TagEnd::Emphasis => self.piece(InlineKind::Close("em"), range),
            TagEnd::Strong => self.piece(InlineKind::Close("strong"), range),
            TagEnd::Strikethrough => self.piece(InlineKind::Close("del"), range),
            TagEnd::Link => self.piece(InlineKind::LinkClose, range),
            TagEnd::Image => self.piece(InlineKind::ImageClose, range),
            TagEnd::HtmlBlock => Ok(()),
            TagEnd::Paragraph => {
                self.close_implicit()?;
                if matches!(self.open.last(), Some(AstBlock { kind: AstKind::Paragraph, .. })) {
                    return self.pop();
                }
                Ok(())
            }
            TagEnd::TableHead => {
                self.in_header = false;
                self.pop()
            }
            _ => {
                self.close_implicit()?;
                self.expect_closed()?;
                self.pop()
            }
        }
    }

    /// A list item or a quote may end only when the containers opened inside are closed.
    fn expect_closed(&self) -> Result<(), ContentError> {
        match self.open.last() {
            Some(block) if matches!(block.kind, AstKind::Container(_) | AstKind::Details { .. }) => {
                Err(self.unclosed(block))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn piece(&mut self, kind: InlineKind<'m>, range: Range<usize>) -> Result<(), ContentError> {
        let leaf = matches!(
            self.open.last().map(|block| &block.kind),
            Some(AstKind::Paragraph | AstKind::Heading(_))
        );
        if !leaf {
            self.push(AstKind::Paragraph, range.clone())?;
            self.implicit = true;
        }
        let source: &'m Source = self.source;
        if let Some(block) = self.open.last_mut() {
            if self.implicit {
                block.range.end = block.range.end.max(range.end);
            }
            match block.inline.last_mut() {
                Some(last) if last.continues_with(&kind, &range) => {
                    last.range.end = range.end;
                    last.kind = InlineKind::Text(CowStr::Borrowed(source.slice(last.range.clone())), false);
                }
                _ => block.inline.push(Inline { kind, range }),
            }
        }
        Ok(())
    }

    pub(super) fn push(&mut self, kind: AstKind<'m>, range: Range<usize>) -> Result<(), ContentError> {
        if self.open.len() > MAX_DEPTH {
            let message = format!("blocks nest more than {MAX_DEPTH} deep; flatten them");
            return Err(self.source.error(ContentErrorKind::TooLarge, range.start, message));
        }
        self.open.push(block(kind, range));
        Ok(())
    }

    pub(super) fn close_implicit(&mut self) -> Result<(), ContentError> {
        if std::mem::take(&mut self.implicit) { self.pop() } else { Ok(()) }
    }

    /// Closes the innermost block; a paragraph may turn out to be a directive.
    pub(super) fn pop(&mut self) -> Result<(), ContentError> {
        let Some(mut block) = self.open.pop() else { return Ok(()) };
        if matches!(block.kind, AstKind::Paragraph | AstKind::Heading(_)) {
            self.finish_line(&mut block)?;
            if self.take_directive(&mut block)? {
                return Ok(());
            }
        }
        if let AstKind::Code { body, info } = &mut block.kind {
            if body.ends_with('\n') {
                body.pop();
            }
            block.handle = super::directive::handle_in(info);
        }
        self.adopt(block);
        Ok(())
    }

    pub(super) fn adopt(&mut self, mut block: AstBlock<'m>) {
        if let Some(handle) = self.next_handle.take() {
            block.handle.get_or_insert(handle);
        }
        if let Some(parent) = self.open.last_mut() {
            if parent.handle.is_none()
                && matches!(parent.kind, AstKind::Item { .. })
                && parent.children.is_empty()
            {
                parent.handle = block.handle;
            }
            parent.children.push(block);
        }
    }

    pub(super) fn announce(&mut self, handle: Handle) {
        self.next_handle = Some(handle);
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

pub(super) fn block(kind: AstKind<'_>, range: Range<usize>) -> AstBlock<'_> {
    AstBlock { kind, range, handle: None, inline: Vec::new(), children: Vec::new() }
}
