//! Asking the policy, with the driver as the one who looks up where things lie.

use super::Wiki;
use super::driver::data_center;
use super::list::List;
use super::model::content::Page;
use super::model::located::Located;
use super::model::write_target::WriteTarget;
use super::policy::{ClearedRead, ClearedWrite, Unchecked};
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::site::Deployment;

impl Wiki {
    /// Checks whether the policy lets something be written, before somebody is asked whether that is meant. Nothing is asked
    /// of the service where every space may be written.
    ///
    /// # Errors
    /// `Policy`; `NotFound` where it has to be looked up, and is not there.
    pub async fn check_write(&self, what: impl Into<WriteTarget>) -> Result<()> {
        self.policy.check_write("check_write")?;
        self.check_preview(what.into()).await
    }

    /// The same for who looks at a change before it is made, which a connection that reads alone may do.
    pub(crate) async fn check_preview(&self, what: WriteTarget) -> Result<()> {
        const OPERATION: &str = "check_write";

        if !self.policy.restricts_writes() {
            return Ok(());
        }
        let (policy, lookup) = (&self.policy, &self.backend);
        match what {
            WriteTarget::Content(id) => match policy.preview(id.clone(), lookup, OPERATION).await {
                Ok(_) => Ok(()),
                // A draft that was never published is found by those alone who ask for it.
                Err(error) => {
                    let draft = deployed!(self => pages::draft(&id).await);
                    draft.preview(policy, lookup, OPERATION).await.map(drop).map_err(|_| error)
                }
            },
            WriteTarget::Space(key) => policy.preview(key, lookup, OPERATION).await.map(drop),
            WriteTarget::Comment(id) => {
                let comment = deployed!(self => comments::get(&id).await);
                comment.preview(policy, lookup, OPERATION).await.map(drop)
            }
            WriteTarget::Attachment(id) => {
                let file = deployed!(self => attachments::get(&id).await);
                file.preview(policy, lookup, OPERATION).await.map(drop)
            }
        }
    }

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

    /// Clears for reading what was read already, or says why it was not.
    pub(super) async fn admit<T: Located + Send + Sync>(
        &self,
        answered: Unchecked<T>,
        operation: &'static str,
    ) -> Result<ClearedRead<T>> {
        answered.read(&self.policy, &self.backend, operation).await
    }

    /// Clears looking at what a change would make of what was read already, or says why it was not.
    #[cfg(feature = "markdown")]
    pub(super) async fn admit_preview<T: Located + Send + Sync>(
        &self,
        answered: Unchecked<T>,
        operation: &'static str,
    ) -> Result<ClearedRead<T>> {
        answered.preview(&self.policy, &self.backend, operation).await
    }

    /// Clears for writing what was read already, or says why it was not.
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
        let page = deployed!(self => pages::get(id, None).await);
        self.admit_write(page, operation).await
    }

    /// What has this id: a page or blog post, be it in the trash. Cloud shows that as well, and Data Center does when it
    /// is asked for the trash.
    pub(super) async fn page_of_id(&self, id: &ContentId) -> Unchecked<Page> {
        let found = deployed!(self => pages::get(id, None).await);
        match self.site().deployment() {
            Deployment::Cloud => found,
            Deployment::DataCenter => {
                found.or_if_missing(data_center::trash::in_trash(&self.backend, id)).await
            }
        }
    }

    /// What has this id, be it a draft that was never published. The policy is asked behind both questions: before the
    /// second one, the veil would hide that there is a draft in a space that is allowed.
    pub(super) async fn page_or_draft_of_id(&self, id: &ContentId) -> Unchecked<Page> {
        let draft = async { deployed!(self => pages::draft(id).await) };
        self.page_of_id(id).await.or_if_missing(draft).await
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
