//! Tasks as rows, with all that the deployment tells of them.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::contents::RowStream;
use super::{Task, Wiki};
use crate::ids::{ContentId, SpaceKey};
use crate::wire::timestamp::Timestamp;

/// A task in a page or blog post.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TaskRow {
    pub(crate) id: String,
    pub(crate) page: Option<ContentId>,
    pub(crate) blog_post: Option<ContentId>,
    pub(crate) space: Option<SpaceKey>,
    pub(crate) done: bool,
    pub(crate) text: String,
    pub(crate) storage: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) assignee: Option<String>,
    pub(crate) completer: Option<String>,
    pub(crate) created: Option<Timestamp>,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) due: Option<String>,
    pub(crate) completed: Option<Timestamp>,
}

impl From<Task> for TaskRow {
    fn from(task: Task) -> Self {
        Self {
            id: task.id.as_str().to_owned(),
            page: task.page,
            blog_post: None,
            space: None,
            done: task.done,
            text: task.text,
            storage: None,
            author: None,
            assignee: task.assignee.map(|one| one.id),
            completer: None,
            created: None,
            updated: None,
            due: task.due,
            completed: None,
        }
    }
}

/// Which tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TasksWanted {
    pub(crate) pages: Option<Vec<ContentId>>,
    pub(crate) spaces: Option<Vec<SpaceKey>>,
    pub(crate) assignees: Option<Vec<String>>,
    pub(crate) done: Option<bool>,
    pub(crate) limit: u32,
}

impl Wiki {
    /// Lists tasks of Cloud; those in spaces that the policy leaves out are left out.
    pub(crate) fn task_rows(&self, mut wanted: TasksWanted) -> RowStream<TaskRow> {
        if self.policy.restricts_spaces() {
            let spaces = wanted.spaces.take().unwrap_or_else(|| self.policy.spaces.clone());
            wanted.spaces = Some(spaces.into_iter().filter(|space| self.policy.allows(space)).collect());
        }
        let rows = super::cloud::task_rows::rows(self, wanted);
        let wiki = self.clone();
        let allowed = move |row: &TaskRow| {
            !wiki.policy.restricts_spaces()
                || row.space.as_ref().is_some_and(|space| wiki.policy.allows(space))
        };
        rows.map_ok(move |rows| rows.into_iter().filter(&allowed).collect()).boxed()
    }
}
