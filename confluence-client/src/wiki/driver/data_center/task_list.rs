//! Task lists in the storage format.

use std::ops::Range;

use crate::error::{Error, ErrorKind, Result};
use crate::storage::seen::text_of;
use crate::storage::tag::Tag;
use crate::storage::tree::{Dialect, NodeId, Tree};

/// The tasks of a body. What looks like one in code or in a comment is none.
pub(super) struct TaskList(Tree);

/// A task in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its number on the page; empty where the page has it without one, as programs write it.
    pub(super) number: String,
    pub(super) done: bool,
    pub(super) text: String,
    /// The key of the first person who is named in it.
    pub(super) assignee: Option<String>,
    /// The first date in it.
    pub(super) due: Option<String>,
    node: NodeId,
}

impl TaskList {
    pub(super) fn read(storage: &str, operation: &'static str) -> Result<Self> {
        let unreadable = |error| {
            Error::new(ErrorKind::Decode, operation)
                .with_message("the body of the page cannot be read")
                .with_source(error)
        };
        Tree::parse(storage, Dialect::Storage).map(Self).map_err(unreadable)
    }

    /// All of them, nested ones after those that they are in.
    pub(super) fn iter(&self) -> impl Iterator<Item = Found> {
        let tasks = (1..self.0.len()).filter(|&node| self.0.tag(node) == Tag::Task);
        tasks.map(|node| self.one(node))
    }

    fn one(&self, node: NodeId) -> Found {
        let tree = &self.0;
        let number = tree.child(node, Tag::TaskId).map(|number| tree.text(number).trim().to_owned());
        let status = tree.child(node, Tag::TaskStatus).map(|status| tree.text(status));
        let body = tree.child(node, Tag::TaskBody);
        let own = |tag, name| {
            let mut inside = body.into_iter().flat_map(|body| self.own(body));
            inside.find(|&id| tree.tag(id) == tag).and_then(|id| tree.attribute(id, name)).map(Into::into)
        };
        Found {
            number: number.unwrap_or_default(),
            done: status.is_some_and(|status| status.trim() == "complete"),
            text: body.map(|body| self.text(body)).unwrap_or_default(),
            assignee: own(Tag::RiUser, "ri:userkey"),
            due: own(Tag::Time, "datetime"),
            node,
        }
    }

    /// What is in the body of a task, without the lists that are nested in it: they say nothing of this task.
    fn own(&self, body: NodeId) -> impl Iterator<Item = NodeId> {
        let inside = self.0.descendants(body);
        let mut next = inside.start;
        std::iter::from_fn(move || {
            while next < inside.end {
                let id = next;
                if self.0.tag(id) == Tag::TaskList {
                    next = self.0.after(id);
                } else {
                    next += 1;
                    return Some(id);
                }
            }
            None
        })
    }

    fn text(&self, body: NodeId) -> String {
        let Range { start, end } = self.0.inner_span(body);
        let (mut storage, mut from) = (String::new(), start);
        let source = |range: Range<usize>| self.0.source().get(range).unwrap_or_default();
        let inside = self.0.descendants(body);
        let mut next = inside.start;
        while next < inside.end {
            if self.0.tag(next) == Tag::TaskList {
                let nested = self.0.span(next);
                storage.push_str(source(from..nested.start));
                from = nested.end;
                next = self.0.after(next);
            } else {
                next += 1;
            }
        }
        storage.push_str(source(from..end));
        text_of(&storage).trim().to_owned()
    }

    /// The body with one task done or not done; every other byte stays.
    pub(super) fn completed(&self, task: &Found, done: bool) -> String {
        let tree = &self.0;
        let word = if done { "complete" } else { "incomplete" };
        let (place, text) = match tree.child(task.node, Tag::TaskStatus) {
            Some(status) if tree.is_empty_element(status) => (tree.span(status), tree.filled(status, word)),
            Some(status) => (tree.inner_span(status), word.to_owned()),
            None => {
                let inside = tree.inner_span(task.node).start;
                let number =
                    tree.child(task.node, Tag::TaskId).map_or(inside, |number| tree.span(number).end);
                (number..number, format!("<ac:task-status>{word}</ac:task-status>"))
            }
        };
        let mut changed = tree.source().to_owned();
        changed.replace_range(place, &text);
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "<p>x</p><ac:task-list>\
        <ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status>\
        <ac:task-body><ac:link><ri:user ri:userkey=\"k1\" /></ac:link> Ship &amp; tell <time datetime=\"2026-12-24\" />\
        <ac:task-list><ac:task><ac:task-id>8</ac:task-id><ac:task-status>complete</ac:task-status>\
        <ac:task-body>Inner</ac:task-body></ac:task></ac:task-list></ac:task-body></ac:task></ac:task-list>";

    fn found(storage: &str) -> Vec<Found> {
        TaskList::read(storage, "tasks").unwrap().iter().collect()
    }

    #[test]
    fn tasks_are_read_with_who_and_when() {
        let found = found(LIST);
        assert_eq!(
            found.iter().map(|task| (task.number.as_str(), task.done)).collect::<Vec<_>>(),
            [("7", false), ("8", true)]
        );
        assert_eq!((found[0].text.as_str(), found[1].text.as_str()), ("@k1 Ship & tell 2026-12-24", "Inner"));
        assert_eq!((found[0].assignee.as_deref(), found[0].due.as_deref()), (Some("k1"), Some("2026-12-24")));
        assert_eq!((&found[1].assignee, &found[1].due), (&None, &None));
        let error = TaskList::read("<ac:task-id>1", "tasks").err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }

    #[test]
    fn what_a_nested_list_and_other_elements_say_is_no_word_of_a_task() {
        let nested = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-body>Outer\
            <ac:image ac:alt=\"\" datetime=\"2020-01-01\" data-ri:userkey=\"k9\" /><div><ac:task-list><ac:task>\
            <ac:task-id>2</ac:task-id><ac:task-body>Inner <ri:user ri:userkey=\"k2\" /><time datetime=\"2026-01-02\" />\
            </ac:task-body></ac:task></ac:task-list></div></ac:task-body></ac:task></ac:task-list>";
        let found = found(nested);
        assert_eq!((found[0].text.as_str(), &found[0].assignee, &found[0].due), ("Outer", &None, &None));
        assert_eq!((found[1].assignee.as_deref(), found[1].due.as_deref()), (Some("k2"), Some("2026-01-02")));
    }

    #[test]
    fn only_the_word_changes() {
        let completed = |storage: &str, done| {
            let tasks = TaskList::read(storage, "complete_task").unwrap();
            let first = tasks.iter().next().unwrap();
            tasks.completed(&first, done)
        };
        let changed = completed(LIST, true);
        assert_eq!(changed, LIST.replacen(">incomplete<", ">complete<", 1));
        assert_eq!(completed(&changed, false), LIST);
        for status in ["", "<ac:task-status />", "<ac:task-status></ac:task-status>"] {
            let without =
                format!("<ac:task-list><ac:task><ac:task-id>1</ac:task-id>{status}</ac:task></ac:task-list>");
            let with = "<ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status></ac:task>";
            assert!(completed(&without, true).contains(with), "{}", completed(&without, true));
        }
    }

    #[test]
    fn code_and_comments_have_no_tasks() {
        let shown = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[<ac:task-list><ac:task>\
            <ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status>]]></ac:plain-text-body>\
            </ac:structured-macro><!-- <ac:task><ac:task-id>7</ac:task-id></ac:task> -->";
        let page = format!("{shown}{LIST}");
        let tasks = TaskList::read(&page, "complete_task").unwrap();
        assert_eq!(tasks.iter().count(), 2);
        let changed = tasks.completed(&tasks.iter().next().unwrap(), true);
        assert_eq!(changed, format!("{shown}{}", LIST.replacen(">incomplete<", ">complete<", 1)));
    }
}
