//! Atlassian Document Format: read as Markdown, checked before it is sent.
//!
//! Storage format is what this crate writes; Atlassian Document Format (the body format `atlas_doc_format`, Cloud only)
//! is read with the same result: the same words for the same constructs, and the same account of what is not shown.

use std::collections::BTreeMap;

use serde_json::Value;

use super::blocks::Blocks;
use super::render::{ReadOptions, Rendered, render};
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::tree::{Dialect, Tree};
use convert::Converter;

mod check;
mod convert;
mod inline;

pub use check::check;

/// Converts Atlassian Document Format (ADF) to Markdown.
///
/// Handles in it name blocks of the Markdown only; edits need the page in storage format.
///
/// # Errors
/// [`Malformed`](ContentErrorKind::Malformed) with the path of the node, as [`check`] reports it;
/// [`TooLarge`](ContentErrorKind::TooLarge) if nodes nest too deeply.
pub fn markdown(document: &Value, options: &ReadOptions) -> Result<Rendered, ContentError> {
    check(document)?;
    let mut converter = Converter::default();
    converter.nodes(document)?;
    let tree = Tree::parse(&converter.out, Dialect::Storage)?;
    let blocks = Blocks::of(&tree);
    let mut rendered = render(&tree, &blocks, &named(document, options));
    for (construct, count) in converter.hidden {
        rendered.hide(construct, count);
    }
    Ok(rendered)
}

/// The account ids of the users that an ADF document mentions, each once.
pub fn mentions(document: &Value) -> Vec<String> {
    mentioned(document).into_keys().collect()
}

/// The people that a document mentions, with the names by which it does.
fn mentioned(document: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut work = vec![document];
    while let Some(node) = work.pop() {
        if kind(node) == "mention"
            && let Some(id) = attribute(node, "id")
        {
            let name = attribute(node, "text").unwrap_or("").trim_start_matches('@');
            found.insert(id.to_owned(), name.to_owned());
        }
        work.extend(children(node));
    }
    found
}

/// The caller knows names best; those in the document are better than none.
fn named(document: &Value, options: &ReadOptions) -> ReadOptions {
    let names =
        mentioned(document).into_iter().filter(|(id, name)| !name.is_empty() && !options.names_someone(id));
    let names: Vec<_> = names.collect();
    options.clone().names(names)
}

fn kind(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or("")
}

fn children(node: &Value) -> &[Value] {
    node.get("content").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn marks(node: &Value) -> impl Iterator<Item = &Value> {
    node.get("marks").and_then(Value::as_array).into_iter().flatten()
}

fn attribute<'v>(node: &'v Value, name: &str) -> Option<&'v str> {
    node.get("attrs")?.get(name)?.as_str()
}

fn number(node: &Value, name: &str) -> Option<u64> {
    node.get("attrs")?.get(name)?.as_u64()
}

fn malformed(path: &str, message: &str) -> ContentError {
    ContentError::new(ContentErrorKind::Malformed, format!("{path}: {message}"))
}
