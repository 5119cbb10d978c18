//! Elements that stand in one place only: the service refuses a task outside of a list of tasks, or loses it.

use super::document::Document;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// Refuses a result that has more elements where they cannot be than its base, before it is sent.
///
/// Layouts are looked at in what Markdown makes, and not in storage format, which says itself what it wants.
pub(crate) fn check(
    base: Option<&Document>,
    result: &Document,
    of_markdown: bool,
) -> Result<(), ContentError> {
    let now: Vec<NodeId> = misplaced(result, of_markdown).collect();
    let Some(&last) = now.last() else { return Ok(()) };
    if now.len() <= base.map_or(0, |base| misplaced(base, of_markdown).count()) {
        return Ok(());
    }
    let around = result.tree.name(result.tree.parent(last));
    if matches!(result.tree.tag(last), Tag::Layout | Tag::LayoutSection | Tag::LayoutCell) {
        return Err(ContentError::new(ContentErrorKind::Inexpressible, LAYOUTS));
    }
    let place = if around.is_empty() { "on no list".to_owned() } else { format!("in `<{around}>`") };
    let message = format!(
        "the result would have `<{}>` {place}, where it cannot stand; write the whole list anew, or each kind of item in a list \
         of its own",
        result.tree.name(last)
    );
    Err(ContentError::new(ContentErrorKind::Inexpressible, message))
}

const LAYOUTS: &str = "`:::layout` stands on the page itself and in nothing else, holds `:::layout-section` alone, and that \
                       `:::layout-cell`, which holds blocks";

fn misplaced(document: &Document, of_markdown: bool) -> impl Iterator<Item = NodeId> {
    let tree = &document.tree;
    (0..tree.len()).filter(move |&node| {
        let around = tree.tag(tree.parent(node));
        match tree.tag(node) {
            Tag::Task => around != Tag::TaskList,
            Tag::TaskBody | Tag::TaskStatus => around != Tag::Task,
            Tag::Li => !matches!(around, Tag::Ul | Tag::Ol),
            Tag::Layout => of_markdown && around != Tag::Root,
            Tag::LayoutSection => of_markdown && around != Tag::Layout,
            Tag::LayoutCell => of_markdown && around != Tag::LayoutSection,
            Tag::P => matches!(around, Tag::TaskList | Tag::Ul | Tag::Ol),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_stands_in_a_list_of_tasks() {
        let task =
            "<ac:task><ac:task-status>complete</ac:task-status><ac:task-body>a</ac:task-body></ac:task>";
        let good =
            Document::parse(&format!("<ac:task-list>{task}</ac:task-list><ul><li>b</li></ul>")).unwrap();
        let bad = Document::parse(&format!("<ul><li>b</li>{task}</ul>")).unwrap();
        assert!(check(None, &good, true).is_ok() && check(Some(&bad), &bad, true).is_ok());
        let error = check(Some(&good), &bad, true).unwrap_err();
        assert!(error.message().contains("`<ac:task>` in `<ul>`"), "{error}");
    }
}
