//! Saving into files of this machine: offered where a folder is open, and something may be written.

use std::time::{Duration, Instant};

use confluence_client::ids::AttachmentId;
use confluence_client::wiki::{Attachment, DiffOf};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::reading::{Format, Reading};
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::files::NewFile;
use crate::output::ToolOutput;
use crate::people_names::in_markdown;
use crate::tool::{Effect, Tool};

/// Save a page, the diff of two versions, or an attachment as a new file on this machine, in a folder that the user
/// opened; its text does not pass through this answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaveFile {
    /// Path of the new file.
    save_to: String,
    /// Id or URL.
    page_id: Option<Id>,
    /// Format of the page.
    #[serde(default)]
    format: Format,
    /// Or an attachment id.
    attachment_id: Option<Id>,
    /// For a diff: the older version.
    from_version: Option<Count<0, { u32::MAX }>>,
    /// For a diff: the newer version.
    to_version: Option<Count<0, { u32::MAX }>>,
}

impl Tool for SaveFile {
    const NAME: &'static str = "confluence_save_file";
    const TITLE: &'static str = "Save to file";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        match (self.page_id, self.attachment_id) {
            (Some(page), None) => {
                let locator = call.locate(&page).await?;
                let text = match (self.from_version, self.to_version) {
                    (Some(from), Some(to)) => {
                        let page = call.id_of(&page).await?;
                        let diff = call.wiki.diff(page, from.0.into(), to.0.into(), DiffOf::Markdown).await?;
                        in_markdown(&call.wiki, diff).await
                    }
                    (None, None) => {
                        let reading = Reading { format: self.format, section: None, version: None };
                        let (reading, locator) = reading.of(locator)?;
                        reading.read(call, &locator).await?.1
                    }
                    _ => {
                        return Err(Failure::argument(
                            "to_version",
                            "a diff needs `from_version` and `to_version`",
                        ));
                    }
                };
                let bytes = text.len();
                let mut new = call.files().create("save_to", &self.save_to).await?;
                new.write(text.as_bytes()).await?;
                let path = new.finish().await?;
                Ok(ToolOutput::of(&json!({"saved_to": path, "bytes": bytes})))
            }
            (None, Some(attachment)) => {
                let file = call.file(&attachment).await?;
                let new = call.files().create("save_to", &self.save_to).await?;
                let Saved { path, bytes, attachment } = save_attachment(call, file, new).await?;
                Ok(ToolOutput::of(&json!({"saved_to": path, "bytes": bytes, "attachment": attachment})))
            }
            _ => Err(Failure::argument("page_id", "give either `page_id` or `attachment_id`")),
        }
    }
}

/// How often a client is told how much of a file is there.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// An attachment that was saved.
pub(super) struct Saved {
    pub(super) path: String,
    pub(super) bytes: u64,
    pub(super) attachment: Attachment,
}

/// Writes the bytes as they come; what was begun and did not end is taken away.
pub(super) async fn save_attachment(
    call: &Call<'_>,
    attachment: impl Into<AttachmentId>,
    mut new: NewFile,
) -> Result<Saved, Failure> {
    let mut download = call.wiki.download(attachment).await?;
    let mut told = Instant::now();
    while let Some(chunk) = download.chunk().await? {
        new.write(&chunk).await?;
        if told.elapsed() > PROGRESS_INTERVAL {
            told = Instant::now();
            call.progress(download.position(), download.length()).await;
        }
    }
    let path = new.finish().await?;
    Ok(Saved { path, bytes: download.position(), attachment: download.attachment().clone() })
}
