//! Asking the policy, with the driver as the one who looks up where things lie.

use super::Wiki;
use super::list::List;
use super::model::content::Page;
use super::model::located::Located;
use super::policy::{ClearedRead, ClearedWrite, Unchecked};
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};

impl Wiki {
    /// Clears something for reading.
    pub(super) async fn read<T: Located + Sync>(
        &self,
        target: T,
        operation: &'static str,
    ) -> Result<ClearedRead<T>> {
        self.policy.read(target, &self.backend, operation).await
    }

    /// Clears something for writing.
    pub(super) async fn write<T: Located + Sync>(
        &self,
        target: T,
        operation: &'static str,
    ) -> Result<ClearedWrite<T>> {
        self.policy.write(target, &self.backend, operation).await
    }

    /// Clears for reading what was read already.
    pub(super) async fn admit<T: Located + Send + Sync>(
        &self,
        answered: Unchecked<T>,
        operation: &'static str,
    ) -> Result<ClearedRead<T>> {
        answered.read(&self.policy, &self.backend, operation).await
    }

    /// Clears for writing what was read already.
    pub(super) async fn admit_write<T: Located + Send + Sync>(
        &self,
        answered: Unchecked<T>,
        operation: &'static str,
    ) -> Result<ClearedWrite<T>> {
        answered.write(&self.policy, &self.backend, operation).await
    }

    /// A page for writing, in one request.
    pub(super) async fn page_to_write(
        &self,
        id: &ContentId,
        operation: &'static str,
    ) -> Result<ClearedWrite<Page>> {
        // Who only reads is told so before anything is asked.
        self.policy.check_write(operation)?;
        let page = self.policy.veiled(deployed!(self => pages::get(id, None).await), operation)?;
        self.admit_write(page, operation).await
    }

    /// The draft of a page that was never published, for writing.
    #[cfg(feature = "markdown")]
    pub(super) async fn draft_to_write(
        &self,
        id: &ContentId,
        operation: &'static str,
    ) -> Result<ClearedWrite<Page>> {
        self.policy.check_write(operation)?;
        let draft = deployed!(self => pages::draft(id).await)?;
        self.admit_write(draft, operation).await
    }

    /// A list of what belongs to a piece of content, which is cleared before the first row.
    pub(super) fn list_of<T: Send + 'static>(
        &self,
        content: ContentId,
        operation: &'static str,
        list: impl FnOnce(&Self, ClearedRead<ContentId>) -> List<T> + Send + 'static,
    ) -> List<T> {
        let wiki = self.clone();
        List::later(&self.backend, async move |_| {
            let content = wiki.read(content, operation).await?;
            Ok(list(&wiki, content))
        })
    }

    /// A list of what lies in a space, or why it cannot be had.
    pub(super) fn list_in<T: Send + 'static>(
        &self,
        space: impl Into<SpaceKey>,
        operation: &'static str,
        list: impl FnOnce(ClearedRead<SpaceKey>) -> List<T>,
    ) -> List<T> {
        self.policy.read_space(space.into(), operation).map_or_else(List::refused, list)
    }
}
