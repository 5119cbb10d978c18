//! Attachments.

mod deleting;

use bytes::Bytes;
use confluence_client::ids::{AttachmentId, ContentId};
use confluence_client::wiki::{Attachment, FileLocator, Upload};
use confluence_client::{ErrorKind, Quoted};
use rmcp::model::{ContentBlock, JsonObject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::attachment_content::{
    ELSEWHERE, MAX_BYTES, base64, bytes, image_type, is_as_written, is_name_of_bytes, is_said_image,
    is_said_text, text,
};
use crate::call::Call;
use crate::chunk::chunk;
use crate::cursor::Whole;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};
use deleting::DeleteAttachment;

pub(crate) fn routes() -> Vec<Route> {
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
    /// Id or URL.
    content_id: Id,
    /// Only the file of exactly this name.
    filename: Option<String>,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

impl Tool for GetAttachments {
    const NAME: &'static str = "confluence_get_attachments";
    const TITLE: &'static str = "List attachments";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.content_id).await?;
        match self.filename {
            Some(name) => Ok(ToolOutput::list([named(call, page, &name).await?], None, None)),
            None => {
                let found =
                    call.slice(call.wiki.attachments(page.clone()), self.limit.0, self.cursor).await?;
                // Of what is no page, Data Center says that it has no files.
                match found.items.as_slice() {
                    [] => call.page_or_draft(&page).await.map(|_| ToolOutput::rows(found)),
                    _ => Ok(ToolOutput::rows(found)),
                }
            }
        }
    }
}

#[cfg_attr(
    feature = "office",
    doc = "Read a file on a page: text, a small image, or the text of PDF, Word, Excel, PowerPoint."
)]
#[cfg_attr(not(feature = "office"), doc = "Read a file on a page, if it is text or a small image.")]
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DownloadAttachment {
    /// Attachment id or URL.
    attachment_id: Option<Id>,
    /// Page id or URL; with `filename`.
    content_id: Option<Id>,
    /// File name on that page.
    filename: Option<String>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

/// What is told of a file besides its text.
#[derive(Serialize)]
struct Facts<'a> {
    #[serde(flatten)]
    attachment: &'a Attachment,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rest: Option<&'static str>,
}

/// The most bytes of a file that are read to show it: text is in office files among pictures and fonts.
fn most_bytes(attachment: &Attachment) -> usize {
    let media_type = attachment.media_type.as_deref().unwrap_or_default();
    #[cfg(feature = "office")]
    if crate::office::OfficeKind::said(&attachment.name, media_type).is_some() {
        return crate::office::MAX_FILE_BYTES;
    }
    let _ = media_type;
    MAX_BYTES
}

/// What of a file is shown as text.
#[derive(Default)]
struct Shown {
    text: String,
    /// What is said of the rest of a long one.
    rest: Option<&'static str>,
    note: Option<String>,
}

/// Whether a file may be an office file: by its name or media type, or by its bytes.
fn may_be_office(attachment: &Attachment, bytes: &[u8]) -> bool {
    #[cfg(feature = "office")]
    {
        let media_type = attachment.media_type.as_deref().unwrap_or_default();
        let said = crate::office::OfficeKind::said(&attachment.name, media_type).is_some();
        // A text may speak of PDF; one without compression is written as text all the same.
        let is_text = !bytes.starts_with(b"%PDF-") && text(bytes, false).is_some();
        (said || crate::office::OfficeKind::may_be(bytes)) && !is_text
    }
    #[cfg(not(feature = "office"))]
    {
        let _ = (attachment, bytes);
        false
    }
}

/// The text of an office file.
#[cfg(feature = "office")]
async fn office_text(call: &Call<'_>, attachment: &Attachment, bytes: Bytes) -> Result<Shown, Failure> {
    match call.office().read(bytes).await {
        Ok(found) => {
            let rest = found.is_cut.then_some("the file has more text than is read");
            Ok(Shown { text: found.text, rest, note: None })
        }
        Err(why) => Err(Failure::new(format!("{} cannot be shown: {why}", attachment.name), ELSEWHERE)),
    }
}

#[cfg(not(feature = "office"))]
async fn office_text(_: &Call<'_>, attachment: &Attachment, _: Bytes) -> Result<Shown, Failure> {
    Err(Failure::new(format!("{} cannot be shown", attachment.name), ELSEWHERE))
}

/// The text of a file that is no image, by its bytes before its name.
async fn shown(call: &Call<'_>, attachment: &Attachment, bytes: Bytes) -> Result<Shown, Failure> {
    if may_be_office(attachment, &bytes) {
        return office_text(call, attachment, bytes).await;
    }
    let (name, media_type) = (&attachment.name, attachment.media_type.as_deref().unwrap_or_default());
    match text(&bytes, is_said_text(media_type)) {
        Some(read) => {
            let note = is_said_image(media_type)
                .then(|| format!("the file is said to be {media_type}, and its bytes are text"))
                .or(read.note.map(str::to_owned));
            Ok(Shown { text: read.text.into_owned(), rest: None, note })
        }
        None => {
            let why = match media_type {
                said if is_said_image(said) => format!("is said to be {said}, and its bytes are no image"),
                said if is_said_text(said) => {
                    format!("is said to be {said}, and its bytes are neither UTF-8 nor UTF-16 with a mark")
                }
                "" => "is of an unknown kind, which cannot be shown".to_owned(),
                other => format!("is {other}, which cannot be shown"),
            };
            Err(Failure::new(format!("{name} {why}"), ELSEWHERE))
        }
    }
}

impl Tool for DownloadAttachment {
    const NAME: &'static str = "confluence_download_attachment";
    const TITLE: &'static str = "Read attachment";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let id = match (&self.attachment_id, &self.content_id, &self.filename) {
            // The name of a file, where its id is wanted.
            (Some(name), Some(page), None) if is_name(call, name) => {
                named(call, call.id_of(page).await?, &name.0).await?.id
            }
            (Some(id), page, name) => {
                let next = "A file is named by `filename`, beside `content_id` of its page.";
                let id = file_or_name(call, id, next).await?;
                is_the_file(call, &id, page.as_ref(), name.as_deref()).await?;
                id
            }
            (None, Some(page), None) if call.names_file(page) => call.file(page).await?,
            (None, Some(page), Some(name)) => named(call, call.id_of(page).await?, name).await?.id,
            _ => {
                return Err(Failure::argument(
                    "attachment_id",
                    "give it, or `content_id` and `filename` of the file",
                ));
            }
        };
        let download = call.wiki.download(id).await?;
        let attachment = download.attachment().clone();
        let bytes = bytes(download, most_bytes(&attachment)).await?;
        if let Some(media_type) = image_type(&bytes) {
            return Ok(ToolOutput::of(&attachment).block(ContentBlock::image(base64(&bytes), media_type)));
        }
        let Shown { text, rest, note } = shown(call, &attachment, bytes).await?;
        note.into_iter().for_each(|note| call.note(note));
        let whole = whole(&attachment);
        let chunk = chunk(&text, whole.place(self.cursor.as_deref(), text.len())?, call.max_bytes());
        let next_cursor = chunk.next.map(|next| whole.cursor(next));
        let facts = Facts { attachment: &attachment, next_cursor: next_cursor.clone(), rest };
        Ok(ToolOutput::of(&facts).untrusted("attachment", chunk.text).next_cursor(next_cursor))
    }
}

/// Whether what stands for an id is the name of a file: `install.sh`.
fn is_name(call: &Call<'_>, given: &Id) -> bool {
    let text = given.0.as_str();
    text.contains('.') && !text.contains(['/', ':']) && FileLocator::parse(text, call.wiki.site()).is_err()
}

/// The id of a file; where its name was given in place of it, what is to be done `next`.
async fn file_or_name(call: &Call<'_>, given: &Id, next: &'static str) -> Result<AttachmentId, Failure> {
    call.file(given).await.map_err(|failure| match is_name(call, given) {
        true => failure.next(next),
        false => failure,
    })
}

/// Refuses a file that was named by its id and is on another page, or has another name, than was given beside it.
async fn is_the_file(
    call: &Call<'_>,
    id: &AttachmentId,
    page: Option<&Id>,
    name: Option<&str>,
) -> Result<(), Failure> {
    if page.is_none() && name.is_none() {
        return Ok(());
    }
    let found = call.wiki.attachment(id.clone()).await?;
    if let Some(name) = name.filter(|name| *name != found.name) {
        let said = format!(
            "the file {id} is called {} and not {}: give one of the two",
            Quoted(&found.name),
            Quoted(name)
        );
        return Err(Failure::argument("filename", said));
    }
    let (Some(page), Some(of)) = (page, found.page) else { return Ok(()) };
    match call.id_of(page).await? {
        page if page == of => Ok(()),
        _ => Err(Failure::argument(
            "content_id",
            format!("the file {id} is on the page {of}: give one of the two"),
        )),
    }
}

/// What comes in pieces of a file.
fn whole(attachment: &Attachment) -> Whole {
    Whole::new("file", "file", &[attachment.id.as_str()], attachment.version.number)
}

/// The file of this name on a page.
///
/// # Errors
/// There is none: then the names of those that are there are told.
async fn named(call: &Call<'_>, page: ContentId, name: &str) -> Result<Attachment, Failure> {
    /// Enough to find the one that is meant.
    const MAX_NAMED: u32 = 20;

    let error = match call.wiki.attachment_by_name(page.clone(), name).await {
        Ok(file) => return Ok(file),
        Err(error) if error.kind() == ErrorKind::NotFound => error,
        Err(error) => return Err(error.into()),
    };
    let Ok(files) = call.wiki.attachments(page).limit(MAX_NAMED).slice().await else {
        return Err(error.into());
    };
    let names: Vec<String> = files.items.iter().map(|file| Quoted(&file.name).to_string()).collect();
    let more = if files.next.is_some() { ", and more: confluence_get_attachments lists all" } else { "" };
    Err(Failure::from(error).next(match names.as_slice() {
        [] => "The page has no files.".to_owned(),
        names => format!("Its files are {}{more}.", names.join(", ")),
    }))
}

/// What attaching does where no folder is open.
pub(super) const WITHOUT_FILES: (&str, &str) = (
    UploadAttachment::NAME,
    "Attach given text to a page, as a file. A file of the same name gets a new version.",
);

/// Attach a file to a page: one from a folder that the user opened to this server, or given text. A file of the same
/// name gets a new version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UploadAttachment {
    /// Id or URL.
    content_id: Id,
    /// Path of the file on this machine.
    file_path: Option<String>,
    /// The text to attach.
    content: Option<String>,
    /// Name on the page; needed with `content`.
    filename: Option<String>,
    /// Comment on the file.
    comment: Option<String>,
    /// Do not notify watchers.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    minor_edit: bool,
}

impl Tool for UploadAttachment {
    const NAME: &'static str = "confluence_upload_attachment";
    const TITLE: &'static str = "Attach file";
    const EFFECT: Effect = Effect::Changes;

    fn prepare(arguments: &mut JsonObject) -> Vec<String> {
        // What a file of JSON holds comes as a value of it.
        let name = arguments.get("filename").and_then(Value::as_str).unwrap_or_default();
        let is_json =
            name.get(name.len().saturating_sub(5)..).is_some_and(|end| end.eq_ignore_ascii_case(".json"));
        match arguments.get_mut("content").filter(|_| is_json) {
            Some(content @ (Value::Object(_) | Value::Array(_) | Value::Number(_))) => {
                let is_as_given = is_as_written(content);
                *content = format!("{content:#}").into();
                if is_as_given { Vec::new() } else { vec![ANEW.to_owned()] }
            }
            _ => Vec::new(),
        }
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.content_id).await?;
        let mut upload = self.upload(call).await?;
        if let Some(comment) = self.comment {
            upload = upload.comment(comment);
        }
        if self.minor_edit {
            upload = upload.minor();
        }
        Ok(ToolOutput::of(&call.wiki.attach(page, upload).await?))
    }
}

/// What is told of a file whose text was not given, but a value that stands for it.
const ANEW: &str = "`content` was given as a JSON value and no text, so that its text is made anew: with keys in the order of \
                    the alphabet, and numbers as they are read. Give it as text to keep it as it is written";

impl UploadAttachment {
    async fn upload(&self, call: &Call<'_>) -> Result<Upload, Failure> {
        match (&self.file_path, &self.content, &self.filename) {
            (Some(path), None, None) => {
                let (name, file) = call.files().open("file_path", path).await?;
                Ok(Upload::file(name, file))
            }
            (Some(path), None, Some(name)) => {
                let (_, file) = call.files().open("file_path", path).await?;
                Ok(Upload::file(name, file))
            }
            (None, Some(_), Some(name)) if is_name_of_bytes(name) => Err(Failure::argument(
                "content",
                format!(
                    "it is text, and {} is the name of a file that is none: nothing would open it",
                    Quoted(name)
                ),
            )
            .next(match call.files().any() {
                true => "Give the file itself by `file_path`, or the text under another name.",
                false => "Give the text under another name; this server was started without files (--files).",
            })),
            (None, Some(text), Some(name)) => Ok(Upload::bytes(name, text.clone())),
            (None, Some(_), None) => Err(Failure::argument("filename", "it is missing beside `content`")),
            _ if call.files().any() => {
                Err(Failure::argument("file_path", "give either `file_path`, or `content` and `filename`"))
            }
            _ => Err(Failure::argument("content", "give it and `filename`")),
        }
    }
}
