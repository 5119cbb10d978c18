//! Atlassian Document Format: read as Markdown, checked before it is sent.
//!
//! Storage format is what this crate writes; Atlassian Document Format (the body format `atlas_doc_format`, Cloud only)
//! is read with the same result: the same words for the same constructs, and the same account of what is not shown.

use serde_json::Value;

use super::blocks::Blocks;
use super::error::{ContentError, ContentErrorKind};
use super::render::{ReadOptions, Rendered, render};
use super::tree::{Dialect, Tree};
use convert::Converter;

mod check;
mod convert;
mod inline;

pub use check::check;

/// A document in Atlassian Document Format as Markdown.
///
/// Handles in it name blocks of the Markdown only; edits need the page in storage format.
///
/// # Errors
///
/// [`Malformed`](ContentErrorKind::Malformed) with the path of the node, as [`check`] reports it;
/// [`TooLarge`](ContentErrorKind::TooLarge) if nodes nest too deeply.
pub fn markdown(document: &Value, options: &ReadOptions) -> Result<Rendered, ContentError> {
    check(document)?;
    let mut converter = Converter::default();
    converter.nodes(document)?;
    let tree = Tree::parse(&converter.out, Dialect::Storage)?;
    let blocks = Blocks::of(&tree);
    let mut rendered = render(&tree, &blocks, options);
    for (construct, count) in converter.hidden {
        rendered.hide(construct, count);
    }
    Ok(rendered)
}

/// The account ids of the people that a document mentions, each once.
pub fn mentions(document: &Value) -> Vec<String> {
    let mut found = std::collections::BTreeSet::new();
    let mut work = vec![document];
    while let Some(node) = work.pop() {
        if kind(node) == "mention" {
            found.extend(attribute(node, "id").map(str::to_owned));
        }
        work.extend(children(node));
    }
    found.into_iter().collect()
}

fn kind(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or("")
}

fn children(node: &Value) -> &[Value] {
    node.get("content").and_then(Value::as_array).map_or(&[], Vec::as_slice)
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
