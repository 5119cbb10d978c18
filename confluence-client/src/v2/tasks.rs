//! Inline tasks.

use crate::declare::endpoints;
use crate::ids::{AccountId, BlogPostId, PageId, SpaceId, TaskId};
use crate::models::{BodyFormat, Task, TaskStatus, TaskUpdate};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists tasks. Each filter takes at most 250 ids, and each time milliseconds since 1970.
    fn list() -> Paged<Task> = GetTasks: GET "/tasks" paged Cursor needs granular ["read:task:confluence"] {
        /// Only these tasks.
        task_id: Vec<TaskId>,
        /// Only tasks of these spaces.
        space_id: Vec<SpaceId>,
        /// Only tasks of these pages.
        page_id: Vec<PageId>,
        /// Only tasks of these blog posts.
        blogpost_id: Vec<BlogPostId>,
        /// Only tasks that are done, or that are not.
        status: TaskStatus,
        /// Only tasks that these people wrote.
        created_by: Vec<AccountId>,
        /// Only tasks that these people are to do.
        assigned_to: Vec<AccountId>,
        /// Only tasks that these people did.
        completed_by: Vec<AccountId>,
        /// Only tasks written from then on.
        created_at_from: u64,
        /// Only tasks written until then.
        created_at_to: u64,
        /// Only tasks due from then on.
        due_at_from: u64,
        /// Only tasks due until then.
        due_at_to: u64,
        /// Only tasks done from then on.
        completed_at_from: u64,
        /// Only tasks done until then.
        completed_at_to: u64,
        /// Whether to list tasks without text; it does by default.
        include_blank_tasks: bool,
        /// How to write the texts; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
    }

    /// Returns one task.
    fn get(id: TaskId) -> Task = GetTaskById: GET "/tasks/{id}" needs granular ["read:task:confluence"] {
        /// How to write the text; without it the text is left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
    }

    /// Marks a task as done or not done.
    fn update(id: TaskId) -> Task = UpdateTask: PUT "/tasks/{id}" <- TaskUpdate
        needs granular ["write:task:confluence"]
    {
        /// How to write the text; without it the text is left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
    }
}
