//! States of content, such as "Rough draft".

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::model::content_states::ContentState;

impl Wiki {
    /// Returns the content state of a page or blog post, if it has one.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `NotFound`; `Policy`.
    pub async fn content_state(&self, content: impl Into<ContentId>) -> Result<Option<ContentState>> {
        let content = self.read(content.into(), "content_state").await?;
        deployed!(self => content_states::get(&content).await)
    }

    /// Sets the content state of a page or blog post by its name, which has to be one of its space or of the caller;
    /// without a name it has none any more. The service counts either as a new version.
    ///
    /// # Errors
    /// `Unsupported` on Data Center; `Invalid`, listing the names that there are; `NotFound`; `Policy`.
    pub async fn set_content_state(
        &self,
        content: impl Into<ContentId>,
        name: Option<&str>,
    ) -> Result<Option<ContentState>> {
        let content = self.write(content.into(), "set_content_state").await?;
        deployed!(self => content_states::set(&content, name).await)
    }
}
