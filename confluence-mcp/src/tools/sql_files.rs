//! Attachment procedures over files of this machine: `FileLocation` in place of bytes, in a folder that the user opened.

use confluence_client::sql::{Format, ParameterInfo, ProcedureInfo, Value};
use confluence_client::wiki::Upload;

use super::saving::save_attachment;
use super::sql_called::Called;
use crate::advice::Failure;
use crate::call::Call;
use crate::files::Files;
use crate::output::ToolOutput;

/// The argument that names a file, and the one in whose place it stands.
pub(super) const LOCATION: &str = "FileLocation";
pub(super) const BYTES: &str = "FileData";

const SAVED: ParameterInfo = ParameterInfo::new(
    LOCATION,
    "A new file in a folder that is open to this server: the bytes go there, and not into the answer.",
);
const OPENED: ParameterInfo =
    ParameterInfo::new(LOCATION, "A file in a folder that is open to this server, in place of FileData.");

/// What a procedure takes besides, where a folder is open.
pub(super) fn parameter(procedure: &ProcedureInfo, files: &Files) -> Option<&'static ParameterInfo> {
    match procedure.name {
        "DownloadAttachment" if files.any() => Some(&SAVED),
        "UploadAttachment" if files.any() => Some(&OPENED),
        _ => None,
    }
}

/// Runs an attachment procedure over a file.
pub(super) async fn run(
    procedure: &ProcedureInfo,
    called: &Called,
    call: &Call<'_>,
) -> Result<ToolOutput, Failure> {
    let location = called.must(LOCATION)?;
    match procedure.name {
        "DownloadAttachment" => {
            called.check(procedure, LOCATION)?;
            let id = called.must("AttachmentId")?.trim().to_ascii_lowercase();
            let saved = save_attachment(call, &id, call.files().create(LOCATION, &location).await?).await?;
            let (at, bytes, file) = (saved.path, saved.bytes, saved.attachment);
            answer(
                &["Id", "FileName", "MediaType", "FileSize", LOCATION],
                vec![
                    file.id.to_string().into(),
                    file.name.into(),
                    file.media_type.into(),
                    size(bytes),
                    at.into(),
                ],
            )
        }
        "UploadAttachment" => {
            called.check(procedure, LOCATION)?;
            if called.get(BYTES).is_some() {
                let what = format!("give {LOCATION} or {BYTES}, and not both");
                return Err(Failure::argument("parameters", what));
            }
            let (name, file) = call.files().open(LOCATION, &location).await?;
            let mut upload = Upload::file(called.get("FileName").unwrap_or(name), file);
            if let Some(kind) = called.get("MediaType") {
                upload = upload.media_type(kind);
            }
            if let Some(comment) = called.get("Comment") {
                upload = upload.comment(comment);
            }
            let made = call.wiki.attach(called.must("ContentId")?.as_str(), upload).await?;
            let (bytes, version) = (made.size.unwrap_or_default(), made.version.number);
            answer(
                &["Id", "FileName", "FileSize", "VersionNumber"],
                vec![made.id.to_string().into(), made.name.into(), size(bytes), size(version)],
            )
        }
        other => Err(Failure::argument("parameters", format!("{other} takes no {LOCATION}"))),
    }
}

fn size(number: u64) -> Value {
    i64::try_from(number).map_or(Value::Null, Value::Integer)
}

fn answer(columns: &[&str], row: Vec<Value>) -> Result<ToolOutput, Failure> {
    let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    Ok(ToolOutput::default().untrusted("rows", &Format::Csv.text(&columns, &[row])))
}
