//! Labels of pages, blog posts and attachments.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::labels::{Label, check_label};

impl Wiki {
    /// Lists the labels of a page, a blog post or an attachment.
    pub fn labels(&self, content: impl Into<ContentId>) -> List<Label> {
        self.list_of(content.into(), "labels", |wiki, content| deployed!(wiki => labels::list(content)))
    }

    /// Lists the labels of a space, which are written by `dc::categories` on Data Center, and on Cloud by operations
    /// that Atlassian calls experimental, `v1::space_labels`.
    pub fn space_labels(&self, space: impl Into<SpaceKey>) -> List<Label> {
        self.list_in(space, "space_labels", |space| deployed!(self => labels::of_space(space)))
    }

    /// Adds labels to a page, a blog post or an attachment; those that it has stay.
    ///
    /// # Errors
    /// `Invalid` for names with spaces and the like; `NotFound`; `Policy`.
    pub async fn add_labels(
        &self,
        content: impl Into<ContentId>,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<()> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        if let Some(why) = names.iter().find_map(|name| check_label(name).err()) {
            return Err(Error::new(ErrorKind::Invalid, "add_labels").with_message(why));
        }
        let content = self.write(content.into(), "add_labels").await?;
        if names.is_empty() {
            return Ok(());
        }
        deployed!(self => labels::add(&content, names).await)
    }

    /// Removes a label from a page, a blog post or an attachment.
    ///
    /// # Errors
    /// `NotFound` if there is no such label or content; `Policy`.
    pub async fn remove_label(&self, content: impl Into<ContentId>, name: &str) -> Result<()> {
        let content = self.write(content.into(), "remove_label").await?;
        deployed!(self => labels::remove(&content, name).await)
    }
}
