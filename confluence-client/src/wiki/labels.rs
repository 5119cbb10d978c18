//! Labels of pages, blog posts and attachments.

use serde::Serialize;

use super::{List, Wiki};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::LabelPrefix;

/// A label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Label {
    /// Its name, in lower case.
    pub name: String,
    /// Whose it is: mostly `global`.
    pub prefix: LabelPrefix,
}

impl Wiki {
    /// Lists the labels of a page, a blog post or an attachment.
    pub fn labels(&self, content: impl Into<ContentId>) -> List<Label> {
        deployed!(self => labels::list(content.into()))
    }

    /// Lists the labels of a space, which are written by `dc::categories` on Data Center, and on Cloud by operations
    /// that Atlassian calls experimental, `v1::space_labels`.
    pub fn space_labels(&self, space: impl Into<SpaceKey>) -> List<Label> {
        let space = space.into();
        match self.policy.check_space(Some(&space), "space_labels") {
            Ok(()) => deployed!(self => labels::of_space(space)),
            Err(error) => List::refused(error),
        }
    }

    /// Puts labels on a page, a blog post or an attachment, beside those that it has; a label that it has stays.
    ///
    /// # Errors
    /// `Invalid` for names with spaces and the like; `NotFound`; `Policy`.
    pub async fn add_labels(
        &self,
        content: impl Into<ContentId>,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<()> {
        let content = content.into();
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        if names.iter().any(|name| name.is_empty() || name.contains(char::is_whitespace)) {
            return Err(Error::new(ErrorKind::Invalid, "add_labels")
                .said("a label is a word without spaces: join its parts by hyphens"));
        }
        self.may_write(&content, "add_labels").await?;
        if names.is_empty() {
            return Ok(());
        }
        deployed!(self => labels::add(&content, names).await)
    }

    /// Takes a label off a page, a blog post or an attachment.
    ///
    /// # Errors
    /// `NotFound` if there is no such label or content; `Policy`.
    pub async fn remove_label(&self, content: impl Into<ContentId>, name: &str) -> Result<()> {
        let content = content.into();
        self.may_write(&content, "remove_label").await?;
        deployed!(self => labels::remove(&content, name).await)
    }
}
