//! A page's content, ready to be read.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::blocks::{BlockKind, Blocks};
use super::handle::Handle;
use super::render::{ReadOptions, Rendered, render, render_blocks};
use crate::storage::emoji;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::tag::Tag;
use crate::storage::text::slice;
use crate::storage::tree::{Dialect, Tree};

/// One version of a page's content, in storage format.
///
/// ```
/// use confluence_client::content::{Document, ReadOptions};
///
/// let page = Document::parse("<h1>Plan</h1><p>Ship <strong>it</strong>.</p>")?;
/// assert_eq!(page.markdown(&ReadOptions::new()).text, "# Plan\n\nShip **it**.\n");
/// assert_eq!(page.plain_text(), "Plan\nShip it.\n");
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) tree: Tree,
    pub(crate) blocks: Blocks,
}

impl Document {
    /// Parses storage format.
    ///
    /// # Errors
    ///
    /// [`Malformed`](ContentErrorKind::Malformed) with the position, if it is not well-formed XML with the entities of
    /// HTML; [`TooLarge`](ContentErrorKind::TooLarge) if it nests more than 100 elements or exceeds 4 GB.
    pub fn parse(storage: &str) -> Result<Self, ContentError> {
        let tree = Tree::parse(storage, Dialect::Storage)?;
        let blocks = Blocks::of(&tree);
        Ok(Self { tree, blocks })
    }

    /// The bytes that were parsed.
    pub fn storage(&self) -> &str {
        self.tree.source()
    }

    /// The page as Markdown.
    pub fn markdown(&self, options: &ReadOptions) -> Rendered {
        render(&self.tree, &self.blocks, options)
    }

    /// One block, and what it holds, as Markdown.
    ///
    /// # Errors
    ///
    /// [`UnknownHandle`](ContentErrorKind::UnknownHandle) if the page has no such block.
    pub fn block_markdown(&self, handle: Handle, options: &ReadOptions) -> Result<Rendered, ContentError> {
        let block = self.block(handle)?;
        Ok(render_blocks(&self.tree, &self.blocks, &[block], options))
    }

    /// The bytes of one block.
    ///
    /// # Errors
    ///
    /// [`UnknownHandle`](ContentErrorKind::UnknownHandle) if the page has no such block.
    pub fn block_storage(&self, handle: Handle) -> Result<&str, ContentError> {
        let block = self.block(handle)?;
        Ok(slice(self.storage(), self.blocks.span(&self.tree, block)))
    }

    pub(crate) fn block(&self, handle: Handle) -> Result<usize, ContentError> {
        let block = handle.block();
        if block < self.blocks.len() {
            return Ok(block);
        }
        let message = match self.blocks.len() {
            0 => format!("there is no block {handle}: the page is empty; use append"),
            count => format!(
                "there is no block {handle}: this version has #b1 to #b{count}; read the page again, \
                 since handles belong to one version"
            ),
        };
        Err(ContentError::new(ContentErrorKind::UnknownHandle, message))
    }

    /// The account ids (on Data Center: user keys) of the people that the page mentions, each once, for the caller to
    /// resolve into names in one request.
    pub fn mentions(&self) -> Vec<String> {
        let users = (0..self.tree.len()).filter(|&id| self.tree.tag(id) == Tag::RiUser);
        users.filter_map(|id| self.tree.user_id(id)).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The text without any markup: one line for each block that holds text.
    pub fn plain_text(&self) -> String {
        let mut text = String::with_capacity(self.storage().len() / 2);
        for (id, block) in self.blocks.iter() {
            if matches!(
                block.kind,
                BlockKind::Heading(_)
                    | BlockKind::Paragraph
                    | BlockKind::Run
                    | BlockKind::Preformatted
                    | BlockKind::Image
            ) || matches!(block.kind, BlockKind::Code | BlockKind::TextMacro)
            {
                let before = text.len();
                self.push_block_text(&mut text, id);
                if text.len() > before {
                    text.push('\n');
                }
            }
        }
        text
    }

    fn push_block_text(&self, text: &mut String, id: usize) {
        let Some(block) = self.blocks.get(id) else { return };
        let verbatim = matches!(block.kind, BlockKind::Preformatted | BlockKind::Code | BlockKind::TextMacro);
        let start = text.len();
        let mut next = block.nodes().start;
        while next < block.nodes().end {
            match self.tree.tag(next) {
                Tag::Parameter => {
                    next = self.tree.after(next);
                    continue;
                }
                Tag::Text | Tag::CData if verbatim => text.push_str(&self.tree.characters(next)),
                Tag::Text | Tag::CData => push_collapsed(text, start, &self.tree.characters(next)),
                Tag::Br if text.len() > start && !text.ends_with('\n') => text.push('\n'),
                _ => text.push_str(&self.stand_in(next)),
            }
            next += 1;
        }
        let trimmed = text.trim_end_matches([' ', '\n']).len();
        text.truncate(trimmed.max(start));
    }

    /// The words that stand for an element without text of its own.
    fn stand_in(&self, id: usize) -> Cow<'_, str> {
        let attribute = |name| self.tree.attribute(id, name);
        let shown = match self.tree.tag(id) {
            Tag::RiUser => return Cow::Owned(format!("@{}", self.tree.user_id(id).unwrap_or_default())),
            Tag::Time => attribute("datetime"),
            Tag::Image => attribute("ac:alt"),
            Tag::Img => attribute("alt"),
            Tag::Emoticon => match attribute("ac:emoji-fallback").filter(|shown| !shown.is_ascii()) {
                Some(shown) => Some(shown),
                None => attribute("ac:name").and_then(|name| emoji::character(&name)).map(Cow::Borrowed),
            },
            Tag::Macro if self.tree.macro_name(id) == "status" => self.tree.macro_parameter(id, "title"),
            Tag::Link if self.tree.child(id, Tag::LinkBody).is_none() => self
                .tree
                .children(id)
                .find_map(|child| {
                    let named = |name| self.tree.attribute(child, name);
                    named("ri:content-title").or_else(|| named("ri:filename"))
                })
                .filter(|_| self.tree.child(id, Tag::PlainTextLinkBody).is_none()),
            _ => None,
        };
        shown.unwrap_or_default()
    }
}

fn push_collapsed(out: &mut String, start: usize, text: &str) {
    for character in text.chars() {
        if matches!(character, ' ' | '\t' | '\n' | '\r') {
            if out.len() > start && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(character);
        }
    }
}
