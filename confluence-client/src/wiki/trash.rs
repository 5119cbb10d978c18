//! Pages and blog posts: trash, restoration, purging, discarded drafts.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::ContentStatus;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::lost_answer::settled;
use crate::wiki::model::content::Page;
use crate::wiki::model::publishing::PageUpdate;

impl Wiki {
    /// Moves a page or blog post to the trash. What lies below moves up to its parent.
    ///
    /// # Errors
    /// `NotFound` if there is none, `Forbidden` if the caller may not, `Policy` if the policy forbids it.
    pub async fn trash_page(&self, id: impl Into<ContentId>) -> Result<()> {
        let id = self.write(id.into(), "trash_page").await?;
        let sent = deployed!(self => trash::trash(&id).await).map(|()| ContentStatus::Trashed);
        let now = async { deployed!(self => trash::trashed(&id).await).of(&id).map(|page| page.status) };
        let is_trashed = |status: &ContentStatus| *status == ContentStatus::Trashed;
        settled(sent, now, is_trashed, "see whether the page is in the trash").await.map(drop)
    }

    /// Restores a page or blog post from the trash. No REST API takes one out of the archive.
    ///
    /// # Errors
    /// `Invalid` if it is not in the trash, or its title was taken meanwhile; otherwise as [`Wiki::trash_page`].
    pub async fn restore_page(&self, id: impl Into<ContentId>) -> Result<Page> {
        let id = id.into();
        self.policy.check_write("restore_page")?;
        let trashed = deployed!(self => trash::trashed(&id).await);
        let trashed = self.admit_write(trashed, "restore_page").await?;
        let said = match trashed.status {
            ContentStatus::Trashed => None,
            ContentStatus::Archived => Some(
                "the page is archived, and not in the trash; no REST API takes a page out of the archive: its menu in the \
                 browser does",
            ),
            _ => Some("the page is not in the trash"),
        };
        if let Some(said) = said {
            return Err(Error::new(ErrorKind::Invalid, "restore_page").with_message(said));
        }
        self.update_once(&trashed.updated(PageUpdate::of(&trashed).made_current())?).await
    }

    /// Deletes a page or blog post in the trash permanently, with its history.
    ///
    /// # Errors
    /// `Invalid` or `NotFound` if it is not in the trash; otherwise as [`Wiki::trash_page`].
    pub async fn purge_page(&self, id: impl Into<ContentId>) -> Result<()> {
        let id = id.into();
        self.policy.check_write("purge_page")?;
        let trashed = deployed!(self => trash::trashed(&id).await);
        let trashed = self.admit_write(trashed, "purge_page").await?;
        if trashed.status != ContentStatus::Trashed {
            return Err(Error::new(ErrorKind::Invalid, "purge_page")
                .with_message("the page is not in the trash: trash it first"));
        }
        deployed!(self => trash::purge(&trashed).await)
    }

    /// Discards a draft: what was never published, or the unpublished changes of a page.
    ///
    /// # Errors
    /// `NotFound` if there is no draft; otherwise as [`Wiki::trash_page`].
    pub async fn discard_draft(&self, id: impl Into<ContentId>) -> Result<()> {
        self.policy.check_write("discard_draft")?;
        let draft = deployed!(self => pages::draft(&id.into()).await);
        let draft = self.admit_write(draft, "discard_draft").await?;
        deployed!(self => trash::discard(&draft).await)
    }

    /// Lists the pages in the trash of a space, without bodies.
    pub fn trashed_pages(&self, space: impl Into<SpaceKey>) -> List<Page> {
        self.list_in(space, "trashed_pages", |space| deployed!(self => trash::of_space(space)))
    }
}
