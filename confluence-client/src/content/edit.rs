//! Edits that touch only what they mean.

use std::ops::Range;

use super::base::Base;
use super::changes::describe;
use super::document::Document;
use super::emit::{checked, clean};
use super::handle::Handle;
use super::heading_links::connect;
use super::loss::{AllowLoss, Loss, check, losses, moved};
use super::merge::merge;
use super::note::Note;
use super::reanchor::reanchor;
use super::splice::{Splice, apply, collision};
use super::write_options::WriteOptions;
use super::writing::Writing;
use crate::storage::error::{ContentError, ContentErrorKind};

mod author;
mod blocks;
mod brought;
mod grid;
mod names;
mod section;
mod table;
mod text;
mod title;

pub use table::{Line, TableEdit};

/// New content for a block, in either notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content(Notation);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Notation {
    Markdown(String),
    Storage(String),
}

impl Content {
    /// Content in our Markdown.
    pub fn markdown(markdown: impl Into<String>) -> Self {
        Self(Notation::Markdown(clean(&markdown.into()).into_owned()))
    }

    /// Content in storage format, taken as it is.
    pub fn storage(storage: impl Into<String>) -> Self {
        Self(Notation::Storage(storage.into()))
    }
}

impl From<&str> for Content {
    fn from(markdown: &str) -> Self {
        Self::markdown(markdown)
    }
}

impl From<String> for Content {
    fn from(markdown: String) -> Self {
        Self::markdown(markdown)
    }
}

/// One change to a page, as a value. Handles are those of the version that is edited.
///
/// ```
/// use confluence_client::content::{AllowLoss, Document, Edit};
///
/// let page = Document::parse("<h2>Status</h2><p>At risk</p><h2>Team</h2><p>Ada</p>")?;
/// let edits = [Edit::replace_section("Status", "On track since *Monday*"), Edit::replace_text("Ada", "Grace")];
/// let storage = page.edit(&edits)?.into_storage(&AllowLoss::none())?;
/// assert_eq!(storage, "<h2>Status</h2><p>On track since <em>Monday</em></p><h2>Team</h2><p>Grace</p>");
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit(Change);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Text { find: String, replace: String, which: Occurrence, within: Option<Handle> },
    Replace { handle: Handle, content: Content },
    Insert { handle: Handle, after: bool, content: Content },
    Delete { handle: Handle },
    Move { handle: Handle, to: Handle, after: bool },
    Section { heading: String, content: Content },
    SectionEnd { heading: String, content: Content },
    Table { handle: Handle, edit: TableEdit },
    Parameter { handle: Handle, name: String, value: Option<String> },
    Ends { content: Content, end: bool },
    Page { markdown: String },
    Storage { storage: String },
}

/// Occurrence of several equal texts is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occurrence {
    Only,
    Nth(usize),
    All,
}

impl Edit {
    /// Replaces a text, found as a reader sees it: across marks, links and comment anchors, which all stay; in titles of
    /// macros, labels of statuses, captions and code as well.
    ///
    /// The text has to occur once; see [`occurrence`](Self::occurrence) and [`everywhere`](Self::everywhere).
    pub fn replace_text(find: impl Into<String>, replace: impl Into<String>) -> Self {
        Self(Change::Text {
            find: find.into(),
            replace: replace.into(),
            which: Occurrence::Only,
            within: None,
        })
    }

    /// Of [`replace_text`](Self::replace_text): the occurrence that is meant, counted from 1.
    pub fn occurrence(mut self, number: usize) -> Self {
        if let Change::Text { which, .. } = &mut self.0 {
            *which = Occurrence::Nth(number);
        }
        self
    }

    /// Of [`replace_text`](Self::replace_text): every occurrence is meant.
    pub fn everywhere(mut self) -> Self {
        if let Change::Text { which, .. } = &mut self.0 {
            *which = Occurrence::All;
        }
        self
    }

    /// Of [`replace_text`](Self::replace_text): only in this block.
    pub fn within(mut self, block: Handle) -> Self {
        if let Change::Text { within, .. } = &mut self.0 {
            *within = Some(block);
        }
        self
    }

    /// Replaces a block; what is the same in the old and the new block keeps its bytes.
    pub fn replace_block(handle: Handle, content: impl Into<Content>) -> Self {
        Self(Change::Replace { handle, content: content.into() })
    }

    /// Inserts content after a block, in the same container.
    pub fn insert_after(handle: Handle, content: impl Into<Content>) -> Self {
        Self(Change::Insert { handle, after: true, content: content.into() })
    }

    /// Inserts content before a block, in the same container.
    pub fn insert_before(handle: Handle, content: impl Into<Content>) -> Self {
        Self(Change::Insert { handle, after: false, content: content.into() })
    }

    /// Deletes a block with all that it holds, on purpose.
    pub fn delete_block(handle: Handle) -> Self {
        Self(Change::Delete { handle })
    }

    /// Moves a block behind another one.
    pub fn move_after(handle: Handle, to: Handle) -> Self {
        Self(Change::Move { handle, to, after: true })
    }

    /// Moves a block before another one.
    pub fn move_before(handle: Handle, to: Handle) -> Self {
        Self(Change::Move { handle, to, after: false })
    }

    /// Replaces what stands below a heading, up to the next heading of the same or a higher level in its container.
    ///
    /// `heading` is the text of the heading or its handle. If the content starts with a heading, it replaces the old one.
    pub fn replace_section(heading: impl Into<String>, content: impl Into<Content>) -> Self {
        Self(Change::Section { heading: heading.into(), content: content.into() })
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

/// What edits make of a page, before anything is sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Edited {
    /// The new content in storage format.
    pub storage: String,
    /// What the base holds and the result does not, explicit deletions aside.
    pub losses: Vec<Loss>,
    /// What of the new Markdown was left out, written as text, or understood as something else than it says.
    pub notes: Vec<Note>,
    /// The changed places, for people: lines with `-` are Markdown of the base, lines with `+` what comes in their place.
    /// Where there are many, the first of them and their number.
    pub diff: String,
}

impl Edited {
    /// The new content, if nothing is lost but what is allowed to be.
    ///
    /// # Errors
    /// [`Loss`](ContentErrorKind::Loss), listing what would be lost.
    pub fn into_storage(self, allow: &AllowLoss) -> Result<String, ContentError> {
        check(&self.losses, allow)?;
        Ok(self.storage)
    }
}

/// Changes to a base, and the parts of it that were deleted on purpose.
#[derive(Debug, Default)]
struct Plan {
    splices: Vec<Splice>,
    deleted: Vec<Range<usize>>,
}

impl Document {
    /// Applies edits, all of them to this version: handles and texts are those of before the first edit.
    ///
    /// # Errors
    /// [`UnknownHandle`](ContentErrorKind::UnknownHandle), [`NotFound`](ContentErrorKind::NotFound),
    /// [`Ambiguous`](ContentErrorKind::Ambiguous), [`InvalidEdit`](ContentErrorKind::InvalidEdit) for edits that do not
    /// fit the page or each other, [`Inexpressible`](ContentErrorKind::Inexpressible) for Markdown that cannot be
    /// stored, [`Malformed`](ContentErrorKind::Malformed) for storage format that is not well-formed.
    pub fn edit(&self, edits: &[Edit]) -> Result<Edited, ContentError> {
        self.edit_with(edits, &WriteOptions::new())
    }

    /// Applies edits as [`edit`](Self::edit) does, for a deployment and with links resolved.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn edit_with(&self, edits: &[Edit], options: &WriteOptions) -> Result<Edited, ContentError> {
        let writing = Writing::new(options);
        let mut plan = Plan::default();
        for edit in edits {
            self.plan(edit, &mut plan, &writing)?;
        }
        if let Some((one, other)) = collision(&plan.splices) {
            let message = format!(
                "two edits change the same place ({} and {}); send them one after the other",
                self.place(one.range.start),
                self.place(other.range.start)
            );
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        // Storage format is taken as it is, and whoever was shown the anchors has placed them.
        let places_anchors = |edit: &Edit| edit.brings_storage() || edit.notation().contains(":c[");
        self.finish(plan, &writing, !edits.iter().any(places_anchors))
    }

    fn finish(
        &self,
        mut plan: Plan,
        writing: &Writing<'_>,
        anchors_follow: bool,
    ) -> Result<Edited, ContentError> {
        plan.splices.retain(|splice| self.storage().get(splice.range.clone()) != Some(&splice.text));
        let mut storage = apply(self.storage(), plan.splices.clone());
        let mut result = checked(&storage)?;
        if anchors_follow && reanchor(self, &result, &mut plan.splices, &plan.deleted) {
            storage = apply(self.storage(), plan.splices.clone());
            result = checked(&storage)?;
        }
        let losses = losses(self, &result, &plan.splices, &plan.deleted);
        for message in moved(self, &result, &plan.splices) {
            writing.note(message);
        }
        let diff = describe(self, &result, &plan.splices);
        let storage = connect(&result, writing).unwrap_or(storage);
        Ok(Edited { storage, losses, notes: writing.take_notes(), diff })
    }

    fn plan(&self, edit: &Edit, plan: &mut Plan, writing: &Writing<'_>) -> Result<(), ContentError> {
        match &edit.0 {
            Change::Text { find, replace, which, within } => {
                let wanted = text::Replacement { find, replace, which: *which, within: *within };
                let splices = self.replace_text(&wanted, plan, writing)?;
                plan.splices.extend(splices);
            }
            Change::Replace { handle, content } => {
                plan.splices.extend(self.replace_block(*handle, content, edit, writing)?)
            }
            Change::Insert { handle, after, content } => {
                plan.splices.push(self.insert_at(*handle, *after, content, writing)?);
            }
            Change::Delete { handle } => {
                let span = self.deletable(*handle)?;
                plan.deleted.push(span.clone());
                plan.splices.push(Splice::new(span, ""));
            }
            Change::Move { handle, to, after } => plan.splices.extend(self.move_block(*handle, *to, *after)?),
            Change::Section { heading, content } => {
                plan.splices.extend(self.replace_section(heading, content, edit, writing)?)
            }
            Change::SectionEnd { heading, content } => {
                plan.splices.push(self.append_to_section(heading, content, writing)?);
            }
            Change::Table { handle, edit } => self.edit_table(*handle, edit, plan, writing)?,
            Change::Parameter { handle, name, value } => {
                let block = self.editable(*handle)?;
                let set = super::parameters::set_parameter(self, block, name, value.as_deref())?;
                plan.deleted.extend(set.iter().map(|splice| splice.range.clone()));
                plan.splices.extend(set);
            }
            Change::Ends { content, end } => plan.splices.push(self.add_at_end(content, *end, writing)?),
            Change::Page { markdown } => {
                let rendered = self.shown_to_author_of(markdown);
                plan.splices.extend(merge(&Base::new(self, &rendered), markdown, writing)?);
            }
            Change::Storage { storage } => {
                Self::parse(storage)?;
                plan.splices.extend(super::three_way::difference(self.storage(), storage)?);
            }
        }
        Ok(())
    }

    /// The block around a byte, for messages.
    fn place(&self, at: usize) -> String {
        let around = self.blocks.iter().filter(|&(id, _)| {
            let span = self.blocks.span(&self.tree, id);
            span.start <= at && at <= span.end
        });
        around.last().map_or_else(|| "the page".to_owned(), |(id, _)| Handle::of(id).to_string())
    }
}
