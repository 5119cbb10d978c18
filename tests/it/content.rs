//! The module `content`: what people and models read, and what edits leave alone.

mod adf;
mod edits;
mod generator;
mod golden;
mod guesses;
mod hostile;
mod identity;
mod kept;
mod merging;
mod parameters;
mod properties;
mod random_edits;
mod reading;
mod showing;
mod three_way;
mod writing;

use confluence_client::content::{ContentError, WriteOptions};

/// The storage format of Markdown, whatever is noted.
fn to_storage(markdown: &str) -> Result<String, ContentError> {
    confluence_client::content::to_storage(markdown, &WriteOptions::new()).map(|converted| converted.storage)
}
