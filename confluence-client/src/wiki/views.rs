//! How often pages are read.

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::model::views::{Counted, Views};

impl Wiki {
    /// Counts the views and viewers of a page or blog post, since a day such as `2026-01-31` if one is given.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `NotFound`; `Policy`.
    pub async fn views(&self, content: impl Into<ContentId>, since: Option<&str>) -> Result<Views> {
        let content = self.read(content.into(), "views").await?;
        deployed!(self => views::count(&content, since, Counted::Both).await)
    }

    /// The same where only one of the two numbers is wanted; the other is 0.
    #[cfg(feature = "sql")]
    pub(crate) async fn counted_views(
        &self,
        content: ContentId,
        since: Option<&str>,
        counted: Counted,
    ) -> Result<Views> {
        let content = self.read(content, "views").await?;
        deployed!(self => views::count(&content, since, counted).await)
    }
}
