//! Pages.

use super::{List, Locator, Node, Page, Wiki, cloud, data_center};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::site::Deployment;

impl Wiki {
    /// Returns a page with its body in the storage format, in one request.
    ///
    /// # Errors
    /// `NotFound` if there is none, or the caller may not see it; `Policy` if it lies in a space that the policy
    /// leaves out.
    pub async fn page(&self, id: impl Into<ContentId>) -> Result<Page> {
        let id = id.into();
        let page = match self.site().deployment() {
            Deployment::Cloud => cloud::pages::get(self, &id, None).await?,
            Deployment::DataCenter => data_center::pages::get(self, &id, None).await?,
        };
        self.checked(page, "page").await
    }

    /// Returns an older version of a page.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn page_version(&self, id: impl Into<ContentId>, version: u32) -> Result<Page> {
        let id = id.into();
        let page = match self.site().deployment() {
            Deployment::Cloud => cloud::pages::get(self, &id, Some(version)).await?,
            Deployment::DataCenter => data_center::pages::get(self, &id, Some(version)).await?,
        };
        self.checked(page, "page_version").await
    }

    /// Returns the page that has exactly this title in a space.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn page_titled(&self, space: &SpaceKey, title: &str) -> Result<Page> {
        self.policy.check_space(Some(space), "page_titled")?;
        let found = match self.site().deployment() {
            Deployment::Cloud => cloud::pages::titled(self, space, title).await?,
            Deployment::DataCenter => data_center::pages::titled(self, space, title).await?,
        };
        let missing = || {
            Error::new(ErrorKind::NotFound, "page_titled")
                .said(format!("no page of exactly this title in {space}; search for it"))
        };
        self.checked(found.ok_or_else(missing)?, "page_titled").await
    }

    /// Returns a page, however it was named.
    ///
    /// # Errors
    /// As [`Wiki::page`].
    pub async fn located(&self, locator: &Locator) -> Result<Page> {
        match locator {
            Locator::Id(id) => self.page(id.clone()).await,
            Locator::Title { space, title } => self.page_titled(space, title).await,
        }
    }

    /// Lists what lies directly below a page: on Cloud with folders and whatever else has a place in the tree.
    pub fn children(&self, page: impl Into<ContentId>) -> List<Node> {
        let page = page.into();
        match self.site().deployment() {
            Deployment::Cloud => cloud::pages::children(self, page),
            Deployment::DataCenter => data_center::pages::children(self, page),
        }
    }

    /// Fails unless this content lies in a space that the policy allows.
    pub(super) async fn check_content(&self, content: &ContentId, operation: &'static str) -> Result<()> {
        if !self.policy.restricts_spaces() {
            return Ok(());
        }
        let space = match self.site().deployment() {
            Deployment::Cloud => cloud::pages::space_of(self, content).await?,
            Deployment::DataCenter => data_center::pages::space_of(self, content).await?,
        };
        self.policy.check_space(space.as_ref(), operation)
    }

    /// Lets a page through if its space is allowed. On Cloud the key is looked up by the space's number, because the
    /// address that the key otherwise comes from may hold an alias.
    async fn checked(&self, page: Page, operation: &'static str) -> Result<Page> {
        if !self.policy.restricts_spaces() {
            return Ok(page);
        }
        let key = match (self.site().deployment(), &page.space.id) {
            (Deployment::Cloud, Some(id)) => Some(self.space_key(id).await?),
            _ => page.space.key.clone(),
        };
        self.policy.check_space(key.as_ref(), operation)?;
        Ok(page)
    }
}
