//! What stands in the content tree besides pages: folders, whiteboards, databases, smart links.

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::model::tree_contents::TreeContent;

impl Wiki {
    /// Returns a folder, whiteboard, database or smart link, whichever of them has this id. What is on a whiteboard and in
    /// a database is not in the public API.
    ///
    /// # Errors
    /// `NotFound` if there is none, or something else has the id; `Unsupported` on Data Center; `Policy`.
    pub async fn tree_content(&self, id: impl Into<ContentId>) -> Result<TreeContent> {
        let found = deployed!(self => tree_contents::get(&id.into()).await);
        Ok(self.admit(found, "tree_content").await?.into_inner())
    }
}
