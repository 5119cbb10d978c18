//! Attachments.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use confluence_client::wiki::Upload;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::model::ContentBlock;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use tokio::fs::OpenOptions;
use tokio::io::AsyncWriteExt as _;

use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::attachment_content::{ELSEWHERE, MAX_BYTES, base64, bytes, is_text};
use crate::call::Call;
use crate::output::ToolOutput;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![
        route::<GetAttachments>(),
        route::<DownloadAttachment>(),
        route::<UploadAttachment>(),
        route::<DeleteAttachment>(),
    ]
}

/// List the files on a page: id, name, type, size.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetAttachments {
    /// Page by id or address.
    #[serde(alias = "page_id")]
    content_id: Id,
    /// Only the file of exactly this name.
    filename: Option<String>,
    /// Most rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for GetAttachments {
    const NAME: &'static str = "confluence_get_attachments";
    const TITLE: &'static str = "List attachments";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.content_id).await?;
        match self.filename {
            Some(name) => Ok(ToolOutput::list([call.wiki.attachment_named(page, &name).await?], None, None)),
            None => call.rows(call.wiki.attachments(page), self.limit.0, self.cursor).await,
        }
    }
}

/// Read a file on a page, if it is text or a small image, or save it on this machine.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DownloadAttachment {
    /// Its id, from confluence_get_attachments.
    attachment_id: Id,
    /// Save it as this new file in place of reading it, in a folder that the user opened to this server.
    save_to: Option<String>,
}

impl Tool for DownloadAttachment {
    const NAME: &'static str = "confluence_download_attachment";
    const TITLE: &'static str = "Read or save attachment";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if let Some(path) = &self.save_to {
            return save(call, &self.attachment_id, call.files().to_make(path)?).await;
        }
        let download = call.wiki.download(self.attachment_id.0.as_str()).await?;
        let attachment = download.attachment().clone();
        let media_type = attachment.media_type.clone().unwrap_or_default();
        if is_text(&media_type, &attachment.name) {
            let bytes = bytes(download, call.max_bytes()).await?;
            return Ok(ToolOutput::of(&attachment).untrusted("attachment", &String::from_utf8_lossy(&bytes)));
        }
        if matches!(media_type.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp") {
            let bytes = bytes(download, MAX_BYTES).await?;
            return Ok(ToolOutput::of(&attachment).block(ContentBlock::image(base64(&bytes), media_type)));
        }
        Err(Failure::new(format!("{} is {media_type}, which cannot be shown", attachment.name), ELSEWHERE))
    }
}

/// How often a client is told how much of a file is there.
const TELL_EACH: Duration = Duration::from_millis(250);

/// Writes the bytes as they come, under a name that is free; what was begun and did not end is taken away.
async fn save(call: &Call<'_>, attachment: &Id, path: PathBuf) -> Result<ToolOutput, Failure> {
    let mut download = call.wiki.download(attachment.0.as_str()).await?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path).await.map_err(unwritable)?;
    let (begun, mut told) = (Begun(Some(path)), Instant::now());
    while let Some(chunk) = download.chunk().await? {
        file.write_all(&chunk).await.map_err(unwritable)?;
        if told.elapsed() > TELL_EACH {
            told = Instant::now();
            call.progress(download.position(), download.length()).await;
        }
    }
    file.flush().await.map_err(unwritable)?;
    let path = begun.ended().display().to_string();
    Ok(ToolOutput::of(
        &json!({"saved_to": path, "bytes": download.position(), "attachment": download.attachment()}),
    ))
}

/// A file that was begun; it goes if it is dropped before it ended.
struct Begun(Option<PathBuf>);

impl Begun {
    fn ended(mut self) -> PathBuf {
        self.0.take().unwrap_or_default()
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            drop(std::fs::remove_file(path));
        }
    }
}

fn unwritable(error: std::io::Error) -> Failure {
    Failure::new(format!("the file cannot be written: {error}"), "Choose another place, or tell the user.")
}

/// Attach a file to a page: one from a folder that the user opened to this server, or given text. A file of the same
/// name gets a new version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UploadAttachment {
    /// Page by id or address.
    #[serde(alias = "page_id")]
    content_id: Id,
    /// Path of the file on this machine.
    file_path: Option<String>,
    /// In place of it the text to attach.
    content: Option<String>,
    /// Name on the page; needed with `content`.
    filename: Option<String>,
    /// What is said of the file.
    comment: Option<String>,
    /// Do not tell the watchers.
    #[serde(default)]
    minor_edit: bool,
}

impl Tool for UploadAttachment {
    const NAME: &'static str = "confluence_upload_attachment";
    const TITLE: &'static str = "Attach file";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.content_id).await?;
        let mut upload = self.upload(call)?;
        if let Some(comment) = self.comment {
            upload = upload.comment(comment);
        }
        if self.minor_edit {
            upload = upload.minor();
        }
        Ok(ToolOutput::of(&call.wiki.attach(page, upload).await?))
    }
}

impl UploadAttachment {
    fn upload(&self, call: &Call<'_>) -> Result<Upload, Failure> {
        match (&self.file_path, &self.content, &self.filename) {
            (Some(path), None, None) => Ok(Upload::path(call.files().to_read(path)?)),
            (Some(path), None, Some(name)) => Ok(Upload::path_as(name, call.files().to_read(path)?)),
            (None, Some(text), Some(name)) => Ok(Upload::bytes(name, text.clone())),
            (None, Some(_), None) => Err(Failure::argument("filename", "it is missing beside `content`")),
            _ => Err(Failure::argument("file_path", "give either `file_path`, or `content` and `filename`")),
        }
    }
}

/// Delete a file from a page; the user is asked first.
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

    async fn question(&self, call: &Call<'_>) -> Result<String, Failure> {
        let attachment = call.wiki.attachment(self.attachment_id.0.as_str()).await?;
        Ok(format!("Delete the attachment \"{}\"?", attachment.name))
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        call.wiki.delete_attachment(self.attachment_id.0.as_str()).await?;
        Ok(ToolOutput::of(&json!({"id": self.attachment_id.0, "status": "deleted"})))
    }
}
