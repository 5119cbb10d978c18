//! Edits of blocks by handle, and at the ends of the page.

use std::ops::Range;

use super::items::ItemKind;
use super::{Content, Edit, Notation};
use crate::content::ast::{Ast, AstBlock, AstKind};
use crate::content::base::Base;
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::emit::{Container, Emitter};
use crate::content::handle::Handle;
use crate::content::merge::merge_blocks;
use crate::content::render::{ReadOptions, render_blocks};
use crate::content::splice::Splice;
use crate::content::writing::Writing;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::tag::Tag;

impl Document {
    pub(super) fn replace_block(
        &self,
        handle: Handle,
        content: &Content,
        edit: &Edit,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let id = self.meant_by_items(self.editable(handle)?, content);
        self.refuse_parts_of_tables(handle, id)?;
        self.tell_of_replaced_item(handle, id, content, writing);
        match &content.0 {
            Notation::Storage(storage) => {
                Self::parse(storage)?;
                Ok(vec![Splice::new(self.blocks.span(&self.tree, id), storage.as_str())])
            }
            Notation::Markdown(markdown) => self.replace_siblings(&[id], markdown, edit, writing),
        }
    }

    /// Merges Markdown into sibling blocks of the page.
    pub(super) fn replace_siblings(
        &self,
        ids: &[BlockId],
        markdown: &str,
        edit: &Edit,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let clean = self.markdown(&ReadOptions::new().names(super::names::names_in(edit.notation())));
        let options = self.options_for(edit.notation(), "");
        let rendered = render_blocks(&self.tree, &self.blocks, ids, &options);
        let whole = if options.is_clean() { clean } else { self.markdown(&options) };
        let container = ids.first().map_or(Container::Body, |&id| self.container_of(id));
        merge_blocks(
            &Base::new(self, &rendered),
            &Base::new(self, &whole),
            ids,
            markdown,
            (container, writing),
        )
    }

    /// A block that an edit may change: not a part of an extension, of which the page has a second copy.
    pub(super) fn editable(&self, handle: Handle) -> Result<BlockId, ContentError> {
        let id = self.block(handle)?;
        match self.extension_around(id) {
            None => Ok(id),
            Some(extension) => {
                let message = format!(
                    "{handle} is part of the extension {}, which can be moved and deleted as a whole; in it only text \
                     can be replaced",
                    Handle::of(extension)
                );
                Err(ContentError::new(ContentErrorKind::InvalidEdit, message))
            }
        }
    }

    /// The outermost extension that a block is in.
    pub(super) fn extension_around(&self, id: BlockId) -> Option<BlockId> {
        let parent = |&id: &BlockId| self.blocks.get(id).and_then(|block| block.parent());
        let around = std::iter::successors(parent(&id), parent);
        around
            .filter(|&id| self.blocks.get(id).is_some_and(|block| block.kind == BlockKind::Extension))
            .last()
    }

    /// Rows and cells are not blocks of Markdown.
    pub(super) fn refuse_parts_of_tables(&self, handle: Handle, id: BlockId) -> Result<(), ContentError> {
        match self.blocks.get(id).map(|block| block.kind) {
            Some(BlockKind::Row | BlockKind::Cell) => {
                let message =
                    format!("{handle} is part of a table; use a table edit with the handle of the table");
                Err(ContentError::new(ContentErrorKind::InvalidEdit, message))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn insert_at(
        &self,
        handle: Handle,
        after: bool,
        content: &Content,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let id = self.meant_by_items(self.editable(handle)?, content);
        self.refuse_parts_of_tables(handle, id)?;
        let span = self.blocks.span(&self.tree, id);
        let at = if after { span.end } else { span.start };
        let container = match self.container_of(id) {
            // There is text already, with which a line of text would be one.
            Container::Task => Container::Item,
            other => other,
        };
        if after && let Some(splices) = self.joined_with_list(Some(id), content, (at, container), writing)? {
            return Ok(splices);
        }
        let text = self.storage_of(content, container, self.item_kind(id), writing)?;
        Ok(vec![Splice::insert(at, text)])
    }

    /// New content as storage format; items beside such ones are given as a list of them.
    pub(super) fn storage_of(
        &self,
        content: &Content,
        container: Container,
        items: Option<ItemKind>,
        writing: &Writing<'_>,
    ) -> Result<String, ContentError> {
        let markdown = match &content.0 {
            Notation::Storage(storage) => {
                Self::parse(storage)?;
                return Ok(storage.clone());
            }
            Notation::Markdown(markdown) => markdown,
        };
        let source = writing.source(markdown)?;
        let ast = Ast::parse(&source)?;
        let rendered = self.shown_to_author_of(markdown);
        let base = Base::new(self, &rendered);
        let mut emitter = Emitter::new(&source, Some(&base));
        let Some(kind) = items else {
            emitter.blocks(&ast.blocks, container)?;
            writing.written(&source, None);
            return Ok(emitter.out);
        };
        match ast.blocks.as_slice() {
            [AstBlock { kind: AstKind::List { .. }, children, .. }] => {
                if let Some(other) = children.iter().find(|item| ItemKind::of(item) != kind) {
                    return Err(source.error(ContentErrorKind::InvalidEdit, other.range.start, kind.alone()));
                }
                emitter.blocks(children, Container::Body)?
            }
            _ => {
                let message =
                    "this place is inside a list; write the new items as a list: `- item` or `- [ ] task`";
                return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
            }
        }
        writing.written(&source, None);
        Ok(emitter.out)
    }

    /// How blocks beside this one are written.
    fn container_of(&self, id: BlockId) -> Container {
        let parent =
            self.blocks.get(id).and_then(|block| block.parent()).and_then(|parent| self.blocks.get(parent));
        match parent.map(|parent| parent.kind) {
            Some(BlockKind::Item | BlockKind::Cell) => Container::Item,
            Some(BlockKind::Task) => Container::Task,
            _ => Container::Body,
        }
    }

    /// The bytes to delete for a block: those of its container too, if it is all that is in there. The line of an item
    /// stands for the item.
    pub(super) fn deletable(&self, handle: Handle) -> Result<Range<usize>, ContentError> {
        let id = self.editable(handle)?;
        let id = self.item_of_line(id).unwrap_or(id);
        if self.blocks.get(id).is_some_and(|block| block.kind == BlockKind::Cell) {
            self.refuse_parts_of_tables(handle, id)?;
        }
        Ok(self.with_container(&[id]))
    }

    /// The bytes of blocks that follow each other, and of their container if they are all that is in there.
    pub(super) fn with_container(&self, ids: &[BlockId]) -> Range<usize> {
        let mut range = self.span_of(ids);
        let (mut inside, mut count) = (ids.first().copied(), ids.len());
        while let Some(parent) = inside.and_then(|id| self.blocks.get(id)).and_then(|block| block.parent()) {
            let kind = self.blocks.get(parent).map(|block| block.kind);
            let shell = matches!(
                kind,
                Some(
                    BlockKind::List { .. }
                        | BlockKind::Item
                        | BlockKind::TaskList
                        | BlockKind::Table
                        | BlockKind::Quote
                        | BlockKind::Layout
                        | BlockKind::Wrapper
                )
            );
            if !shell || self.blocks.children(parent).count() != count {
                break;
            }
            (range, inside, count) = (self.span_of(&[parent]), Some(parent), 1);
        }
        range
    }

    /// The bytes of blocks that follow each other.
    pub(super) fn span_of(&self, ids: &[BlockId]) -> Range<usize> {
        let span = |id: &BlockId| self.blocks.span(&self.tree, *id);
        ids.first().map_or(0, |id| span(id).start)..ids.last().map_or(0, |id| span(id).end)
    }

    /// Content at an end of the page; a page in a layout has its ends in its cells.
    pub(super) fn add_at_end(
        &self,
        content: &Content,
        end: bool,
        writing: &Writing<'_>,
    ) -> Result<Vec<Splice>, ContentError> {
        let cells = || self.blocks.iter().filter(|(_, block)| block.kind == BlockKind::LayoutCell);
        let roots: Vec<BlockId> = self.blocks.roots().collect();
        let edge = if end { roots.last() } else { roots.first() };
        let in_layout =
            edge.is_some_and(|&id| self.blocks.get(id).is_some_and(|block| block.kind == BlockKind::Layout));
        let cell = if !in_layout {
            None
        } else if end {
            cells().last()
        } else {
            cells().next()
        };
        let inner = cell.map_or(0..self.storage().len(), |(_, block)| self.tree.inner_span(block.node()));
        let last = match cell {
            Some((id, _)) => self.blocks.children(id).last(),
            None => roots.last().copied(),
        };
        if end
            && let Some(splices) =
                self.joined_with_list(last, content, (inner.end, Container::Body), writing)?
        {
            return Ok(splices);
        }
        let text = self.storage_of(content, Container::Body, None, writing)?;
        Ok(vec![match cell {
            Some((_, block)) if self.tree.raw(block.node()).ends_with("/>") => {
                let name = Tag::LayoutCell;
                debug_assert_eq!(self.tree.tag(block.node()), name);
                Splice::new(self.tree.span(block.node()), format!("<ac:layout-cell>{text}</ac:layout-cell>"))
            }
            _ => Splice::insert(if end { inner.end } else { inner.start }, text),
        }])
    }

    /// Markdown for people who only have a handle.
    pub(super) fn excerpt(&self, id: BlockId) -> String {
        let rendered = render_blocks(&self.tree, &self.blocks, &[id], &ReadOptions::new());
        rendered.text.split_whitespace().take(8).collect::<Vec<_>>().join(" ")
    }
}
