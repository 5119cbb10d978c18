//! What goes with something that is deleted on purpose, and has readers of its own: comments and open tasks.

use std::collections::HashSet;
use std::ops::Range;

use super::anchored::{Anchored, sees_something};
use super::task_id;
use crate::content::document::Document;
use crate::content::ranges::{joined, within};
use crate::storage::seen;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// How many of a kind are shown by their words.
const MOST_SHOWN: usize = 5;

/// The inline comments and the open tasks that a deletion takes along, in words.
pub(in crate::content) fn taken_along(
    base: &Document,
    result: &Document,
    deleted: &[Range<usize>],
) -> Vec<String> {
    if deleted.is_empty() {
        return Vec::new();
    }
    let (tree, deleted) = (&base.tree, joined(deleted));
    let is_deleted = |node: &NodeId| within(&deleted, tree.span(*node).start);
    let of = |tag: Tag| (0..tree.len()).filter(move |&node| tree.tag(node) == tag);
    let mut comments = Vec::new();
    let mut known: Option<(Anchored, Anchored)> = None;
    for node in of(Tag::CommentMarker).filter(|&node| !sees_something(base, node, &deleted)) {
        let Some(reference) = tree.attribute(node, "ac:ref") else { continue };
        let (before, left) = known.get_or_insert_with(|| (Anchored::on(base), Anchored::on(result)));
        // Told once of a comment with several places.
        if before.forget(&reference) && !left.has(&reference) {
            comments.push(node);
        }
    }
    let is_open = |node: &NodeId| {
        tree.child(*node, Tag::TaskStatus).is_none_or(|status| tree.text(status).trim() != "complete")
    };
    let moved = ids(result);
    let is_gone = |node: &NodeId| !task_id(&base.tree, *node).is_some_and(|id| moved.contains(&id));
    let tasks: Vec<NodeId> = of(Tag::Task).filter(is_deleted).filter(is_open).filter(is_gone).collect();
    let bodies: Vec<NodeId> =
        tasks.into_iter().map(|task| tree.child(task, Tag::TaskBody).unwrap_or(task)).collect();
    [in_words(base, "the inline comment", &comments), in_words(base, "the open task", &bodies)]
        .into_iter()
        .flatten()
        .collect()
}

fn ids(document: &Document) -> HashSet<String> {
    let tasks = (0..document.tree.len()).filter(|&node| document.tree.tag(node) == Tag::Task);
    tasks.filter_map(|task| task_id(&document.tree, task)).collect()
}

fn in_words(base: &Document, what: &str, nodes: &[NodeId]) -> Option<String> {
    if nodes.is_empty() {
        return None;
    }
    let words = |&node: &NodeId| {
        let words: String = seen::line(&base.tree, base.tree.descendants(node)).chars().take(60).collect();
        format!("\"{}\"", words.trim_end())
    };
    let mut shown: Vec<String> = nodes.iter().take(MOST_SHOWN).map(words).collect();
    if nodes.len() > MOST_SHOWN {
        shown.push(format!("{} more", nodes.len() - MOST_SHOWN));
    }
    let (plural, on) =
        (if nodes.len() > 1 { "s" } else { "" }, if what.ends_with("comment") { " on" } else { "" });
    Some(format!("what is deleted takes {what}{plural}{on} {} along", shown.join(", ")))
}
