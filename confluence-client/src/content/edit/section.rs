//! Edits of what stands below a heading.

use std::ops::Range;

use super::{Content, Edit, Notation};
use crate::content::ast::{Ast, AstKind, Source};
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::handle::Handle;
use crate::content::render::{ReadOptions, Rendered, render_blocks};
use crate::content::splice::Splice;
use crate::content::writing::Writing;
use crate::storage::error::{ContentError, ContentErrorKind};

impl Document {
    /// A section as the whole page's Markdown shows it: the heading, and what stands below it up to the next heading
    /// of the same or a higher level in its container; and what of it the text does not show. `heading` is the text of
    /// the heading or its handle.
    ///
    /// # Errors
    /// [`NotFound`](ContentErrorKind::NotFound), listing the headings, or [`Ambiguous`](ContentErrorKind::Ambiguous);
    /// [`UnknownHandle`](ContentErrorKind::UnknownHandle) for a handle that is not of a heading.
    pub fn section_markdown(&self, heading: &str, options: &ReadOptions) -> Result<Rendered, ContentError> {
        let section = self.section(self.find_heading(heading)?);
        let page = self.markdown(options);
        let shown = |id: &BlockId| page.map.block(*id);
        let (first, last) = (section.first().map_or(0..0, shown), section.last().map_or(0..0, shown));
        let text = page.text.get(first.start..last.end).unwrap_or_default().to_owned();
        let alone = render_blocks(&self.tree, &self.blocks, &section, options);
        Ok(Rendered { text, map: Default::default(), ..alone })
    }

    /// The heading that is meant by its text, which may be written as Markdown, or by its handle: as edits of a section
    /// find theirs.
    ///
    /// # Errors
    /// Those of [`section_markdown`](Self::section_markdown).
    pub fn heading(&self, heading: &str) -> Result<Handle, ContentError> {
        self.find_heading(heading).map(Handle::of)
    }

    pub(super) fn replace_section(
        &self,
        heading: &str,
        content: &Content,
        edit: &Edit,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let id = self.find_heading(heading)?;
        self.editable(Handle::of(id))?;
        let mut section = self.section(id);
        let markdown = match &content.0 {
            Notation::Markdown(markdown) => markdown,
            Notation::Storage(storage) => {
                let replaces = Self::parse(storage)?
                    .blocks
                    .iter()
                    .next()
                    .is_some_and(|(_, block)| is_heading(block.kind));
                return Ok(vec![self.replace_bytes(&section, storage, replaces)]);
            }
        };
        let source = Source::new(markdown)?;
        let ast = Ast::parse(&source)?;
        let replaces = ast.blocks.first().is_some_and(|first| matches!(first.kind, AstKind::Heading(_)));
        if !replaces {
            section.remove(0);
        }
        if section.is_empty() {
            let at = self.blocks.span(&self.tree, id).end;
            let text = self.storage_of(content, crate::content::emit::Container::Body, None, writing)?;
            return Ok(vec![Splice::insert(at, text)]);
        }
        self.replace_siblings(&section, markdown, edit, writing)
    }

    /// The bytes to delete for a section, its heading among them.
    pub(super) fn deletable_section(&self, heading: &str) -> Result<Range<usize>, ContentError> {
        let id = self.find_heading(heading)?;
        self.editable(Handle::of(id))?;
        Ok(self.with_container(&self.section(id)))
    }

    pub(super) fn append_to_section(
        &self,
        heading: &str,
        content: &Content,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let id = self.find_heading(heading)?;
        let last = self.section(id).last().copied().unwrap_or(id);
        self.insert_at(Handle::of(last), true, content, writing)
    }

    fn replace_bytes(&self, section: &[BlockId], storage: &str, with_heading: bool) -> Splice {
        let span = |id: &BlockId| self.blocks.span(&self.tree, *id);
        let first = section.first().map_or(0..0, span);
        let end = section.last().map_or(first.end, |last| span(last).end);
        Splice::new(if with_heading { first.start } else { first.end }..end, storage)
    }

    /// The heading and its siblings up to the next one of the same or a higher level.
    pub(super) fn section(&self, heading: BlockId) -> Vec<BlockId> {
        let Some(block) = self.blocks.get(heading) else { return Vec::new() };
        let BlockKind::Heading(level) = block.kind else { return vec![heading] };
        let siblings = match block.parent() {
            Some(parent) => self.blocks.children(parent),
            None => self.blocks.roots(),
        };
        let ends = |id: BlockId| matches!(self.blocks.get(id).map(|b| b.kind), Some(BlockKind::Heading(l)) if l <= level);
        siblings.filter(|&id| id >= heading).take_while(|&id| id == heading || !ends(id)).collect()
    }

    pub(super) fn find_heading(&self, heading: &str) -> Result<BlockId, ContentError> {
        if let Ok(handle) = heading.parse::<Handle>() {
            let id = self.block(handle)?;
            if self.blocks.get(id).is_some_and(|block| is_heading(block.kind)) {
                return Ok(id);
            }
            let message = format!("{handle} is not a heading but `{}`; use replace_block", self.excerpt(id));
            return Err(ContentError::new(ContentErrorKind::UnknownHandle, message));
        }
        let headings: Vec<BlockId> =
            self.blocks.iter().filter(|(_, block)| is_heading(block.kind)).map(|(id, _)| id).collect();
        let blocks: Vec<Option<BlockId>> = headings.iter().copied().map(Some).collect();
        let mut found = self.meant(heading.trim_start_matches('#'), &blocks);
        if found.is_empty() {
            found = self.headings_shown_as(heading, &headings);
        }
        let found: Vec<BlockId> = found.iter().filter_map(|&place| headings.get(place).copied()).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => {
                let titles: Vec<String> = headings.iter().take(30).map(|&id| self.title(id)).collect();
                let message = match titles.is_empty() {
                    true => "the page has no headings; use append, or edit blocks by handle".to_owned(),
                    false => {
                        format!("no heading is called `{heading}`; the headings are: {}", titles.join("; "))
                    }
                };
                Err(ContentError::new(ContentErrorKind::NotFound, message))
            }
            several => {
                let handles: Vec<String> = several.iter().map(|&id| Handle::of(id).to_string()).collect();
                let message =
                    format!("several headings are called `{heading}`; use a handle: {}", handles.join(", "));
                Err(ContentError::new(ContentErrorKind::Ambiguous, message))
            }
        }
    }
}

impl Document {
    /// The places of the headings that the page shows as this line of Markdown.
    fn headings_shown_as(&self, line: &str, headings: &[BlockId]) -> Vec<usize> {
        let line = line.trim_start_matches('#').trim();
        if line.is_empty() {
            return Vec::new();
        }
        let shown = self.shown_to_author_of(line);
        let is_shown = |id: &BlockId| {
            let range = shown.map.block(*id);
            shown.text.get(range).is_some_and(|text| text.trim().trim_start_matches('#').trim() == line)
        };
        headings.iter().enumerate().filter(|(_, id)| is_shown(id)).map(|(place, _)| place).collect()
    }
}

fn is_heading(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Heading(_))
}
