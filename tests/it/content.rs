//! The module `content`: what people and models read, and what edits leave alone.

mod adf;
mod anchors;
mod as_copied;
mod as_shown;
mod between_tags;
mod cards;
mod carried;
mod diffs;
mod edits;
mod errors;
mod exact;
mod fences;
mod foreign;
mod generator;
mod golden;
mod guesses;
mod hostile;
mod identity;
mod in_place;
mod kept;
mod markup;
mod merging;
mod notation;
mod odd_pages;
mod other_tools;
mod parameters;
mod properties;
mod quoted_titles;
mod random_edits;
mod read_as_meant;
mod reading;
mod replacing;
mod republished;
mod showing;
mod three_way_merge;
mod wrapped_blocks;
mod writing;

use confluence_client::content::{AllowLoss, ContentError, Converted, Document, Edit, WriteOptions};

/// The storage format of Markdown, whatever is noted.
fn to_storage(markdown: &str) -> Result<String, ContentError> {
    confluence_client::content::to_storage(markdown, &WriteOptions::new()).map(|converted| converted.storage)
}

/// What Markdown becomes, with its notes.
fn converted(markdown: &str) -> Converted {
    confluence_client::content::to_storage(markdown, &WriteOptions::new())
        .unwrap_or_else(|error| panic!("{error}\n{markdown}"))
}

fn storage(markdown: &str) -> String {
    converted(markdown).storage
}

/// What the author is told, a line each.
fn notes(markdown: &str) -> String {
    converted(markdown).notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A page after edits that lose nothing.
fn edited(document: &Document, edits: &[Edit]) -> String {
    document.edit(edits).unwrap().into_storage(&AllowLoss::none()).unwrap()
}
