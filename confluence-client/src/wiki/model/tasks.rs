//! Tasks in pages and blog posts.

use serde::{Deserialize, Serialize};

use crate::ids::{ContentId, SpaceKey, TaskId};
use crate::wiki::model::content::Person;
use crate::wiki::model::located::{Located, Location};

/// A task in a page or blog post.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Task {
    /// Its id: on Data Center the page's id and the task's number on it.
    pub id: TaskId,
    /// The page or blog post that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<ContentId>,
    /// Whether it is done.
    pub done: bool,
    /// What is to be done, as plain text.
    pub text: String,
    /// Its assignee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Person>,
    /// Its due date, such as `2026-01-31`, or a point in time on Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

impl Task {
    /// An open task of this id and text, of which nothing else is known.
    pub fn new(id: impl Into<TaskId>, text: impl Into<String>) -> Self {
        Self { id: id.into(), page: None, done: false, text: text.into(), assignee: None, due: None }
    }
}

/// A filter for tasks, for [`Wiki::tasks`](crate::Wiki::tasks): by page, space, assignee and state.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::TaskQuery;
/// use futures_util::TryStreamExt as _;
///
/// let me = wiki.current_user().await?.id;
/// let open = TaskQuery::new().on("98765").assigned_to(me).done(false);
/// for task in wiki.tasks(open).stream().try_collect::<Vec<_>>().await? {
///     println!("{} by {}", task.text, task.due.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskQuery {
    /// Those of a page or blog post; all that the caller may see without one.
    pub page: Option<ContentId>,
    /// Those of a space.
    pub space: Option<SpaceKey>,
    /// Those that a person is to do.
    pub assignee: Option<String>,
    /// Those that are done, or are not.
    pub done: Option<bool>,
}

impl TaskQuery {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of a page or blog post.
    #[must_use]
    pub fn on(mut self, page: impl Into<ContentId>) -> Self {
        self.page = Some(page.into());
        self
    }

    /// Those of a space; Cloud only.
    #[must_use]
    pub fn in_space(mut self, space: impl Into<SpaceKey>) -> Self {
        self.space = Some(space.into());
        self
    }

    /// Those that a person is to do.
    #[must_use]
    pub fn assigned_to(mut self, person: impl Into<String>) -> Self {
        self.assignee = Some(person.into());
        self
    }

    /// Those that are done, or those that are not.
    #[must_use]
    pub fn done(mut self, done: bool) -> Self {
        self.done = Some(done);
        self
    }
}

/// What a list of tasks is bound to: what was asked for, and the spaces of the policy.
#[derive(Clone, Debug)]
pub(in crate::wiki) struct ScopedTasks {
    pub(in crate::wiki) query: TaskQuery,
    pub(in crate::wiki) only: Vec<SpaceKey>,
    pub(in crate::wiki) without: Vec<SpaceKey>,
}

impl Located for ScopedTasks {
    fn locations(&self) -> Vec<Location<'_>> {
        let space = self.query.space.iter().map(|space| Location::Space(Some(space)));
        space.chain(self.query.page.iter().map(Location::content)).collect()
    }

    fn identity(&self) -> Option<&str> {
        self.query.page.as_ref().map(ContentId::as_str)
    }
}
