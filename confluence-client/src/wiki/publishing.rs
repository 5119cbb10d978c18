//! Pages and blog posts: creating, replacing, renaming, drafts.

use super::settling::may_have_happened;
use super::{Page, Wiki};
use crate::error::{ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, ContentType};
use crate::site::Deployment;

/// A page or blog post to create.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a page is created by `Wiki::create_page`"]
pub struct NewPage {
    pub(super) kind: ContentType,
    pub(super) space: SpaceKey,
    pub(super) title: String,
    pub(super) storage: String,
    pub(super) parent: Option<ContentId>,
    pub(super) draft: bool,
}

impl NewPage {
    /// A page of this title in a space, below the space's home page.
    pub fn new(space: impl Into<SpaceKey>, title: impl Into<String>) -> Self {
        Self {
            kind: ContentType::Page,
            space: space.into(),
            title: title.into(),
            storage: String::new(),
            parent: None,
            draft: false,
        }
    }

    /// A blog post in place of a page.
    pub fn blog_post(mut self) -> Self {
        self.kind = ContentType::BlogPost;
        self
    }

    /// Its body in the storage format.
    pub fn storage(mut self, storage: impl Into<String>) -> Self {
        self.storage = storage.into();
        self
    }

    /// What it goes under: a page, or on Cloud a folder. It becomes the last there; [`Wiki::move_page`] puts it before or
    /// after another, on Cloud.
    pub fn parent(mut self, parent: impl Into<ContentId>) -> Self {
        self.parent = Some(parent.into());
        self
    }

    /// Leaves it a draft, which only its author sees until [`Wiki::publish_draft`].
    pub fn draft(mut self) -> Self {
        self.draft = true;
        self
    }

    pub(super) fn status(&self) -> ContentStatus {
        if self.draft { ContentStatus::Draft } else { ContentStatus::Current }
    }
}

/// A page or blog post as it shall be from its next version on.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a page is updated by `Wiki::update_page`"]
pub struct PageUpdate {
    pub(super) id: ContentId,
    pub(super) kind: Option<ContentType>,
    /// What it is so far, and what it is to be.
    pub(super) from: ContentStatus,
    pub(super) to: ContentStatus,
    pub(super) version: u64,
    pub(super) title: String,
    pub(super) storage: Option<String>,
    pub(super) message: Option<String>,
    /// Where it goes, on Data Center, which moves pages by updates.
    pub(super) parent: Option<ContentId>,
    pub(super) space: Option<SpaceKey>,
}

impl PageUpdate {
    /// Replaces title and body of a page that has this version; if it has another by then, the update is a
    /// `Conflict`.
    pub fn new(
        id: impl Into<ContentId>,
        version: u64,
        title: impl Into<String>,
        storage: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            kind: None,
            from: ContentStatus::Current,
            to: ContentStatus::Current,
            version,
            title: title.into(),
            storage: Some(storage.into()),
            message: None,
            parent: None,
            space: None,
        }
    }

    /// Starts from a page as it was read; what is not set stays.
    pub fn of(page: &Page) -> Self {
        Self {
            id: page.id.clone(),
            kind: Some(page.kind.clone()),
            from: page.status.clone(),
            to: page.status.clone(),
            version: page.version.number,
            title: page.title.clone(),
            storage: page.storage.clone(),
            message: None,
            parent: None,
            space: None,
        }
    }

    /// Its title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Its body in the storage format.
    pub fn storage(mut self, storage: impl Into<String>) -> Self {
        self.storage = Some(storage.into());
        self
    }

    /// What the history says of the change.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Makes it current, whatever it was.
    pub(super) fn made_current(self) -> Self {
        Self { to: ContentStatus::Current, ..self }
    }

    pub(super) fn is_draft(&self) -> bool {
        self.to == ContentStatus::Draft
    }

    /// The number to send: drafts are always version 1.
    pub(super) fn number(&self) -> u64 {
        if self.is_draft() { 1 } else { self.version + 1 }
    }
}

impl Wiki {
    /// Creates a page or blog post.
    ///
    /// # Errors
    /// `Invalid` if a page of this title is there already, or the body is not well-formed; `Policy` if the policy
    /// forbids to write there. A creation whose answer was lost is looked for and never repeated; if it cannot be told
    /// what became of it, the error says what is there.
    pub async fn create_page(&self, new: NewPage) -> Result<Page> {
        self.may_write_in(&new.space, "create_page")?;
        if let Some(parent) = &new.parent {
            self.may_read(parent, "create_page").await?;
        }
        self.settled_creation(&new).await
    }

    /// Replaces a page or blog post by its next version.
    ///
    /// If the answer is lost, the page is read to see what became of the update; it is never repeated blindly.
    ///
    /// # Errors
    /// `Conflict` if the page has another version by then, with the [version numbers](Error::versions); `Policy` if
    /// the policy forbids to write there; `Invalid` if the body is not well-formed, or missing.
    pub async fn update_page(&self, update: PageUpdate) -> Result<Page> {
        self.may_write(&update.id, "update_page").await?;
        self.settled_update(&update).await
    }

    /// Gives a page or blog post another title. A page of Cloud is renamed without sending its body.
    ///
    /// # Errors
    /// `Invalid` if another page of the space has the title; otherwise as [`Wiki::update_page`].
    pub async fn rename_page(&self, id: impl Into<ContentId>, title: impl Into<String>) -> Result<Page> {
        self.policy.check_write("rename_page")?;
        let (page, title) = (self.page(id).await?, title.into());
        if page.kind != ContentType::Page || self.site().deployment() == Deployment::DataCenter {
            return self.settled_update(&PageUpdate::of(&page).title(title)).await;
        }
        match super::cloud::publishing::rename(self, &page, &title).await {
            Err(lost) if may_have_happened(&lost) => match self.unchecked_page(&page.id).await {
                Ok(now) if now.title == title => Ok(now),
                _ => Err(lost),
            },
            answered => answered,
        }
    }

    /// Publishes a draft: what was never published becomes version 1, unpublished changes the next version.
    ///
    /// # Errors
    /// As [`Wiki::update_page`].
    pub async fn publish_draft(&self, id: impl Into<ContentId>) -> Result<Page> {
        self.policy.check_write("publish_draft")?;
        let draft = self.draft(id).await?;
        let published = match self.unchecked_page(&draft.id).await {
            Ok(page) if page.status != ContentStatus::Draft => page.version.number,
            Ok(_) => 0,
            Err(error) if error.kind() == ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        let update = PageUpdate { version: published, ..PageUpdate::of(&draft).made_current() };
        self.settled_update(&update).await
    }
}
