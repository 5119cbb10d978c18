//! What a page or a file says, for tools and resources alike.

use bytes::Bytes;
use confluence_client::ErrorKind;
use confluence_client::content::{Document, ReadOptions};
use confluence_client::wiki::{AttachmentDownload, Wiki};

use crate::advice::Failure;

/// The names of the people on a page, as far as they can be had: it is worth reading without them.
pub(crate) async fn named(wiki: &Wiki, document: &Document, options: ReadOptions) -> ReadOptions {
    let mentioned = document.mentions();
    if mentioned.is_empty() {
        return options;
    }
    let people = wiki.people(mentioned).await.unwrap_or_else(|error| {
        tracing::debug!(%error, "the people on a page have no names");
        Vec::new()
    });
    options.names(people.into_iter().filter_map(|person| Some((person.id, person.name?))))
}

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
pub(crate) const MOST_BYTES: usize = 1 << 20;

pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;

    base64::engine::general_purpose::STANDARD.encode(bytes)
}
