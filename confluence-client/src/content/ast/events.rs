//! The events of the Markdown parser into blocks.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd,
};

use super::builder::{Builder, Verbatim};
use super::line_shape::cells;
use super::second_definitions::SecondDefinitions;
use super::{AstBlock, AstKind, InlineKind, Source, fence_ends, options, table_rows, windows_paths};
use crate::content::normalize::GUARD;
use crate::offload::stop_if_abandoned;
use crate::storage::error::ContentError;

mod html_text;

pub(super) fn build(source: &Source) -> Result<Vec<AstBlock<'_>>, ContentError> {
    let mut feed = Feed {
        builder: Builder::new(source),
        html: Vec::new(),
        without_pipe: None,
        begun_in_code: Vec::new(),
        used: HashSet::new(),
    };
    feed.markdown(source.text(), 0)?;
    feed.builder.finish()
}

/// Hands the events of the parser to the builder. Text between tags of HTML is Markdown again.
struct Feed<'m> {
    builder: Builder<'m>,
    /// The lines of the block of HTML that is being read: a tag may go over several.
    html: Vec<Range<usize>>,
    /// Where the row begins that is being read, if it has no pipe.
    without_pipe: Option<usize>,
    /// Where marks end whose first signs stand in `<code>`, and are none there.
    begun_in_code: Vec<usize>,
    /// The labels that links are written with.
    used: HashSet<String>,
}

impl<'m> Feed<'m> {
    fn markdown(&mut self, text: &'m str, base: usize) -> Result<(), ContentError> {
        let mut events = Parser::new_ext(text, options()).into_offset_iter();
        let mut second = SecondDefinitions::of(text, events.reference_definitions());
        for (event, range) in events.by_ref() {
            stop_if_abandoned();
            second.see(&event, &range);
            self.event(event, range.start + base..range.end + base)?;
        }
        for (label, definition) in events.reference_definitions().iter() {
            if !self.used.contains(&label.to_lowercase()) {
                let message =
                    format!("the definition `[{label}]: ...` was left out: no link of the text uses it");
                self.builder.source.note(definition.span.start + base, message);
            }
        }
        second.tell(self.builder.source);
        Ok(())
    }

    fn event(&mut self, event: Event<'m>, range: Range<usize>) -> Result<(), ContentError> {
        if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event
            && !id.is_empty()
        {
            self.used.insert(id.to_lowercase());
        }
        if self.builder.verbatim.is_some() && !matches!(event, Event::InlineHtml(_) | Event::Html(_)) {
            return self.verbatim_event(&event, &range);
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
            Event::Code(code) => self.builder.code(code, range),
            Event::SoftBreak => self.builder.inline(InlineKind::Text(CowStr::Borrowed(" "), true), range),
            Event::HardBreak => self.builder.inline(InlineKind::Break, range),
            Event::Html(_) => {
                self.html.push(range);
                Ok(())
            }
            Event::InlineHtml(_) => self.tags(std::slice::from_ref(&range), false),
            Event::Rule => {
                self.builder.close_implicit()?;
                self.refuse_in_heading(range.start)?;
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

    /// What the parser makes of the text of an element that is taken as it stands.
    fn verbatim_event(&mut self, event: &Event<'m>, range: &Range<usize>) -> Result<(), ContentError> {
        match event {
            Event::End(TagEnd::HtmlBlock) => self.html_block(),
            Event::End(TagEnd::TableCell | TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                let (element, start) = self.builder.verbatim.unwrap_or((Verbatim::Pre, range.start));
                Err(self.builder.source.refuse(start, element.unclosed("is not closed here")))
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {
                self.begun_in_code.push(range.end);
                Ok(())
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {
                self.begun_in_code.pop_if(|end| *end == range.end);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: CowStr<'m>, range: Range<usize>) -> Result<(), ContentError> {
        if text.contains(GUARD) {
            return self.guarded_text(&text, range.start);
        }
        let source: &'m Source = self.builder.source;
        let as_written = source.slice(range.clone()) == &*text;
        // The parser says the blanks before a tag at the start of a line; between blocks they are no text.
        if !as_written && !self.builder.in_line() && text.bytes().all(|byte| byte == b' ') {
            return Ok(());
        }
        // The parser leaves out the backslash of an escape, so that the text before does not end where this one starts.
        let before = range.start.checked_sub(1).and_then(|at| source.text().as_bytes().get(at));
        let gap = std::mem::replace(&mut self.builder.text_end, range.end) != range.start;
        let escaped = gap && before == Some(&b'\\') && as_written;
        if let Some(message) =
            escaped.then(|| windows_paths::lost_backslash(source.text(), range.start)).flatten()
        {
            source.note(range.start, message);
        }
        let is_path = escaped && windows_paths::has_backslash(source.text(), range.start);
        if escaped && (text.len() > 1 || is_path) {
            // An escaped sign is one byte.
            let lead = range.start - usize::from(is_path);
            let (first, rest) = (lead..range.start + 1, range.start + 1..range.end);
            let part = |range: &Range<usize>| CowStr::Borrowed(source.slice(range.clone()));
            self.builder.inline(InlineKind::Text(part(&first), true), first)?;
            if rest.is_empty() {
                return Ok(());
            }
            return self.builder.inline(InlineKind::Text(part(&rest), false), rest);
        }
        self.builder.inline(InlineKind::Text(text, escaped || !as_written), range)
    }

    /// Text without the signs that stood beside its delimiters.
    fn guarded_text(&mut self, text: &str, start: usize) -> Result<(), ContentError> {
        let mut at = start;
        for part in text.split(GUARD) {
            if !part.is_empty() {
                self.text(CowStr::from(part.to_owned()), at..at + part.len())?;
            }
            at += part.len() + GUARD.len_utf8();
        }
        Ok(())
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
            Tag::CodeBlock(kind) => self.code_block(kind, &range),
            Tag::List(start) => AstKind::List { start },
            Tag::Item => AstKind::Item { done: None },
            Tag::Table(alignments) => {
                self.builder.alignments = alignments;
                AstKind::Table
            }
            Tag::TableHead => {
                self.builder.in_header = true;
                AstKind::Row
            }
            Tag::TableRow => {
                self.row(&range)?;
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
        if self.is_in_heading() && matches!(kind, AstKind::Paragraph) {
            return self.blank(range.start..range.start);
        }
        self.refuse_in_heading(range.start)?;
        // A `<p>` of HTML ends where a block of Markdown begins.
        while self.builder.around.pop_if(|(name, _)| name == "p").is_some() {}
        self.builder.push(kind, range)
    }

    fn code_block(&self, kind: CodeBlockKind<'m>, range: &Range<usize>) -> AstKind<'m> {
        let info = match kind {
            CodeBlockKind::Fenced(info) => {
                fence_ends::tell(self.builder.source, range);
                info
            }
            CodeBlockKind::Indented => CowStr::Borrowed(""),
        };
        AstKind::Code { info, body: String::new() }
    }

    fn row(&mut self, range: &Range<usize>) -> Result<(), ContentError> {
        let source: &'m Source = self.builder.source;
        let row = source.slice(range.clone()).lines().next().unwrap_or("");
        let (cells, width) = (cells(row), self.builder.alignments.len());
        // A line without a pipe right below a table is a row of it to the parser: GitHub does the same.
        self.without_pipe = (width > 1 && cells == [row.trim()]).then_some(range.start);
        if table_rows::goes_on(source.text(), range.start) {
            self.without_pipe = None;
            source.note(range.start, table_rows::BROKEN);
        }
        // The parser drops the cells of a row beyond those of the header: GitHub does the same.
        let surplus = cells.get(width..).unwrap_or(&[]);
        if surplus.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let message = format!(
            "the row has {} cells, and the table {width} columns; write `\\|` for a pipe, in code as well",
            cells.len()
        );
        Err(source.refuse(range.start, message))
    }

    fn end_of_block(&mut self) -> Result<(), ContentError> {
        self.builder.close_implicit()?;
        self.expect_closed()?;
        self.builder.pop()
    }

    /// Takes away a row that was a line below its table, if nothing of it is left, and else tells of it.
    fn end_of_row(&mut self) {
        let Some(at) = self.without_pipe.take() else { return };
        let Some(rows) = self.builder.open.last_mut().map(|table| &mut table.children) else { return };
        if rows.last().is_some_and(shows_nothing) {
            rows.pop();
            return;
        }
        let message =
            "a line stands right below the table and became a row of it; leave a blank line between them";
        self.builder.source.note(at, message);
    }

    /// Whether a heading of HTML is open, whose text may stand between blank lines.
    fn is_in_heading(&self) -> bool {
        matches!(self.builder.kind(), Some(AstKind::Heading(_)))
    }

    fn refuse_in_heading(&self, at: usize) -> Result<(), ContentError> {
        match self.builder.kind() {
            Some(AstKind::Heading(level)) => {
                let message =
                    format!("a heading holds text alone; close it with `</h{level}>` before this block");
                Err(self.builder.source.refuse(at, message))
            }
            _ => Ok(()),
        }
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
            TagEnd::Emphasis => self.end_of_mark("em", range),
            TagEnd::Strong => self.end_of_mark("strong", range),
            TagEnd::Strikethrough => self.end_of_mark("del", range),
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
            TagEnd::TableRow => {
                self.end_of_block()?;
                self.end_of_row();
                Ok(())
            }
            TagEnd::TableHead => {
                self.builder.in_header = false;
                self.builder.pop()
            }
            _ => self.end_of_block(),
        }
    }

    /// Of a mark that begins in code, the last signs are the characters that they are.
    fn end_of_mark(&mut self, mark: &'static str, range: Range<usize>) -> Result<(), ContentError> {
        if self.begun_in_code.pop_if(|end| *end == range.end).is_none() {
            return self.builder.inline(InlineKind::Close(mark), range);
        }
        let source: &'m Source = self.builder.source;
        let written = source.slice(range.clone());
        let signs = written.trim_end_matches(['*', '_', '~']).len();
        let width = if mark == "em" { 1 } else { (written.len() - signs).min(2) };
        let place = range.end.saturating_sub(width)..range.end;
        let text = CowStr::Borrowed(source.slice(place.clone()));
        self.builder.inline(InlineKind::Text(text, true), place)
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

/// Whether a row holds at most line breaks.
fn shows_nothing(block: &AstBlock<'_>) -> bool {
    block.inline.iter().all(|inline| inline.kind == InlineKind::Break)
        && matches!(block.kind, AstKind::Row | AstKind::Cell { .. } | AstKind::Paragraph)
        && block.children.iter().all(shows_nothing)
}
