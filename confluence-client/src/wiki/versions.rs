//! Versions of pages and blog posts.

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::content::{Page, Revision};
use crate::wiki::model::publishing::PageUpdate;
use crate::wiki::pages::numbered;

impl Wiki {
    /// Lists the versions of a page or blog post, the newest first.
    pub fn versions(&self, page: impl Into<ContentId>) -> List<Revision> {
        self.list_of(page.into(), "versions", |wiki, page| deployed!(wiki => versions::list(page)))
    }

    /// Restores an older version of a page or blog post: its title and body become the next version.
    ///
    /// # Errors
    /// `NotFound` if there is no such version; otherwise as [`Wiki::update_page`].
    pub async fn restore_version(&self, page: impl Into<ContentId>, version: u64) -> Result<Page> {
        let page = page.into();
        self.policy.check_write("restore_version")?;
        let old = self.page_version(page.clone(), version).await?;
        let now = self.page_to_write(&page, "restore_version").await?;
        let update = PageUpdate::of(&now).title(old.title).message(format!("Version {version} restored"));
        let update = PageUpdate { storage: old.storage, ..update };
        self.update_once(&now.updated(update)?).await
    }

    /// Deletes an older version of a page or blog post permanently. The numbers of those after it go down by one.
    ///
    /// # Errors
    /// `Invalid` for the current version; `NotFound` if there is no such version; `Policy`.
    pub async fn delete_version(&self, page: impl Into<ContentId>, version: u64) -> Result<()> {
        let (page, version) = (page.into(), numbered(version, "delete_version")?);
        let page = self.write(page, "delete_version").await?;
        deployed!(self => versions::delete(&page, version).await)
    }
}
