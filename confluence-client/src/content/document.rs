//! A page's content, ready to be read.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::addresses;
use super::blocks::{Block, BlockId, BlockKind, Blocks};
use super::handle::Handle;
use super::render::{ReadOptions, Rendered, render, render_blocks};
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::seen::{self, SeenOptions};
use crate::storage::tag::Tag;
use crate::storage::text::slice;
use crate::storage::tree::{Dialect, Tree};

/// A page body in Confluence storage format: read it as Markdown, edit it.
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
    /// The names of people by their ids, as far as they are known.
    names: HashMap<String, String>,
}

impl Document {
    /// Parses storage format.
    ///
    /// # Errors
    /// [`Malformed`](ContentErrorKind::Malformed) with the position, if it is not well-formed XML with the entities of
    /// HTML; [`TooLarge`](ContentErrorKind::TooLarge) if it nests more than 100 elements or exceeds 4 GB.
    pub fn parse(storage: &str) -> Result<Self, ContentError> {
        let tree = Tree::parse(storage, Dialect::Storage)?;
        let blocks = Blocks::of(&tree);
        Ok(Self { tree, blocks, names: HashMap::new() })
    }

    /// The same with the names by which these options show people: the outline tells them, and an edit finds a heading, a
    /// row or a text by them.
    ///
    /// ```
    /// use confluence_client::content::{Document, ReadOptions};
    ///
    /// let page = Document::parse(r#"<h2>Owner <ac:link><ri:user ri:account-id="u1" /></ac:link></h2>"#)?;
    /// let page = page.named(&ReadOptions::new().names([("u1".to_owned(), "Ada".to_owned())]));
    /// assert_eq!(page.outline().headings[0].title, "Owner @Ada");
    /// assert!(page.heading("Owner @Ada").is_ok());
    /// # Ok::<(), confluence_client::content::ContentError>(())
    /// ```
    #[must_use]
    pub fn named(mut self, options: &ReadOptions) -> Self {
        self.names = options.known_names().clone();
        self
    }

    pub(crate) fn names(&self) -> &HashMap<String, String> {
        &self.names
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
    /// [`UnknownHandle`](ContentErrorKind::UnknownHandle) if the page has no such block.
    pub fn block_markdown(&self, handle: Handle, options: &ReadOptions) -> Result<Rendered, ContentError> {
        let block = self.block(handle)?;
        Ok(render_blocks(&self.tree, &self.blocks, &[block], options))
    }

    /// The bytes of one block.
    ///
    /// # Errors
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

    /// The text without any markup: one line for each block that holds text, and for the title of an expandable block, a
    /// panel or code. People have the names that [`named`](Self::named) gave them.
    pub fn plain_text(&self) -> String {
        self.text(true)
    }

    /// The same without the titles, which alone are no text of a page.
    pub(crate) fn body_text(&self) -> String {
        self.text(false)
    }

    fn text(&self, with_titles: bool) -> String {
        let options = SeenOptions { names: Some(&self.names), ..SeenOptions::default() };
        let mut text = String::with_capacity(self.storage().len() / 2);
        for (_, block) in self.blocks.iter() {
            let title = if with_titles { self.title_of(block) } else { None };
            if let Some(title) = title {
                text.push_str(&title);
                text.push('\n');
            }
            if block.kind.holds_text() {
                let before = text.len();
                seen::append(&mut text, &self.tree, block.nodes(), &options);
                if text.len() > before {
                    text.push('\n');
                }
            }
        }
        text
    }

    /// The title that a reader sees above what a macro holds.
    fn title_of(&self, block: &Block) -> Option<String> {
        let has_title = matches!(
            block.kind,
            BlockKind::Alert
                | BlockKind::Code
                | BlockKind::Container
                | BlockKind::Expand
                | BlockKind::TextMacro
        );
        let title = has_title.then(|| self.tree.macro_parameter(block.node(), "title"))??;
        Some(seen::one_line(&title)).filter(|title| !title.is_empty())
    }

    /// What a reader sees of a block, in one line.
    pub(crate) fn seen(&self, id: BlockId) -> String {
        self.seen_by(id, &SeenOptions { names: Some(&self.names), ..SeenOptions::default() })
    }

    /// The same by other options.
    pub(crate) fn seen_by(&self, id: BlockId, options: &SeenOptions<'_>) -> String {
        seen::line_by(&self.tree, self.blocks.at(id).nodes(), options)
    }

    /// The URLs that stand in the text of the page without being links.
    pub(crate) fn plain_addresses(&self) -> HashSet<String> {
        let tree = &self.tree;
        let is_linked = |node| tree.upward(node).any(|at| matches!(tree.tag(at), Tag::A | Tag::Link));
        let mut found = HashSet::new();
        for node in (0..tree.len()).filter(|&node| matches!(tree.tag(node), Tag::Text | Tag::CData)) {
            let text = tree.characters(node);
            let mut at = 0;
            while let Some(address) = addresses::next(&text, at..text.len()) {
                at = address.range.end;
                if is_linked(node) {
                    break;
                }
                found.insert(slice(&text, address.range).to_owned());
            }
        }
        found
    }
}
