//! Blocks of Markdown under construction.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr};

use super::directive::handle_in;
use super::directive_line::Finished;
use super::placeholder::Unclosed;
use super::{
    AstBlock, AstKind, Inline, InlineKind, MAX_DEPTH, Source, alerts, definitions, fence_options, line,
    placeholder, torn_line,
};
use crate::content::handle::Handle;
use crate::storage::error::{ContentError, ContentErrorKind};

/// Blocks that are open, innermost last.
pub(super) struct Builder<'m> {
    pub(super) source: &'m Source,
    pub(super) open: Vec<AstBlock<'m>>,
    /// Whether the innermost block is a paragraph that no event will close: the text of tight items, cells and HTML.
    implicit: bool,
    pub(super) alignments: Vec<Alignment>,
    pub(super) in_header: bool,
    pub(super) in_summary: bool,
    /// How many blocks are below each block that a tag of HTML opened.
    pub(super) opened: Vec<usize>,
    /// Elements of HTML that only hold others together, and how they align what is in them.
    pub(super) around: Vec<(String, Option<&'static str>)>,
    /// For each open `<a>`: whether it is a link, and not a place to link to.
    pub(super) links: Vec<bool>,
    /// The element whose end is still to come and whose text is no Markdown, and where its text begins.
    pub(super) verbatim: Option<(Verbatim, usize)>,
    /// The language that the open `<pre>` says.
    pub(super) pre_language: String,
    /// Elements that were left out since they stand where they cannot: their ends are left out without a word.
    pub(super) left_out: Vec<String>,
    next_handle: Option<Handle>,
    /// Whether a link to what is played was written for the `<video>` or `<audio>` that is open.
    pub(super) is_linked: bool,
    /// Where the text that came last ended.
    pub(super) text_end: usize,
    /// Where tags begin that nothing closes.
    pub(super) unclosed: HashSet<usize>,
}

/// An element of HTML whose text is no Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verbatim {
    /// Preformatted text.
    Pre,
    /// What is no text at all.
    Style,
    /// As [`Verbatim::Style`].
    Script,
    /// A drawing.
    Svg,
    /// A day, which shows itself.
    Time,
    /// Code within a line, by the name of its element.
    Code(&'static str),
}

impl Verbatim {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "pre" => Some(Self::Pre),
            "style" => Some(Self::Style),
            "script" => Some(Self::Script),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::Style => "style",
            Self::Script => "script",
            Self::Svg => "svg",
            Self::Time => "time",
            Self::Code(name) => name,
        }
    }

    pub(super) fn unclosed(self, how: &str) -> String {
        let name = self.name();
        format!("`<{name}>` {how}; add `</{name}>` behind its text")
    }
}

impl<'m> Builder<'m> {
    pub(super) fn new(source: &'m Source) -> Self {
        let root = block(AstKind::Quote, 0..source.text().len());
        Self {
            source,
            open: vec![root],
            implicit: false,
            alignments: Vec::new(),
            in_header: false,
            in_summary: false,
            opened: Vec::new(),
            around: Vec::new(),
            links: Vec::new(),
            verbatim: None,
            pre_language: String::new(),
            left_out: Vec::new(),
            next_handle: None,
            is_linked: false,
            text_end: 0,
            unclosed: placeholder::unclosed(source.text()),
        }
    }

    pub(super) fn finish(mut self) -> Result<Vec<AstBlock<'m>>, ContentError> {
        self.close_implicit()?;
        if self.in_summary {
            let details = self.open.iter().rev().find(|block| matches!(block.kind, AstKind::Details { .. }));
            let at = details.map_or(0, |details| details.range.start);
            return Err(self
                .source
                .refuse(at, "`<summary>` is never closed; add `</summary>` behind the title"));
        }
        if let Some((element, start)) = self.verbatim {
            return Err(self.source.refuse(start, element.unclosed("is never closed")));
        }
        if let Some(left) = self.open.get(1) {
            return Err(self.unclosed(left));
        }
        Ok(self.open.pop().map(|root| root.children).unwrap_or_default())
    }

    /// Whether a tag is a word between brackets, such as `<source>`.
    pub(super) fn is_placeholder(
        &self,
        name: &str,
        attributes: &str,
        at: &Range<usize>,
        in_line: bool,
    ) -> bool {
        let (text, within) = (self.source.text(), !self.opened.is_empty());
        let tag = Unclosed { text, at: at.clone(), name, attributes, in_line, within };
        self.unclosed.contains(&at.start) && tag.is_placeholder()
    }

    pub(super) fn unclosed(&self, block: &AstBlock<'_>) -> ContentError {
        let message = match &block.kind {
            AstKind::Container(directive) => {
                format!("`:::{}` is never closed here; add a line `:::` after its content", directive.name)
            }
            AstKind::Details { .. } => "`<details>` is never closed; add a line `</details>`".to_owned(),
            AstKind::Heading(level) => {
                format!("`<h{level}>` is never closed; add `</h{level}>` behind its text")
            }
            AstKind::List { start: None } => "`<ul>` is never closed; add `</ul>`".to_owned(),
            AstKind::List { .. } => "`<ol>` is never closed; add `</ol>`".to_owned(),
            AstKind::Quote => "`<blockquote>` is never closed; add `</blockquote>`".to_owned(),
            AstKind::Item { .. } => "`<li>` is never closed; add `</li>`".to_owned(),
            AstKind::Alert(_) => "`<aside>` is never closed; add `</aside>`".to_owned(),
            AstKind::Definition => {
                "a definition is never closed: what is opened in it, such as a fence, has to end in it"
                    .to_owned()
            }
            _ => "`<table>` is never closed; add a line `</table>`".to_owned(),
        };
        self.source.refuse(block.range.start, message)
    }

    pub(super) fn kind(&self) -> Option<&AstKind<'m>> {
        self.open.last().map(|block| &block.kind)
    }

    /// Whether the innermost block was opened by a tag of HTML, which alone may close it.
    pub(super) fn is_open_tag(&self) -> bool {
        self.opened.last().is_some_and(|&depth| depth + 1 == self.open.len())
    }

    /// Whether text that comes now joins text that is there.
    pub(super) fn in_line(&self) -> bool {
        matches!(self.kind(), Some(AstKind::Paragraph | AstKind::Heading(_)))
    }

    pub(super) fn inline(&mut self, kind: InlineKind<'m>, range: Range<usize>) -> Result<(), ContentError> {
        if !self.in_line() {
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
        let align = self.around.last().and_then(|&(_, align)| align);
        self.open.push(AstBlock { align, ..block(kind, range) });
        Ok(())
    }

    pub(super) fn close_implicit(&mut self) -> Result<(), ContentError> {
        if std::mem::take(&mut self.implicit) { self.pop() } else { Ok(()) }
    }

    /// Closes the line that is open, whoever opened it: a block begins.
    pub(super) fn close_line(&mut self) -> Result<(), ContentError> {
        self.implicit = false;
        if matches!(self.kind(), Some(AstKind::Paragraph)) { self.pop() } else { Ok(()) }
    }

    /// Closes the innermost block; a paragraph may turn out to be a directive.
    pub(super) fn pop(&mut self) -> Result<(), ContentError> {
        let Some(mut block) = self.open.pop() else { return Ok(()) };
        self.opened.pop_if(|depth| *depth == self.open.len());
        if matches!(block.kind, AstKind::Paragraph | AstKind::Heading(_)) {
            self.links.clear();
            match line::finish(self.source, &mut block, self.is_in_pipe_cell())? {
                Finished::Block => {}
                Finished::Nothing => return Ok(()),
                Finished::Handle(handle) => {
                    self.next_handle = Some(handle);
                    return Ok(());
                }
                Finished::Container(directive) => {
                    self.push(AstKind::Container(directive), block.range.clone())?;
                    if let Some(container) = self.open.last_mut() {
                        container.handle = block.handle;
                    }
                    return Ok(());
                }
                Finished::EndOfContainer => return self.close_container(block.range),
            }
        }
        if let AstKind::Code { body, info } = &mut block.kind {
            if body.ends_with('\n') {
                body.pop();
            }
            block.handle = handle_in(info);
            fence_options::take(info, body);
        }
        if let AstKind::Cell { align: Some(align), .. } = block.kind {
            let lines = block.children.iter_mut();
            let lines = lines.filter(|child| matches!(child.kind, AstKind::Paragraph | AstKind::Heading(_)));
            lines.for_each(|line| line.align = line.align.or(Some(align)));
        }
        if let (AstKind::Paragraph, Some(align)) = (&block.kind, block.align) {
            align_image(&mut block.inline, align);
        }
        if matches!(&block.kind, AstKind::Container(directive) if directive.name.is_empty()) {
            self.dissolve(block);
            return Ok(());
        }
        alerts::recognise(self.source, &mut block);
        for part in definitions::split(block) {
            torn_line::split(self.source, part).into_iter().for_each(|part| self.adopt(part));
        }
        Ok(())
    }

    fn close_container(&mut self, range: Range<usize>) -> Result<(), ContentError> {
        match self.open.last_mut() {
            Some(block) if matches!(block.kind, AstKind::Container(_)) => {
                block.range.end = range.end;
                self.pop()
            }
            _ => Err(self.source.refuse(range.start, self.closes_nothing())),
        }
    }

    /// Puts what a container without a name holds in its place.
    fn dissolve(&mut self, container: AstBlock<'m>) {
        container.children.into_iter().for_each(|child| self.adopt(child));
    }

    /// What is said of a line `:::` that closes nothing where it stands.
    fn closes_nothing(&self) -> String {
        let container = self.open.iter().rev().find_map(|block| match &block.kind {
            AstKind::Container(directive) => Some((directive, block.range.start)),
            _ => None,
        });
        let within = self.open.last().map_or("another block", |block| match &block.kind {
            AstKind::Item { .. } => "an item of a list",
            AstKind::Quote | AstKind::Alert(_) => "a quote",
            AstKind::Details { .. } => "`<details>`, which has to end first",
            AstKind::Cell { .. } => "a cell of a table",
            _ => "another block",
        });
        match container {
            Some((directive, at)) => {
                let name = &directive.name;
                let line = self.source.line_of(at);
                format!(
                    "`:::` stands in {within}, and `:::{name}` of line {line} is open around that; indent it like `:::{name}`"
                )
            }
            None => "`:::` closes nothing here; remove it or open a container before".to_owned(),
        }
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
}

/// Aligns an image that is all of its paragraph, since it is stored without one.
fn align_image(inlines: &mut [Inline<'_>], align: &str) {
    let is_image = matches!(inlines.last(), Some(Inline { kind: InlineKind::ImageClose, .. }));
    let opened = inlines.iter().filter(|inline| matches!(inline.kind, InlineKind::ImageOpen { .. })).count();
    if let Some(Inline { kind: InlineKind::ImageOpen { attributes, .. }, .. }) = inlines.first_mut()
        && is_image
        && opened == 1
        && !attributes.iter().any(|(name, _)| name == "align")
    {
        attributes.push(("align".to_owned(), align.to_owned()));
    }
}

pub(super) fn block(kind: AstKind<'_>, range: Range<usize>) -> AstBlock<'_> {
    AstBlock { kind, range, handle: None, align: None, inline: Vec::new(), children: Vec::new() }
}
