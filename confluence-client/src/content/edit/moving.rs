//! Moving blocks, and sections with all that is in them.

use super::Plan;
use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::handle::Handle;
use crate::content::splice::{Splice, in_paragraph};
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::text::slice;

/// What of a page is moved, or moved beside: one block by its handle, or a section by the text of its heading.
///
/// ```
/// use confluence_client::content::{AllowLoss, Document, Edit};
///
/// let page = Document::parse("<h2>Deploy</h2><p>push</p><h2>Rollback</h2><p>pull</p>")?;
/// let storage = page.edit(&[Edit::move_after("Deploy", "Rollback")])?.into_storage(&AllowLoss::none())?;
/// assert_eq!(storage, "<h2>Rollback</h2><p>pull</p><h2>Deploy</h2><p>push</p>");
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// One block, of a heading its line alone.
    Block(Handle),
    /// A heading, by its text or its handle, with what stands below it up to the next heading of the same or a higher
    /// level in its container.
    Section(String),
}

impl From<Handle> for Part {
    fn from(handle: Handle) -> Self {
        Self::Block(handle)
    }
}

impl From<&str> for Part {
    fn from(heading: &str) -> Self {
        Self::Section(heading.to_owned())
    }
}

impl From<String> for Part {
    fn from(heading: String) -> Self {
        Self::Section(heading)
    }
}

impl Document {
    pub(super) fn move_part(
        &self,
        part: &Part,
        to: &Part,
        after: bool,
        plan: &mut Plan,
    ) -> Result<(), ContentError> {
        let moved = self.blocks_of(part)?;
        let is_section = matches!(part, Part::Section(_));
        let target = match self.blocks_of(to)?.as_slice() {
            // Right behind its heading, what is moved would part a section.
            &[id] if is_section && after && self.is_heading(id) => self.section(id),
            blocks => blocks.to_vec(),
        };
        let (Some(&id), Some(&beside)) = (moved.first(), if after { target.last() } else { target.first() })
        else {
            return Ok(());
        };
        let (handle, to) = (Handle::of(id), Handle::of(beside));
        // The line of an item stands for the item, beside which another one goes.
        let item = self.item_of_line(id).filter(|_| !is_section);
        let is_item = item.is_some() || self.item_kind(id).is_some();
        let moved = item.map_or(moved, |item| vec![item]);
        let id = item.unwrap_or(id);
        let beside = self.item_of_line(beside).filter(|_| is_item).unwrap_or(beside);
        for id in [id, beside] {
            self.refuse_parts_of_tables(Handle::of(id), id)?;
        }
        let (span, goal) = (self.span_of(&moved), self.blocks.span(&self.tree, beside));
        if goal.start >= span.start && goal.end <= span.end {
            let message = match is_section {
                true => {
                    format!("the section of {handle} cannot move into itself; choose a place outside of it")
                }
                false => format!("{handle} cannot move into itself; choose a block outside of it"),
            };
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        if self.item_kind(id) != self.item_kind(beside) {
            let both = match (self.item_kind(id), self.item_kind(beside)) {
                (Some(_), Some(_)) => "tasks, nor both plain items",
                _ => "items of lists",
            };
            let message =
                format!("{handle} and {to} are not both {both}; move the list, or write the text anew");
            return Err(ContentError::new(ContentErrorKind::InvalidEdit, message));
        }
        let bytes = match self.blocks.at(id).kind {
            // Text without an element of its own would run into the text beside it.
            BlockKind::Run => in_paragraph(slice(self.storage(), span)),
            _ => slice(self.storage(), span).to_owned(),
        };
        plan.splices.push(Splice::new(self.with_container(&moved), ""));
        plan.splices.push(Splice::insert(if after { goal.end } else { goal.start }, bytes));
        Ok(())
    }

    /// The blocks that are meant, which stand side by side.
    fn blocks_of(&self, part: &Part) -> Result<Vec<BlockId>, ContentError> {
        match part {
            Part::Block(handle) => Ok(vec![self.editable(*handle)?]),
            Part::Section(heading) => {
                let id = self.find_heading(heading)?;
                self.editable(Handle::of(id))?;
                Ok(self.section(id))
            }
        }
    }

    fn is_heading(&self, id: BlockId) -> bool {
        matches!(self.blocks.at(id).kind, BlockKind::Heading(_))
    }
}
