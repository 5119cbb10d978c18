//! Files that are deleted.

use confluence_client::ids::AttachmentId;
use confluence_client::wiki::WriteTarget;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{file_or_name, is_the_file};
use crate::advice::Failure;
use crate::arguments::Id;
use crate::call::Call;
use crate::confirmation::{Question, quoted};
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// Delete a file from a page; the user is asked first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeleteAttachment {
    /// Attachment id or URL.
    attachment_id: Id,
    // Its page, which the file says itself: taken where it is right.
    #[schemars(skip)]
    page_id: Option<Id>,
    #[schemars(skip)]
    content_id: Option<Id>,
}

impl Tool for DeleteAttachment {
    const NAME: &'static str = "confluence_delete_attachment";
    const TITLE: &'static str = "Delete attachment";
    const EFFECT: Effect = Effect::Destroys;

    async fn destroys(&self, call: &Call<'_>) -> Result<Option<WriteTarget>, Failure> {
        Ok(Some(self.file(call).await?.into()))
    }

    async fn question(&self, call: &Call<'_>) -> Result<Question, Failure> {
        let attachment = call.wiki.attachment(self.file(call).await?).await?;
        // Files of one name are on many pages.
        let page = match attachment.page {
            Some(page) => call.page_or_draft(&page).await.ok(),
            None => None,
        };
        let of = page.map(|page| format!(" of the page {}", quoted(&page.title))).unwrap_or_default();
        Ok(format!("Delete the attachment {}{of}?", quoted(&attachment.name)).into())
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let file = self.file(call).await?;
        is_the_file(call, &file, self.content_id.as_ref().or(self.page_id.as_ref()), None).await?;
        call.wiki.delete_attachment(file.clone()).await?;
        Ok(ToolOutput::of(&json!({"id": file, "status": "deleted"})))
    }
}

impl DeleteAttachment {
    async fn file(&self, call: &Call<'_>) -> Result<AttachmentId, Failure> {
        let next = "confluence_get_attachments lists the files of a page with their ids.";
        file_or_name(call, &self.attachment_id, next).await
    }
}
