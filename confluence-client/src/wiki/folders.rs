//! Folders in the content tree.

use serde::Serialize;

use super::Wiki;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};

/// A folder.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Folder {
    /// Its id.
    pub id: ContentId,
    /// Its title.
    pub title: String,
    /// Its space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceKey>,
    /// What it lies under; nothing at the root of its space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<ContentId>,
    /// Its address for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Wiki {
    /// Returns a folder; [`Wiki::children`] lists what lies in it.
    ///
    /// # Errors
    /// `NotFound`; `Unsupported` on Data Center; `Policy`.
    pub async fn folder(&self, id: impl Into<ContentId>) -> Result<Folder> {
        let folder = deployed!(self => folders::get(&id.into()).await)?;
        self.policy.check_space(folder.space.as_ref(), "folder")?;
        Ok(folder)
    }

    /// Creates a folder, at the root of the space unless a parent is given.
    ///
    /// # Errors
    /// `Invalid` for a title that is taken; `Unsupported` on Data Center; `Policy`.
    pub async fn create_folder(
        &self,
        space: &SpaceKey,
        title: &str,
        parent: Option<&ContentId>,
    ) -> Result<Folder> {
        self.may_write_in(space, "create_folder")?;
        if let Some(parent) = parent {
            self.may_read(parent, "create_folder").await?;
        }
        deployed!(self => folders::create(space, title, parent).await)
    }

    /// Moves a folder to the trash.
    ///
    /// # Errors
    /// As [`Wiki::folder`].
    pub async fn delete_folder(&self, id: impl Into<ContentId>) -> Result<()> {
        self.policy.check_write("delete_folder")?;
        let folder = self.folder(id).await?;
        deployed!(self => folders::delete(&folder).await)
    }
}
