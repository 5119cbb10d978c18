//! Moving, copying and archiving pages.

use super::{LongTask, Page, Wiki};
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};

/// Where a page goes, relative to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Position {
    /// Before it, under the same parent.
    Before(ContentId),
    /// After it, under the same parent.
    After(ContentId),
    /// Under it, as the last of its children.
    Below(ContentId),
}

/// How to copy a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a page is copied by `Wiki::copy_page`"]
pub struct PageCopy {
    pub(super) to: Destination,
    pub(super) title: Option<String>,
    pub(super) attachments: bool,
    pub(super) labels: bool,
    pub(super) properties: bool,
    pub(super) restrictions: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    Below(ContentId),
    Space(SpaceKey),
}

impl PageCopy {
    /// Under another page, with attachments and labels.
    pub fn below(parent: impl Into<ContentId>) -> Self {
        Self::to(Destination::Below(parent.into()))
    }

    /// Into a space, with attachments and labels.
    pub fn into_space(space: impl Into<SpaceKey>) -> Self {
        Self::to(Destination::Space(space.into()))
    }

    fn to(to: Destination) -> Self {
        Self { to, title: None, attachments: true, labels: true, properties: false, restrictions: false }
    }

    /// The title of the copy; `Copy of ..` by default.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Whether the files come along.
    pub fn attachments(mut self, attachments: bool) -> Self {
        self.attachments = attachments;
        self
    }

    /// Whether the labels come along.
    pub fn labels(mut self, labels: bool) -> Self {
        self.labels = labels;
        self
    }

    /// Whether the properties come along; Cloud only.
    pub fn properties(mut self, properties: bool) -> Self {
        self.properties = properties;
        self
    }

    /// Whether the restrictions come along; Cloud only.
    pub fn restrictions(mut self, restrictions: bool) -> Self {
        self.restrictions = restrictions;
        self
    }
}

/// How to copy a page with all pages below it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a tree is copied by `Wiki::copy_tree`"]
pub struct TreeCopy {
    pub(super) below: ContentId,
    pub(super) prefix: Option<String>,
    pub(super) replace: Option<(String, String)>,
    pub(super) attachments: bool,
    pub(super) labels: bool,
    pub(super) properties: bool,
    pub(super) restrictions: bool,
}

impl TreeCopy {
    /// Under another page, with attachments and labels. In the same space the titles have to differ.
    pub fn below(parent: impl Into<ContentId>) -> Self {
        Self {
            below: parent.into(),
            prefix: None,
            replace: None,
            attachments: true,
            labels: true,
            properties: false,
            restrictions: false,
        }
    }

    /// What goes in front of each title.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// What is replaced in each title, and by what.
    pub fn replace(mut self, search: impl Into<String>, by: impl Into<String>) -> Self {
        self.replace = Some((search.into(), by.into()));
        self
    }

    /// Whether properties and restrictions come along.
    pub fn with_everything(mut self) -> Self {
        self.properties = true;
        self.restrictions = true;
        self
    }

    /// Whether the files come along.
    pub fn attachments(mut self, attachments: bool) -> Self {
        self.attachments = attachments;
        self
    }

    /// Whether the labels come along.
    pub fn labels(mut self, labels: bool) -> Self {
        self.labels = labels;
        self
    }
}

impl Wiki {
    /// Moves a page with all that lies below it. Where the page cannot be read afterwards, the error says that it was
    /// moved.
    ///
    /// # Errors
    /// `Unsupported` for a place among siblings on Data Center, which only moves below; `Invalid` for a place below
    /// itself; `Policy`.
    pub async fn move_page(&self, id: impl Into<ContentId>, to: Position) -> Result<Page> {
        let id = id.into();
        self.may_write(&id, "move_page").await?;
        let (Position::Before(target) | Position::After(target) | Position::Below(target)) = &to;
        self.may_write(target, "move_page").await?;
        deployed!(self => moving::relocate(&id, &to).await)
    }

    /// Copies a page, without what lies below it.
    ///
    /// Data Center has no operation for it, so that a page is created there, and then gets labels and files. What fails
    /// or is dropped on the way leaves the page without the rest; the error names it.
    ///
    /// # Errors
    /// `Invalid` if there is a page of the copy's title; `Unsupported` on Data Center for properties and
    /// restrictions; `Policy`.
    pub async fn copy_page(&self, id: impl Into<ContentId>, copy: PageCopy) -> Result<Page> {
        let id = id.into();
        self.policy.check_write("copy_page")?;
        self.may_read(&id, "copy_page").await?;
        match &copy.to {
            Destination::Below(parent) => self.may_write(parent, "copy_page").await?,
            Destination::Space(space) => self.may_write_in(space, "copy_page")?,
        }
        deployed!(self => moving::copy(&id, &copy).await)
    }

    /// Begins to copy a page with all pages below it; [`Wiki::finished`] waits for the end.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `Policy`.
    pub async fn copy_tree(&self, id: impl Into<ContentId>, copy: TreeCopy) -> Result<LongTask> {
        let id = id.into();
        self.policy.check_write("copy_tree")?;
        self.may_read(&id, "copy_tree").await?;
        self.may_write(&copy.below, "copy_tree").await?;
        deployed!(self => moving::copy_tree(&id, &copy).await)
    }

    /// Begins to put pages aside, at most 300, on the cheaper plans one; [`Wiki::finished`] waits for the end. Their
    /// titles stay taken.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `Policy`.
    pub async fn archive_pages(
        &self,
        ids: impl IntoIterator<Item = impl Into<ContentId>>,
    ) -> Result<LongTask> {
        let ids: Vec<ContentId> = ids.into_iter().map(Into::into).collect();
        self.policy.check_write("archive_pages")?;
        for id in &ids {
            self.may_write(id, "archive_pages").await?;
        }
        deployed!(self => moving::archive(ids).await)
    }

    /// Begins to move a page with all pages below it to the trash; [`Wiki::finished`] waits for the end.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `Policy`.
    pub async fn trash_tree(&self, id: impl Into<ContentId>) -> Result<LongTask> {
        let id = id.into();
        self.may_write(&id, "trash_tree").await?;
        deployed!(self => moving::trash_tree(&id).await)
    }
}
