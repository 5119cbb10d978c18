//! A body as people read it.

use crate::content::{Document, ReadOptions};
use crate::storage::seen::text_of;

/// How many characters an excerpt has.
const EXCERPT: usize = 300;

/// As Markdown; nothing for a body that is not well-formed.
pub(super) fn markdown(storage: Option<&str>) -> Option<String> {
    Document::parse(storage?).ok().map(|document| document.markdown(&ReadOptions::new()).text)
}

/// As plain text.
pub(super) fn text(storage: Option<&str>) -> Option<String> {
    storage.map(|storage| text_of(storage).trim().to_owned())
}

/// The beginning of the text, in one line.
pub(super) fn excerpt(storage: Option<&str>) -> Option<String> {
    let text = text_of(storage?);
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(line.chars().take(EXCERPT).collect())
}
