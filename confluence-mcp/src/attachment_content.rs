//! The content of an attachment, for tools and resources alike.

use bytes::Bytes;
use confluence_client::ErrorKind;
use confluence_client::wiki::AttachmentDownload;

use crate::advice::Failure;

/// Whether a file is text.
pub(crate) fn is_text(media_type: &str, name: &str) -> bool {
    const TYPES: &[&str] =
        &["application/json", "application/xml", "application/yaml", "application/x-sh", "image/svg+xml"];
    const ENDS: &[&str] =
        &[".md", ".txt", ".csv", ".json", ".yaml", ".yml", ".toml", ".xml", ".sh", ".log", ".sql"];
    let name = name.to_lowercase();
    media_type.starts_with("text/")
        || TYPES.contains(&media_type)
        || ENDS.iter().any(|end| name.ends_with(end))
}

/// What to do with a file that cannot be shown.
pub(crate) const ELSEWHERE: &str =
    "Save it with `save_to` of confluence_download_attachment, or give the user its address.";

/// All bytes of a file, unless they are more than this.
pub(crate) async fn bytes(download: AttachmentDownload, most: usize) -> Result<Bytes, Failure> {
    let name = download.attachment().name.clone();
    download.bytes(most as u64).await.map_err(|error| match error.kind() {
        ErrorKind::TooLarge => {
            Failure::new(format!("{name} is larger than the {most} bytes that can be shown"), ELSEWHERE)
        }
        _ => error.into(),
    })
}

/// The largest image or other file that is shown as its bytes.
pub(crate) const MAX_BYTES: usize = 1 << 20;

pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;

    base64::engine::general_purpose::STANDARD.encode(bytes)
}
