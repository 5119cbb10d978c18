//! How edits are made.

use super::{Change, Content, Edit, Occurrence, Part, TableEdit};
use crate::content::emit::clean;
use crate::content::handle::Handle;

impl Edit {
    /// Replaces a text, found as a reader sees it: across marks, links and comment anchors, which all stay; in titles of
    /// macros, labels of statuses, captions and code as well.
    ///
    /// The text has to occur once; see [`occurrence`](Self::occurrence) and [`all_occurrences`](Self::all_occurrences).
    pub fn replace_text(find: impl Into<String>, replace: impl Into<String>) -> Self {
        Self(Change::Text {
            find: find.into(),
            replace: replace.into(),
            which: Occurrence::Only,
            within: None,
            is_markdown: false,
        })
    }

    /// Of [`replace_text`](Self::replace_text): the new text is Markdown, of one line. Without it, what is found as text is
    /// replaced by text.
    ///
    /// ```
    /// use confluence_client::content::{Document, Edit};
    ///
    /// let page = Document::parse("<p>Owner: TBD</p>")?;
    /// let edited = page.edit(&[Edit::replace_text("TBD", "**Ada**").markdown()])?;
    /// assert_eq!(edited.storage, "<p>Owner: <strong>Ada</strong></p>");
    /// # Ok::<(), confluence_client::content::ContentError>(())
    /// ```
    pub fn markdown(mut self) -> Self {
        match &mut self.0 {
            Change::Text { is_markdown, .. } => *is_markdown = true,
            other => *other = Change::Misused { name: "markdown" },
        }
        self
    }

    /// Of [`replace_text`](Self::replace_text): the occurrence that is meant, counted from 1. Any other edit is refused
    /// with it, as with [`all_occurrences`](Self::all_occurrences), [`within`](Self::within) and [`markdown`](Self::markdown).
    pub fn occurrence(mut self, number: usize) -> Self {
        match &mut self.0 {
            Change::Text { which, .. } => *which = Occurrence::Nth(number),
            other => *other = Change::Misused { name: "occurrence" },
        }
        self
    }

    /// Of [`replace_text`](Self::replace_text): every occurrence is meant.
    pub fn all_occurrences(mut self) -> Self {
        match &mut self.0 {
            Change::Text { which, .. } => *which = Occurrence::All,
            other => *other = Change::Misused { name: "all_occurrences" },
        }
        self
    }

    /// Of [`replace_text`](Self::replace_text): only in this block.
    pub fn within(mut self, block: Handle) -> Self {
        match &mut self.0 {
            Change::Text { within, .. } => *within = Some(block),
            other => *other = Change::Misused { name: "within" },
        }
        self
    }

    /// Replaces a block; what is the same in the old and the new block keeps its bytes. The handle behind an item of a list
    /// is that of its line: items (`- text`) replace the item, and other content the line.
    pub fn replace_block(handle: Handle, content: impl Into<Content>) -> Self {
        Self(Change::Replace { handle, content: content.into() })
    }

    /// Inserts content after a block, in the same container; items beside the item whose handle it is, and into a list of
    /// their kind.
    pub fn insert_after(handle: Handle, content: impl Into<Content>) -> Self {
        Self(Change::Insert { handle, after: true, content: content.into() })
    }

    /// Inserts content before a block, in the same container.
    pub fn insert_before(handle: Handle, content: impl Into<Content>) -> Self {
        Self(Change::Insert { handle, after: false, content: content.into() })
    }

    /// Deletes a block with all that it holds, on purpose; by the handle behind an item of a list, the item.
    pub fn delete_block(handle: Handle) -> Self {
        Self(Change::Delete { handle })
    }

    /// Moves a block or a section behind another one: behind the end of a section, where one is named by its heading.
    pub fn move_after(part: impl Into<Part>, to: impl Into<Part>) -> Self {
        Self(Change::Move { part: part.into(), to: to.into(), after: true })
    }

    /// Moves a block or a section before another one.
    pub fn move_before(part: impl Into<Part>, to: impl Into<Part>) -> Self {
        Self(Change::Move { part: part.into(), to: to.into(), after: false })
    }

    /// Replaces what stands below a heading, up to the next heading of the same or a higher level in its container.
    ///
    /// `heading` is the text of the heading or its handle. If the content starts with a heading, it replaces the old one.
    pub fn replace_section(heading: impl Into<String>, content: impl Into<Content>) -> Self {
        Self(Change::Section { heading: heading.into(), content: content.into() })
    }

    /// Deletes a heading with what stands below it, up to the next heading of the same or a higher level in its container,
    /// on purpose. `heading` is the text of the heading or its handle.
    pub fn delete_section(heading: impl Into<String>) -> Self {
        Self(Change::SectionGone { heading: heading.into() })
    }

    /// Adds content at the end of what stands below a heading, before the next heading of the same or a higher level in
    /// its container. `heading` is the text of the heading or its handle.
    pub fn append_to_section(heading: impl Into<String>, content: impl Into<Content>) -> Self {
        Self(Change::SectionEnd { heading: heading.into(), content: content.into() })
    }

    /// Changes a table.
    pub fn table(handle: Handle, edit: TableEdit) -> Self {
        Self(Change::Table { handle, edit })
    }

    /// Sets a parameter of a macro, or removes it.
    pub fn macro_parameter(handle: Handle, name: impl Into<String>, value: Option<String>) -> Self {
        Self(Change::Parameter { handle, name: name.into(), value })
    }

    /// Adds content at the end of the page; of a page in a layout, at the end of its last cell.
    pub fn append(content: impl Into<Content>) -> Self {
        Self(Change::Ends { content: content.into(), end: true })
    }

    /// Adds content at the start of the page; of a page in a layout, at the start of its first cell.
    pub fn prepend(content: impl Into<Content>) -> Self {
        Self(Change::Ends { content: content.into(), end: false })
    }

    /// Replaces the page by changed Markdown of it. Blocks that did not change keep their bytes.
    pub fn page_markdown(markdown: impl Into<String>) -> Self {
        Self(Change::Page { markdown: clean(&markdown.into()).into_owned() })
    }

    /// Replaces the page by storage format.
    pub fn page_storage(storage: impl Into<String>) -> Self {
        Self(Change::Storage { storage: storage.into() })
    }
}
