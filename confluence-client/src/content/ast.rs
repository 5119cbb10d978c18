//! Markdown as a tree of blocks that know the lines they came from.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::handle::Handle;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::text::slice;
use directive::Directive;

mod build;
pub(crate) mod directive;
mod html;
mod line;
mod markup;
mod prepare;

/// How deep Markdown may nest; every level is up to three elements of storage.
const MAX_DEPTH: usize = 40;

/// Markdown, parsed.
#[derive(Debug)]
pub(crate) struct Ast<'m> {
    pub(crate) blocks: Vec<AstBlock<'m>>,
}

/// Markdown made ready for parsing, and how to find the lines that its author wrote.
#[derive(Debug)]
pub(crate) struct Source {
    text: String,
    /// Places of blank lines that we added, and how many bytes were added up to there.
    inserted: Vec<(usize, usize)>,
    /// Where the text stands in a longer one, and how many lines are before it.
    offset: usize,
    lines: usize,
}

impl Source {
    pub(crate) fn new(markdown: &str) -> Result<Self, ContentError> {
        prepare::prepare(markdown)
    }

    /// A part of a text that begins and ends between blocks.
    pub(crate) fn part(markdown: &str, range: Range<usize>) -> Result<Self, ContentError> {
        let lines = slice(markdown, ..range.start).bytes().filter(|&byte| byte == b'\n').count();
        let source = Self::new(slice(markdown, range.clone()))?;
        Ok(Self { offset: range.start, lines, ..source })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &str {
        slice(&self.text, range)
    }

    /// The line of the author's text.
    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        let lines = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        lines + self.lines - self.inserted.partition_point(|&(at, _)| at < offset)
    }

    /// The place in the author's text.
    pub(crate) fn original(&self, offset: usize) -> usize {
        let count = self.inserted.partition_point(|&(at, _)| at < offset);
        self.offset + offset
            - count.checked_sub(1).and_then(|last| self.inserted.get(last)).map_or(0, |&(_, added)| added)
    }

    pub(crate) fn refuse(&self, offset: usize, message: impl Into<String>) -> ContentError {
        ContentError::new(ContentErrorKind::Inexpressible, message).at_line(self.line(offset))
    }

    pub(crate) fn error(
        &self,
        kind: ContentErrorKind,
        offset: usize,
        message: impl Into<String>,
    ) -> ContentError {
        ContentError::new(kind, message).at_line(self.line(offset))
    }
}

impl<'m> Ast<'m> {
    pub(crate) fn parse(source: &'m Source) -> Result<Self, ContentError> {
        Ok(Self { blocks: build::build(source)? })
    }

    /// What the Markdown shows of handles and comment anchors.
    pub(crate) fn shown(&self) -> Shown {
        let mut shown = Shown::default();
        let mut work: Vec<&AstBlock<'_>> = self.blocks.iter().collect();
        while let Some(block) = work.pop() {
            let own = match &block.kind {
                AstKind::Container(_) | AstKind::Leaf(_) | AstKind::Item { .. } => true,
                AstKind::Code { info, .. } => info.starts_with("macro "),
                _ => false,
            };
            shown.handles += usize::from(!own && block.handle.is_some());
            let opens = block.inline.iter().filter(|piece| piece.kind == InlineKind::CommentOpen);
            shown.comments += opens.count();
            work.extend(&block.children);
        }
        shown
    }
}

/// How many blocks carry handles, and how many comment anchors are shown.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) handles: usize,
    pub(crate) comments: usize,
}

/// One block of Markdown.
#[derive(Debug)]
pub(crate) struct AstBlock<'m> {
    pub(crate) kind: AstKind<'m>,
    pub(crate) range: Range<usize>,
    pub(crate) handle: Option<Handle>,
    pub(crate) inline: Vec<Inline<'m>>,
    pub(crate) children: Vec<AstBlock<'m>>,
}

/// What a block of Markdown is.
#[derive(Debug)]
pub(crate) enum AstKind<'m> {
    Paragraph,
    Heading(u8),
    Code { info: CowStr<'m>, body: String },
    Quote,
    Alert(&'static str),
    List { start: Option<u64> },
    Item { done: Option<bool> },
    Table,
    Row,
    Cell { header: bool, colspan: u32, rowspan: u32, align: Option<&'static str> },
    Rule,
    Details { summary: String },
    Container(Box<Directive>),
    Leaf(Box<Directive>),
    Footnote(CowStr<'m>),
}

/// A piece of a line of Markdown, with the bytes it came from.
#[derive(Debug, Clone)]
pub(crate) struct Inline<'m> {
    pub(crate) kind: InlineKind<'m>,
    pub(crate) range: Range<usize>,
}

impl Inline<'_> {
    /// Whether both are text as it is written, the other right behind this one. Brackets that open nothing come one by
    /// one, and would cost many times their size.
    fn continues_with(&self, kind: &InlineKind<'_>, range: &Range<usize>) -> bool {
        matches!((&self.kind, kind), (InlineKind::Text(_, false), InlineKind::Text(_, false)))
            && self.range.end == range.start
    }
}

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum InlineKind<'m> {
    /// Text; true if nothing in it can be a directive, since it was escaped.
    Text(CowStr<'m>, bool),
    Code(CowStr<'m>),
    Break,
    Open(&'static str),
    Close(&'static str),
    LinkOpen {
        uri: CowStr<'m>,
    },
    LinkClose,
    ImageOpen {
        uri: CowStr<'m>,
        title: CowStr<'m>,
    },
    ImageClose,
    CommentOpen,
    CommentClose(String),
    Directive(Box<Directive>),
    FootnoteReference(CowStr<'m>),
}

impl AstBlock<'_> {
    pub(crate) fn is_task_item(&self) -> bool {
        matches!(self.kind, AstKind::Item { done: Some(_) })
    }

    /// Whether nothing is in the block, as in the header row of a table without one.
    pub(crate) fn is_hollow(&self) -> bool {
        matches!(self.kind, AstKind::Row | AstKind::Cell { .. } | AstKind::Paragraph)
            && self.inline.is_empty()
            && self.children.iter().all(AstBlock::is_hollow)
    }
}

/// The text of pieces without any markup.
pub(crate) fn plain(pieces: &[Inline<'_>]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match &piece.kind {
            InlineKind::Text(part, _) | InlineKind::Code(part) => text.push_str(part),
            InlineKind::Break => text.push(' '),
            _ => {}
        }
    }
    text
}
