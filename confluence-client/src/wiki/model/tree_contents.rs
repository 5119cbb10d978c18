//! What stands in the content tree besides pages.

use serde::{Deserialize, Serialize};

use crate::ids::{ContentId, SpaceKey};
use crate::models::ContentStatus;
use crate::wiki::model::content::{current, is_current};
use crate::wiki::model::located::{Located, Location};

/// A folder, whiteboard, database or smart link of the content tree; Cloud only.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct TreeContent {
    /// Its id.
    pub id: ContentId,
    /// `folder`, `whiteboard`, `database` or `embed`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Whether it can be seen where it lies, or is in the trash.
    #[serde(default = "current", skip_serializing_if = "is_current")]
    pub status: ContentStatus,
    /// Its space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceKey>,
    /// What it lies under; nothing at the root of its space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<ContentId>,
    /// Where a smart link leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embed_url: Option<String>,
    /// Its URL for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl TreeContent {
    /// Something of this id, kind and title, of which nothing else is known.
    pub fn new(id: impl Into<ContentId>, kind: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: kind.into(),
            title: title.into(),
            status: ContentStatus::Current,
            space: None,
            parent: None,
            embed_url: None,
            url: None,
        }
    }
}

impl Located for TreeContent {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Space(self.space.as_ref())]
    }

    fn identity(&self) -> Option<&str> {
        Some(self.id.as_str())
    }
}
