//! Blocks that look the same in Markdown and are not.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::super::blocks::{BlockId, Blocks};
use super::super::normalize::normalized;
use super::Rendered;
use crate::storage::text::slice;
use crate::storage::tree::Tree;

/// The blocks that another block resembles as it is copied, while the bytes differ in more than an identifier.
pub(super) fn find(
    tree: &Tree,
    blocks: &Blocks,
    rendered: &Rendered,
    candidates: &[(usize, BlockId)],
) -> HashSet<BlockId> {
    let mut lookalikes: HashMap<Cow<'_, str>, Vec<BlockId>> = HashMap::with_capacity(candidates.len());
    for &(_, id) in candidates {
        let text = slice(&rendered.text, rendered.map.block(id));
        lookalikes.entry(normalized(text)).or_default().push(id);
    }
    let mut ambiguous = HashSet::new();
    for ids in lookalikes.into_values().filter(|ids| ids.len() > 1) {
        let bytes = |id: BlockId| slice(tree.source(), blocks.span(tree, id));
        let first = ids.first().map_or("", |&id| bytes(id));
        if ids.iter().any(|&id| bytes(id) != first && essence(bytes(id)) != essence(first)) {
            ambiguous.extend(ids);
        }
    }
    ambiguous
}

/// The bytes without the identifiers that the editors give to every block.
fn essence(bytes: &str) -> String {
    let mut essence = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.find(" local-id=\"").or_else(|| rest.find(" ac:local-id=\"")) {
        let (before, tail) = rest.split_at(at);
        essence.push_str(before);
        rest = tail.splitn(3, '"').nth(2).unwrap_or("");
    }
    essence.push_str(rest);
    essence
}
