//! How often pages are read.

use serde::Serialize;

use super::Wiki;
use crate::error::Result;
use crate::ids::ContentId;

/// How often a page was read, and by how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Views {
    /// How often.
    pub views: u64,
    /// By how many people.
    pub viewers: u64,
}

impl Views {
    pub(super) fn new(views: u64, viewers: u64) -> Self {
        Self { views, viewers }
    }
}

impl Wiki {
    /// Counts how often a page or blog post was read, since a day such as `2026-01-31` if one is given.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `NotFound`; `Policy`.
    pub async fn views(&self, content: impl Into<ContentId>, since: Option<&str>) -> Result<Views> {
        let content = content.into();
        self.may_read(&content, "views").await?;
        deployed!(self => views::count(&content, since).await)
    }
}
