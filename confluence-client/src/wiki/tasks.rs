//! Tasks in pages and blog posts.

use serde::Serialize;

use super::{List, Person, Wiki};
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey, TaskId};

/// A task in a page or blog post.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// Who is to do it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Person>,
    /// The day by which it is to be done, such as `2026-01-31`, or a point in time on Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

/// Which tasks to list.
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

impl Wiki {
    /// Lists tasks. Data Center lists those of one page alone, and finds them in its body.
    pub fn tasks(&self, query: TaskQuery) -> List<Task> {
        if let Some(space) = &query.space
            && let Err(error) = self.policy.check_space(Some(space), "tasks")
        {
            return List::refused(error);
        }
        deployed!(self => tasks::list(query))
    }

    /// Marks a task as done, or as not done. On Data Center this is an update of the page.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if the page changes at the same time on Data Center; `Policy`.
    pub async fn complete_task(&self, id: impl Into<TaskId>, done: bool) -> Result<Task> {
        self.policy.check_write("complete_task")?;
        deployed!(self => tasks::complete(&id.into(), done).await)
    }
}
