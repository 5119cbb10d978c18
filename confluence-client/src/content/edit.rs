//! Edits that touch only what they mean.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ast::{Ast, Source};
use super::base::Base;
use super::changes::describe;
use super::document::Document;
use super::emit::{checked, clean};
use super::handle::Handle;
use super::heading_links::connect;
use super::loss::{AllowLoss, Loss, LossKind, check, losses, lost_part, moved, taken_along};
use super::merge::merge;
use super::note::Note;
use super::placement;
use super::reanchor::reanchor;
use super::splice::{Splice, apply, collision};
use super::write_options::WriteOptions;
use super::writing::Writing;
use super::written_as::{NO_STORAGE, looks_like_markdown};
use crate::quoted::Quoted;
use crate::storage::error::{ContentError, ContentErrorKind};

mod author;
mod blocks;
mod brought;
mod columns;
mod constructors;
mod items;
mod moving;
mod names;
mod numbers;
mod parameter;
mod section;
mod shells;
mod table;
mod table_changes;
mod table_edit;
mod text;
mod title;

use table_changes::TableChanges;

pub use moving::Part;
pub use table_edit::{Line, TableEdit};

/// New content for a block, as Markdown or in storage format.
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

/// An edit of a page. Handles are those of the version that is edited.
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
    Text {
        find: String,
        replace: String,
        which: Occurrence,
        within: Option<Handle>,
        /// Whether the new text is Markdown wherever the old one is found.
        is_markdown: bool,
    },
    Replace {
        handle: Handle,
        content: Content,
    },
    Insert {
        handle: Handle,
        after: bool,
        content: Content,
    },
    Delete {
        handle: Handle,
    },
    Move {
        part: Part,
        to: Part,
        after: bool,
    },
    Section {
        heading: String,
        content: Content,
    },
    SectionEnd {
        heading: String,
        content: Content,
    },
    SectionGone {
        heading: String,
    },
    Table {
        handle: Handle,
        edit: TableEdit,
    },
    Parameter {
        handle: Handle,
        name: String,
        value: Option<String>,
    },
    Ends {
        content: Content,
        end: bool,
    },
    Page {
        markdown: String,
    },
    Storage {
        storage: String,
    },
    /// What only the replacement of a text takes was asked of another edit.
    Misused {
        name: &'static str,
    },
}

/// Occurrence of several equal texts is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occurrence {
    Only,
    Nth(usize),
    All,
}

/// The result of edits of a page, before anything is sent: new storage, diff, losses, notes.
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

impl Plan {
    fn delete(&mut self, range: Range<usize>) {
        self.deleted.push(range.clone());
        self.splices.push(Splice::new(range, ""));
    }
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
        let tables = self.tables(edits);
        for (at, edit) in edits.iter().enumerate() {
            let begun = plan.splices.len();
            self.plan((at, edit), &tables, &mut plan, &writing)
                .map_err(|error| error.of_edit(at + 1, edits.len()))?;
            if !matches!(edit.0, Change::Storage { .. }) {
                let own = plan.splices.split_off(begun);
                plan.splices.extend(self.beside_shells(own));
            }
        }
        plan.splices.extend(tables.into_values().flat_map(|table| table.splices));
        if let Some((one, other)) = collision(&plan.splices) {
            let message = format!(
                "two edits change the same place ({} and {}); send them one after the other",
                self.place(one.range.start),
                self.place(other.range.start)
            );
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        self.finish(plan, &writing, edits)
    }

    fn finish(&self, mut plan: Plan, writing: &Writing<'_>, edits: &[Edit]) -> Result<Edited, ContentError> {
        // Storage format is taken as it is, and whoever was shown the anchors has placed them.
        let of_markdown = !edits.iter().any(Edit::brings_storage);
        let anchors_follow = of_markdown && !edits.iter().any(|edit| edit.notation().contains(":c["));
        if of_markdown {
            plan.splices = self.without_hollow_shells(plan.splices);
        }
        plan.splices.retain(|splice| self.storage().get(splice.range.clone()) != Some(&splice.text));
        let mut storage = apply(self.storage(), plan.splices.clone());
        let mut result = checked(&storage)?;
        if anchors_follow && reanchor(self, &result, &mut plan.splices, &plan.deleted) {
            storage = apply(self.storage(), plan.splices.clone());
            result = checked(&storage)?;
        }
        placement::check(Some(self), &result, of_markdown).map_err(|error| at_its_line(error, edits))?;
        let connected = connect(Some(self), &result, writing);
        let mut losses = losses(self, &result, (&plan.splices, &plan.deleted), &connected.given);
        let is_whole = |edit: &Edit| matches!(edit.0, Change::Page { .. } | Change::Storage { .. });
        if edits.iter().any(is_whole) && !losses.iter().any(|loss| loss.kind == LossKind::Body) {
            losses.extend(lost_part(self, &result, &plan.deleted));
        }
        let along = taken_along(self, &result, &plan.deleted);
        for message in moved(self, &result, &plan.splices).into_iter().chain(along) {
            writing.note(message);
        }
        // Of several that look alike, another may have been taken for the one that is there.
        let is_same = storage == self.storage();
        let diff = if is_same { String::new() } else { describe(self, &result, &plan.splices) };
        let storage = connected.storage.unwrap_or(storage);
        Ok(Edited { storage, losses, notes: writing.take_notes(), diff })
    }

    /// Plans an edit, one of several, by its place.
    fn plan(
        &self,
        (at, edit): (usize, &Edit),
        tables: &BTreeMap<Handle, TableChanges>,
        plan: &mut Plan,
        writing: &Writing<'_>,
    ) -> Result<(), ContentError> {
        match &edit.0 {
            Change::Text { find, replace, which, within, is_markdown } => {
                let wanted = text::Replacement { find, replace, which: *which, within: *within };
                let splices = match is_markdown {
                    true => self.replace_text_by_markdown(&wanted, plan, writing)?,
                    false => self.replace_text(&wanted, plan, writing)?,
                };
                plan.splices.extend(splices);
            }
            Change::Replace { handle, content } => {
                plan.splices.extend(self.replace_block(*handle, content, edit, writing)?)
            }
            Change::Insert { handle, after, content } => {
                plan.splices.extend(self.insert_at(*handle, *after, content, writing)?);
            }
            Change::Delete { handle } => {
                plan.delete(self.deletable(*handle)?);
                self.tell_of_deleted_item(*handle, writing);
            }
            Change::Move { part, to, after } => self.move_part(part, to, *after, plan)?,
            Change::Section { heading, content } => {
                plan.splices.extend(self.replace_section(heading, content, edit, writing)?)
            }
            Change::SectionEnd { heading, content } => {
                plan.splices.extend(self.append_to_section(heading, content, writing)?);
            }
            Change::SectionGone { heading } => plan.delete(self.deletable_section(heading)?),
            Change::Table { handle, edit } => self.edit_table((*handle, at), edit, tables, plan, writing)?,
            Change::Parameter { handle, name, value } => {
                let set = self.set_parameter(*handle, (name, value.as_deref()), writing)?;
                plan.deleted.extend(set.iter().map(|splice| splice.range.clone()));
                plan.splices.extend(set);
            }
            Change::Ends { content, end } => plan.splices.extend(self.add_at_end(content, *end, writing)?),
            Change::Page { markdown } => {
                let rendered = self.shown_to_author_of(markdown);
                plan.splices.extend(merge(&Base::new(self, &rendered), markdown, writing)?);
            }
            Change::Storage { storage } => {
                Self::parse(storage)?;
                if looks_like_markdown(storage) {
                    writing.note(NO_STORAGE.to_owned());
                }
                plan.splices.extend(super::three_way_merge::difference(self.storage(), storage)?);
            }
            Change::Misused { name } => {
                let message =
                    format!("`{name}` means something to the replacement of a text alone; leave it out");
                return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
            }
        }
        Ok(())
    }

    /// The block around a byte, with its first words, for messages.
    fn place(&self, at: usize) -> String {
        let around = self.blocks.iter().filter(|&(id, _)| {
            let span = self.blocks.span(&self.tree, id);
            span.start <= at && at <= span.end
        });
        let Some((id, _)) = around.last() else { return "the page".to_owned() };
        match self.excerpt(id) {
            words if words.is_empty() => Handle::of(id).to_string(),
            words => format!("{} {}", Handle::of(id), Quoted(&words)),
        }
    }
}

/// What is wrong with a result, with its line in the Markdown of the edit, if there is one edit.
fn at_its_line(error: ContentError, edits: &[Edit]) -> ContentError {
    let [edit] = edits else { return error };
    let is_page = matches!(edit.0, Change::Page { .. });
    let Ok(source) = Source::new(edit.notation()) else { return error };
    match Ast::parse(&source) {
        Ok(ast) => placement::at_its_line(error, &source, &ast, is_page),
        Err(_) => error,
    }
}
