//! Folders in the content tree.

use serde::{Deserialize, Serialize};

use crate::ids::{ContentId, SpaceKey};
use crate::wiki::model::located::{Located, Location};

/// A folder of the content tree; Cloud only.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
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
    /// Its URL for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Folder {
    /// A folder of this id and title, of which nothing else is known.
    pub fn new(id: impl Into<ContentId>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), space: None, parent: None, url: None }
    }
}

/// A folder to create, for [`Wiki::create_folder`](crate::Wiki::create_folder); Cloud only.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::NewFolder;
///
/// let folder = wiki.create_folder(NewFolder::new("DOCS", "Minutes").parent("98765")).await?;
/// println!("{}", folder.id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a folder is created by `Wiki::create_folder`"]
pub struct NewFolder {
    pub(in crate::wiki) space: SpaceKey,
    pub(in crate::wiki) title: String,
    pub(in crate::wiki) parent: Option<ContentId>,
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

impl Located for Folder {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Space(self.space.as_ref())]
    }

    fn identity(&self) -> Option<&str> {
        Some(self.id.as_str())
    }
}

impl Located for NewFolder {
    fn locations(&self) -> Vec<Location<'_>> {
        let parent = self.parent.iter().map(Location::content);
        std::iter::once(Location::Space(Some(&self.space))).chain(parent).collect()
    }
}
