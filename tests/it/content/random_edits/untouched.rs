//! What an edit must leave as it was: the bytes around what it means.

use std::ops::Range;

use confluence_client::content::{Document, Edited, Handle};
use proptest::prelude::*;

/// Where a block stands among the bytes of its page.
pub(super) fn span(document: &Document, handle: Handle) -> Range<usize> {
    let bytes = document.block_storage(handle).unwrap();
    let start = bytes.as_ptr() as usize - document.storage().as_ptr() as usize;
    start..start + bytes.len()
}

/// Fails if a byte before or behind a range is another one. Beside a task or an item that became the other, the tags of their
/// list may be others: neither can be in the list of the other.
pub(super) fn outside_stays(
    document: &Document,
    span: &Range<usize>,
    edited: &Edited,
) -> Result<(), TestCaseError> {
    let (before, after) = (&document.storage()[..span.start], &document.storage()[span.end..]);
    let kept = |before: &str, after: &str| {
        edited.storage.len() >= before.len() + after.len()
            && edited.storage.starts_with(before)
            && edited.storage.ends_with(after)
    };
    let (begun, ended) = (without_list_start(before), without_list_end(after));
    let kept = kept(before, after) || kept(begun, after) || kept(before, ended) || kept(begun, ended);
    prop_assert!(kept, "{}", edited.diff);
    Ok(())
}

const LISTS: [&str; 3] = ["ul", "ol", "ac:task-list"];

fn without_list_start(before: &str) -> &str {
    let Some((outside, tag)) = before.trim_end().rsplit_once('<') else { return before };
    let name = tag.strip_suffix('>').unwrap_or_default().split(' ').next().unwrap_or_default();
    if LISTS.contains(&name) { outside } else { before }
}

fn without_list_end(after: &str) -> &str {
    LISTS.iter().find_map(|list| after.trim_start().strip_prefix(&format!("</{list}>"))).unwrap_or(after)
}

/// Fails unless `longer` is `shorter` with bytes inserted at one place, which `fits`.
pub(super) fn inserted(
    shorter: &str,
    longer: &str,
    fits: impl Fn(Range<usize>) -> bool,
) -> Result<(), TestCaseError> {
    let same = shorter.bytes().zip(longer.bytes()).take_while(|(one, other)| one == other).count();
    let added = longer.len().checked_sub(shorter.len());
    let added = added.ok_or_else(|| TestCaseError::fail(format!("bytes are gone:\n{shorter}\n{longer}")))?;
    let found = (0..=same)
        .any(|at| fits(at..at + added) && shorter.as_bytes()[at..] == longer.as_bytes()[at + added..]);
    prop_assert!(found, "{shorter}\n{longer}");
    Ok(())
}

/// Whether what was added at a place stands beside the `<p>` or heading that holds nothing but the macro at another place.
pub(super) fn is_beside_shell(storage: &str, of: usize, added: usize) -> bool {
    let between = storage.get(added..of).or_else(|| storage.get(of..added)).unwrap_or_default().trim();
    let tags: Vec<&str> = between.split_inclusive('>').map(str::trim).collect();
    let is_shell = |tag: &str| ["p", "h"].iter().any(|name| tag.trim_matches(['<', '/']).starts_with(name));
    let outermost = if added < of { tags.first() } else { tags.last() };
    let closes = added > of;
    outermost.is_some_and(|tag| is_shell(tag))
        && tags
            .iter()
            .all(|tag| tag.starts_with('<') && tag.ends_with('>') && tag.starts_with("</") == closes)
}

/// Where a block stands, with the item whose line it may be.
pub(super) fn span_of_item(document: &Document, handle: Handle) -> Range<usize> {
    let own = span(document, handle);
    let all = (1..=document.outline().blocks).map(|number| format!("#b{number}").parse::<Handle>().unwrap());
    let items = all.filter(|block| {
        let bytes = document.block_storage(*block).unwrap();
        bytes.starts_with("<li") || bytes.starts_with("<ac:task>")
    });
    let around = items.map(|block| span(document, block));
    around.rev().find(|item| item.start <= own.start && own.end <= item.end).unwrap_or(own)
}
