//! Folders in the content tree.

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::model::folders::{Folder, NewFolder};

impl Wiki {
    /// Returns a folder; [`Wiki::children`] lists what lies in it.
    ///
    /// # Errors
    /// `NotFound`; `Unsupported` on Data Center; `Policy`.
    pub async fn folder(&self, id: impl Into<ContentId>) -> Result<Folder> {
        let folder = deployed!(self => folders::get(&id.into()).await);
        Ok(self.admit(folder, "folder").await?.into_inner())
    }

    /// Creates a folder.
    ///
    /// # Errors
    /// `Invalid` for a title that is taken; `Unsupported` on Data Center; `Policy`.
    pub async fn create_folder(&self, new: NewFolder) -> Result<Folder> {
        let new = self.write(new, "create_folder").await?;
        deployed!(self => folders::create(&new).await)
    }

    /// Moves a folder to the trash.
    ///
    /// # Errors
    /// As [`Wiki::folder`].
    pub async fn delete_folder(&self, id: impl Into<ContentId>) -> Result<()> {
        self.policy.check_write("delete_folder")?;
        let folder = deployed!(self => folders::get(&id.into()).await);
        let folder = self.admit_write(folder, "delete_folder").await?;
        deployed!(self => folders::delete(&folder).await)
    }
}
