//! Tasks that changed. The tasks below a task may stand beside its text, as Cloud stores them; nothing else may.

use super::merger::{Level, Merger, Pair};
use crate::content::ast::{AstBlock, AstKind};
use crate::content::blocks::BlockId;
use crate::content::emit::Container;
use crate::content::splice::Splice;
use crate::storage::error::ContentError;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

impl Merger<'_> {
    pub(super) fn task(&mut self, pair: &Pair<'_>, toggled: bool, done: bool) -> Result<(), ContentError> {
        if toggled {
            self.tick(pair.node, done);
        }
        let tree = &self.base.document.tree;
        let container = Container::of_task(&pair.new.children);
        let Some(body) = tree.child(pair.node, Tag::TaskBody) else { return self.bodiless_task(pair) };
        let beside = self.beside_body(pair.id, body);
        if !beside.is_empty() {
            return match parted(pair, beside.len()) {
                Some(at) => self.parted_task(pair, body, (&beside, at)),
                None => self.with_all_in_body(pair, body, &beside),
            };
        }
        if !tree.is_empty_element(body) {
            return self.inside(pair, body, container);
        }
        let text = self.emit(&pair.new.children, container)?;
        self.splices.push(Splice::new(tree.span(body), format!("<ac:task-body>{text}</ac:task-body>")));
        Ok(())
    }

    /// A task that is a plain item now: what it says keeps its bytes, and so do the tasks below it.
    pub(super) fn task_to_item(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        let Some(body) = tree.child(pair.node, Tag::TaskBody).filter(|&body| !tree.is_empty_element(body))
        else {
            return self.replace(pair.group, pair.new, pair.container);
        };
        let beside = self.beside_body(pair.id, body);
        let (span, inner, close) = (tree.span(pair.node), tree.inner_span(body), tree.span(body).end);
        let Some(&last) = beside.last() else {
            self.splices.push(Splice::new(span.start..inner.start, "<li>"));
            self.inside(pair, body, Container::Item)?;
            self.splices.push(Splice::new(inner.end..span.end, "</li>"));
            return Ok(());
        };
        if self.has_others_behind(pair.node, body) {
            return self.replace(pair.group, pair.new, pair.container);
        }
        let end = self.base.span(last).end;
        self.splices.push(Splice::new(span.start..inner.start, "<li>"));
        self.splices.push(Splice::new(inner.end..close, ""));
        self.all_of_task(pair, inner.start..end, Container::Item)?;
        self.splices.push(Splice::new(end..span.end, "</li>"));
        Ok(())
    }

    /// A task without an element for its text, which gets one if there is something to stand in it.
    fn bodiless_task(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        let beside = self.visible(self.base.document.blocks.children(pair.id));
        if tree.is_empty_element(pair.node) {
            return self.replace(pair.group, pair.new, pair.container);
        }
        let Some(at) = parted(pair, beside.len()) else {
            return self.replace(pair.group, pair.new, pair.container);
        };
        let (head, tail) = pair.new.children.split_at_checked(at.1).unwrap_or((&pair.new.children, &[]));
        let first = beside.first().map_or(tree.inner_span(pair.node).end, |&id| self.base.span(id).start);
        // Where there are none beside it, those that are new stand in it.
        let (head, tail) =
            if beside.is_empty() { (pair.new.children.as_slice(), &[][..]) } else { (head, tail) };
        if !head.is_empty() {
            let text = self.emit(head, Container::of_task(head))?;
            self.splices.push(Splice::insert(first, format!("<ac:task-body>{text}</ac:task-body>")));
        }
        if beside.is_empty() {
            return Ok(());
        }
        let inner = first..tree.inner_span(pair.node).end;
        let level = Level { blocks: beside, inner, container: Container::Body, replace_empty: false };
        self.level(pair.old.children.get(at.0..).unwrap_or(&[]), tail, &level)
    }

    /// Merges the text of a task, and beside it the tasks below.
    fn parted_task(
        &mut self,
        pair: &Pair<'_>,
        body: NodeId,
        (beside, (old, new)): (&[BlockId], (usize, usize)),
    ) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        let (old, old_tasks) = pair.old.children.split_at_checked(old).unwrap_or((&pair.old.children, &[]));
        let (new, new_tasks) = pair.new.children.split_at_checked(new).unwrap_or((&pair.new.children, &[]));
        let (span, container) = (tree.span(body), Container::of_task(new));
        if !tree.is_empty_element(body) {
            let inner = tree.inner_span(body);
            let visible = self.visible(self.base.document.blocks.children(pair.id));
            let blocks = visible.into_iter().filter(|id| !beside.contains(id)).collect();
            self.level(old, new, &Level { blocks, inner, container, replace_empty: true })?;
        } else if !new.is_empty() {
            let text = self.emit(new, container)?;
            self.splices.push(Splice::new(span.clone(), format!("<ac:task-body>{text}</ac:task-body>")));
        }
        let inner = span.end..tree.inner_span(pair.node).end;
        let blocks = beside.to_vec();
        self.level(
            old_tasks,
            new_tasks,
            &Level { blocks, inner, container: Container::Body, replace_empty: false },
        )
    }

    /// Merges a task of which something else stands behind or among the tasks below it: all of that is in its text then.
    fn with_all_in_body(
        &mut self,
        pair: &Pair<'_>,
        body: NodeId,
        beside: &[BlockId],
    ) -> Result<(), ContentError> {
        let tree = &self.base.document.tree;
        let Some(&last) = beside.last().filter(|_| !self.has_others_behind(pair.node, body)) else {
            return self.replace(pair.group, pair.new, pair.container);
        };
        let (span, inner, end) = (tree.span(body), tree.inner_span(body), self.base.span(last).end);
        let start = if tree.is_empty_element(body) {
            self.splices.push(Splice::new(span.clone(), "<ac:task-body>"));
            span.end
        } else {
            self.splices.push(Splice::new(inner.end..span.end, ""));
            inner.start
        };
        self.all_of_task(pair, start..end, Container::of_task(&pair.new.children))?;
        self.splices.push(Splice::insert(end, "</ac:task-body>"));
        Ok(())
    }

    fn all_of_task(
        &mut self,
        pair: &Pair<'_>,
        inner: std::ops::Range<usize>,
        container: Container,
    ) -> Result<(), ContentError> {
        let blocks = self.visible(self.base.document.blocks.children(pair.id));
        let level = Level { blocks, inner, container, replace_empty: true };
        self.level(&pair.old.children, &pair.new.children, &level)
    }

    /// The lists of tasks behind the text of a task, beside it.
    fn beside_body(&self, task: BlockId, body: NodeId) -> Vec<BlockId> {
        let end = self.base.document.tree.span(body).end;
        let mut blocks = self.visible(self.base.document.blocks.children(task));
        blocks.retain(|&id| self.base.span(id).start >= end);
        blocks
    }

    /// Whether anything but tasks stands behind the text of a task.
    fn has_others_behind(&self, task: NodeId, body: NodeId) -> bool {
        let tree = &self.base.document.tree;
        let end = tree.span(body).end;
        let mut behind = tree.children(task).filter(|&node| tree.span(node).start >= end);
        behind.any(|node| tree.tag(node) != Tag::TaskList && !tree.is_blank(node))
    }
}

/// Where the tasks below a task begin among what both texts say of it, if nothing else stands behind or among them.
fn parted(pair: &Pair<'_>, beside: usize) -> Option<(usize, usize)> {
    let is_list = |block: &AstBlock<'_>| matches!(block.kind, AstKind::List { .. });
    let is_of_tasks =
        |block: &AstBlock<'_>| is_list(block) && block.children.iter().all(AstBlock::is_task_item);
    let (old, new) = (&pair.old.children, &pair.new.children);
    let old_at = old.len().checked_sub(beside)?;
    let new_at = new.len() - new.iter().rev().take_while(|block| is_of_tasks(block)).count();
    let (old, old_tasks) = old.split_at_checked(old_at)?;
    let is_apart = old_tasks.iter().all(is_of_tasks)
        && !old.iter().any(is_list)
        && !new.get(..new_at)?.iter().any(is_list);
    is_apart.then_some((old_at, new_at))
}

#[cfg(test)]
mod tests {
    use crate::content::merge::kept_bytes::edited;

    fn task(id: u32, body: &str, below: &str) -> String {
        format!(
            "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-status>incomplete</ac:task-status>{body}{below}</ac:task>"
        )
    }

    fn list(tasks: &str) -> String {
        format!("<ac:task-list>{tasks}</ac:task-list>")
    }

    fn body(text: &str) -> String {
        format!("<ac:task-body>{text}</ac:task-body>")
    }

    #[test]
    fn tasks_beside_the_text_of_a_task_stay_whatever_becomes_of_it() {
        let below = list(&task(2, &body("b"), ""));
        let page = list(&task(1, &body("a"), &below));
        let with = |body: &str, below: &str| list(&task(1, body, below));
        for (find, put, stored) in [
            ("- [ ] a", "- a", format!("<ul><li>a{below}</li></ul>")),
            ("- [ ] a\n", "- [ ] a\n\n  more\n\n", with(&body("a<p>more</p>"), &below)),
            ("  - [ ] b", "  - [ ] b\n\n  more", with(&body(&format!("a{below}<p>more</p>")), "")),
            ("  - [ ] b", "  - b", with(&body("a<ul><li>b</li></ul>"), "")),
            ("  - [ ] b", "  - [x] b", with(&body("a"), &below.replace("incomplete", "complete"))),
            ("\n  - [ ] b", "", with(&body("a"), "")),
            ("- [ ] a", "- [ ] changed", with(&body("changed"), &below)),
            (
                "  - [ ] b",
                "  - [ ] b\n  - plain",
                with(&body(&format!("a{below}<ul><li><p>plain</p></li></ul>")), ""),
            ),
        ] {
            assert_eq!(edited(&page, find, put).storage, stored, "{put}");
        }
    }

    #[test]
    fn a_task_without_text_gets_it_before_the_tasks_below() {
        let below = list(&task(2, &body("b"), ""));
        for empty in ["<ac:task-body></ac:task-body>", "<ac:task-body />", ""] {
            let page = list(&task(1, empty, &below));
            let expected = list(&task(1, &body("text"), &below));
            assert_eq!(edited(&page, "- [ ]", "- [ ] text").storage, expected, "{empty}");
        }
        let alone = list(&format!("{}{}", task(1, "", ""), task(2, &body("b"), "")));
        let expected = list(&format!("{}{}", task(1, &body("text"), ""), task(2, &body("b"), "")));
        assert_eq!(edited(&alone, "- [ ]\n", "- [ ] text\n").storage, expected);
    }
}
