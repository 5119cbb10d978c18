//! Attachments.

use confluence_client::wiki::Attachment;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::model::ContentBlock;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::advice::Failure;
use crate::answer::Answer;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

/// The largest image that is shown, in bytes.
const MOST_IMAGE: usize = 1 << 20;

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![route::<GetAttachments>(), route::<ReadAttachment>(), route::<DeleteAttachment>()]
}

/// List the files on a page: id, name, type, size.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetAttachments {
    /// Page by id, browser address or short link.
    #[serde(alias = "content_id")]
    page_id: Id,
    /// Most rows to return.
    #[serde(default)]
    limit: Count<25, 100>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for GetAttachments {
    const NAME: &'static str = "confluence_get_attachments";
    const TITLE: &'static str = "List attachments";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        let page = call.id_of(&self.page_id).await?;
        call.rows(call.wiki.attachments(page), self.limit.0, self.cursor).await
    }
}

/// Read a file on a page, if it is text or a small image.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadAttachment {
    /// Its id, from confluence_get_attachments.
    attachment_id: Id,
}

impl Tool for ReadAttachment {
    const NAME: &'static str = "confluence_download_attachment";
    const TITLE: &'static str = "Read attachment";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        let attachment = call.wiki.attachment(self.attachment_id.0.as_str()).await?;
        let media_type = attachment.media_type.clone().unwrap_or_default();
        if is_text(&media_type, &attachment.name) {
            let bytes = bytes(call, &attachment, call.most()).await?;
            return Ok(Answer::of(&attachment).untrusted("attachment", &String::from_utf8_lossy(&bytes)));
        }
        if matches!(media_type.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp") {
            let bytes = bytes(call, &attachment, MOST_IMAGE).await?;
            return Ok(Answer::of(&attachment).block(ContentBlock::image(base64(&bytes), media_type)));
        }
        Err(Failure::new(
            format!("{} is {media_type}, which cannot be shown", attachment.name),
            "Give the user its address.",
        ))
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;

    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn is_text(media_type: &str, name: &str) -> bool {
    const TYPES: &[&str] = &["application/json", "application/xml", "application/yaml", "application/x-sh"];
    const ENDS: &[&str] =
        &[".md", ".txt", ".csv", ".json", ".yaml", ".yml", ".toml", ".xml", ".sh", ".log", ".sql"];
    let name = name.to_lowercase();
    media_type.starts_with("text/")
        || TYPES.contains(&media_type)
        || ENDS.iter().any(|end| name.ends_with(end))
}

/// All bytes, unless they are more than this.
async fn bytes(call: &Call<'_>, attachment: &Attachment, most: usize) -> Result<Vec<u8>, Failure> {
    let large = || {
        let message = format!("{} is larger than the {most} bytes that can be shown", attachment.name);
        Failure::new(message, "Give the user its address.")
    };
    if attachment.size.is_some_and(|size| size > most as u64) {
        return Err(large());
    }
    let mut download = call.wiki.download(attachment.id.clone()).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > most {
            return Err(large());
        }
    }
    Ok(bytes)
}

/// Delete a file from a page, after the user agreed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeleteAttachment {
    /// Its id.
    attachment_id: Id,
}

impl Tool for DeleteAttachment {
    const NAME: &'static str = "confluence_delete_attachment";
    const TITLE: &'static str = "Delete attachment";
    const EFFECT: Effect = Effect::Destroys;

    async fn question(&self, call: &Call<'_>) -> Result<Option<String>, Failure> {
        let attachment = call.wiki.attachment(self.attachment_id.0.as_str()).await?;
        Ok(Some(format!("Delete the attachment \"{}\"?", attachment.name)))
    }

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        call.wiki.delete_attachment(self.attachment_id.0.as_str()).await?;
        Ok(Answer::of(&json!({"id": self.attachment_id.0, "status": "deleted"})))
    }
}
