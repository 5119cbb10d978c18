//! Saving into files of this machine: offered where a folder is open, and something may be written.

use std::time::{Duration, Instant};

use confluence_client::ids::AttachmentId;
use confluence_client::wiki::{Attachment, DiffOf};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;

use super::reading::{Format, Reading};
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::files::{NewFile, unwritable};
use crate::output::ToolOutput;
use crate::people_names::in_markdown;
use crate::tool::{Effect, Tool};

/// Save a page, the diff of two versions, or an attachment as a new file on this machine, in a folder that the user
/// opened; its text does not pass through this answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaveFile {
    /// The new file.
    save_to: String,
    /// Id or address.
    page_id: Option<Id>,
    /// How the page is written.
    #[serde(default)]
    format: Format,
    /// Or an attachment, by id.
    attachment_id: Option<Id>,
    /// For a diff: the older version.
    from_version: Option<Count<0, { u32::MAX }>>,
    /// And the newer one.
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
                let new = call.files().create("save_to", &self.save_to)?;
                let saved = tokio::task::spawn_blocking(move || new.write_all(&text)).await;
                let path = saved.map_err(|error| unwritable(std::io::Error::other(error)))??;
                Ok(ToolOutput::of(&json!({"saved_to": path, "bytes": bytes})))
            }
            (None, Some(attachment)) => {
                let file = call.file(&attachment).await?;
                let new = call.files().create("save_to", &self.save_to)?;
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
    let Some(file) = new.take() else { return Err(unwritable(std::io::ErrorKind::NotFound.into())) };
    let mut file = tokio::fs::File::from_std(file);
    let mut told = Instant::now();
    while let Some(chunk) = download.chunk().await? {
        file.write_all(&chunk).await.map_err(unwritable)?;
        if told.elapsed() > PROGRESS_INTERVAL {
            told = Instant::now();
            call.progress(download.position(), download.length()).await;
        }
    }
    file.flush().await.map_err(unwritable)?;
    Ok(Saved { path: new.finish(), bytes: download.position(), attachment: download.attachment().clone() })
}
