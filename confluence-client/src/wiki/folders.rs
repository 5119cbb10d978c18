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

/// A folder to create.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a folder is created by `Wiki::create_folder`"]
pub struct NewFolder {
    pub(super) space: SpaceKey,
    pub(super) title: String,
    pub(super) parent: Option<ContentId>,
}

impl NewFolder {
    /// A folder of this title at the root of a space.
    pub fn new(space: impl Into<SpaceKey>, title: impl Into<String>) -> Self {
        Self { space: space.into(), title: title.into(), parent: None }
    }

    /// What it goes under: a page or a folder.
    pub fn parent(mut self, parent: impl Into<ContentId>) -> Self {
        self.parent = Some(parent.into());
        self
    }
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

    /// Creates a folder.
    ///
    /// # Errors
    /// `Invalid` for a title that is taken; `Unsupported` on Data Center; `Policy`.
    pub async fn create_folder(&self, new: NewFolder) -> Result<Folder> {
        self.may_write_in(&new.space, "create_folder")?;
        if let Some(parent) = &new.parent {
            self.may_read(parent, "create_folder").await?;
        }
        deployed!(self => folders::create(&new).await)
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
