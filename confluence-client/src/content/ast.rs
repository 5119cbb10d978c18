//! Markdown as a tree of blocks that know the lines they came from.

use std::ops::Range;

use pulldown_cmark::{CowStr, Options};

use super::handle::Handle;
use crate::storage::error::ContentError;
use directive::Directive;

mod above;
mod admonition;
mod alert_kinds;
mod alerts;
mod builder;
mod cell_fence;
mod child_items;
mod cjk;
mod container_line;
mod container_lines;
mod definition_lines;
mod definitions;
pub(crate) mod directive;
mod directive_line;
mod drawing;
mod events;
mod fence_ends;
mod fence_options;
mod front_matter;
mod html;
mod html_code;
mod joined;
mod json;
mod known;
mod label_marks;
mod line;
mod line_end;
mod line_shape;
mod list_signs;
mod lost_look;
mod markup;
mod media;
mod myst_options;
mod no_break_blanks;
mod offsets;
mod one_line;
mod placeholder;
mod prepare;
mod quote_lines;
mod repair;
mod rewrite;
mod second_definitions;
mod source;
mod summary;
mod table_rows;
mod tag_names;
mod torn_line;
mod unknown_tags;
mod whole;
mod windows_paths;
mod words;

pub(crate) use alert_kinds::alert_macro;
pub(crate) use json::refuse_json;
pub(crate) use line_shape::{OpenFence, without_markers};
pub(crate) use source::Source;
pub(crate) use words::APPEARANCES;

/// How deep Markdown may nest; every level is up to three elements of storage.
const MAX_DEPTH: usize = 40;

/// The extensions of CommonMark that are on. Quotes and dashes stay as they are typed.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Markdown, parsed.
#[derive(Debug)]
pub(crate) struct Ast<'m> {
    pub(crate) blocks: Vec<AstBlock<'m>>,
}

impl<'m> Ast<'m> {
    pub(crate) fn parse(source: &'m Source) -> Result<Self, ContentError> {
        let blocks = events::build(source)?;
        whole::tell(source, &blocks);
        Ok(Self { blocks })
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
            let opens = block.inline.iter().filter(|inline| inline.kind == InlineKind::CommentOpen);
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
    /// `center` or `right`, where an element of HTML around it says so.
    pub(crate) align: Option<&'static str>,
    pub(crate) inline: Vec<Inline<'m>>,
    pub(crate) children: Vec<AstBlock<'m>>,
}

/// What a block of Markdown is.
#[derive(Debug)]
pub(crate) enum AstKind<'m> {
    Paragraph,
    Heading(u8),
    Code {
        info: CowStr<'m>,
        body: String,
    },
    Quote,
    Alert(&'static str),
    List {
        start: Option<u64>,
    },
    Item {
        done: Option<bool>,
    },
    Table,
    Row,
    Cell {
        header: bool,
        colspan: u32,
        rowspan: u32,
        align: Option<&'static str>,
    },
    Rule,
    Details {
        summary: String,
    },
    Container(Box<Directive>),
    Leaf(Box<Directive>),
    Footnote(CowStr<'m>),
    /// What a term means, below the term.
    Definition,
    /// An element of the storage format, by its number in the source.
    Stored(usize),
}

/// A part of a line of Markdown, with the bytes it came from.
#[derive(Debug, Clone)]
pub(crate) struct Inline<'m> {
    pub(crate) kind: InlineKind<'m>,
    pub(crate) range: Range<usize>,
}

impl InlineKind<'_> {
    /// How much deeper in marks, links or images a line is behind it.
    pub(crate) fn deeper(&self) -> i32 {
        match self {
            Self::Open(_) | Self::LinkOpen { .. } | Self::ImageOpen { .. } | Self::CommentOpen => 1,
            Self::Close(_) | Self::LinkClose | Self::ImageClose | Self::CommentClose(_) => -1,
            _ => 0,
        }
    }
}

impl Inline<'_> {
    /// Whether both are text as it is written, the other right behind this one. Brackets that open nothing come one by
    /// one, and would cost many times their size.
    fn continues_with(&self, kind: &InlineKind<'_>, range: &Range<usize>) -> bool {
        matches!((&self.kind, kind), (InlineKind::Text(_, false), InlineKind::Text(_, false)))
            && self.range.end == range.start
    }
}

/// What a part of a line is.
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
        title: CowStr<'m>,
        /// How the card looks as which the link is shown, if it is one.
        card: Option<&'static str>,
    },
    LinkClose,
    ImageOpen {
        uri: CowStr<'m>,
        title: CowStr<'m>,
        attributes: Vec<(String, String)>,
    },
    ImageClose,
    CommentOpen,
    CommentClose(String),
    Directive(Box<Directive>),
    FootnoteReference(CowStr<'m>),
    /// An element of the storage format, by its number in the source.
    Stored(usize),
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

/// The text of a part of a line without any markup.
pub(crate) fn plain(inlines: &[Inline<'_>]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(part, _) | InlineKind::Code(part) => text.push_str(part),
            InlineKind::Break => text.push(' '),
            _ => {}
        }
    }
    text
}
