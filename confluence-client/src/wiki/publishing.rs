//! Pages and blog posts: creating, replacing, renaming, drafts.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::{ContentStatus, ContentType};
use crate::site::Deployment;
use crate::wiki::Wiki;
use crate::wiki::lost_answer::settled;
use crate::wiki::model::content::Page;
use crate::wiki::model::publishing::{NewPage, PageUpdate, check_title};

impl Wiki {
    /// Creates a page or blog post.
    ///
    /// # Errors
    /// `Invalid` if a page of this title is there already, or the body is not well-formed; `Policy` if the policy
    /// forbids to write there. A creation whose answer was lost is looked for and never repeated; if it is not clear
    /// what became of it, the error says what is there.
    pub async fn create_page(&self, new: NewPage) -> Result<Page> {
        new.check()?;
        let new = self.write(new, "create_page").await?;
        self.create_once(&new).await
    }

    /// Updates a page or blog post: replaces its title and body by its next version.
    ///
    /// If the answer is lost, the page is read to see what became of the update; it is never repeated blindly.
    ///
    /// # Errors
    /// `Conflict` if the page has another version by then, with the [version numbers](crate::Error::versions); `Policy` if
    /// the policy forbids to write there; `Invalid` if the body is not well-formed, or missing, or the title is blank or has
    /// more than 255 characters.
    pub async fn update_page(&self, update: PageUpdate) -> Result<Page> {
        check_title(&update.title, update.is_draft(), "update_page")?;
        let update = self.write(update, "update_page").await?;
        self.update_once(&update).await
    }

    /// Renames a page or blog post. A page of Cloud is renamed without sending its body.
    ///
    /// # Errors
    /// `Invalid` if another page of the space has the title, or it is none; otherwise as [`Wiki::update_page`].
    pub async fn rename_page(&self, id: impl Into<ContentId>, title: impl Into<String>) -> Result<Page> {
        let title = title.into();
        let page = self.page_to_write(&id.into(), "rename_page").await?;
        check_title(&title, page.status == ContentStatus::Draft, "rename_page")?;
        if page.kind != ContentType::Page || self.site().deployment() == Deployment::DataCenter {
            let update = page.updated(PageUpdate::of(&page).title(title))?;
            return self.update_once(&update).await;
        }
        let answer = super::driver::cloud::publishing::rename(&self.backend, &page, &title).await;
        let now = self.page_again(&page.id, &page);
        settled(answer, now, |now| now.title == title, "read the page before it is renamed again").await
    }

    /// Publishes a draft: what was never published becomes version 1, unpublished changes the next version.
    ///
    /// # Errors
    /// `Invalid` if nothing of it is unpublished, or it is in the trash or archived; otherwise as [`Wiki::update_page`].
    pub async fn publish_draft(&self, id: impl Into<ContentId>) -> Result<Page> {
        self.policy.check_write("publish_draft")?;
        let id = id.into();
        // Asked for a draft, Cloud shows the page itself where there is none.
        let page = async { deployed!(self => pages::get(&id, None).await) };
        let draft = deployed!(self => pages::draft(&id).await).or_if_missing(page).await;
        let draft = self.admit_write(draft, "publish_draft").await?;
        if draft.status != ContentStatus::Draft {
            return Err(nothing_to_publish(&draft.status));
        }
        let published = match self.page_again(&draft.id, &draft).await {
            Ok(page) if page.status != ContentStatus::Draft => page.version.number,
            Ok(_) => 0,
            Err(error) if error.kind() == ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        let update = PageUpdate { version: published, ..PageUpdate::of(&draft).made_current() };
        self.update_once(&draft.updated(update)?).await
    }
}

/// What is there in place of a draft: to publish it would take it out of the trash.
fn nothing_to_publish(status: &ContentStatus) -> Error {
    Error::new(ErrorKind::Invalid, "publish_draft").with_message(match status {
        ContentStatus::Trashed => "it is in the trash, and no draft: restore it first",
        ContentStatus::Archived => "it is archived, and no draft: restore it in Confluence first",
        _ => "the page is published already, and has no unpublished changes",
    })
}
