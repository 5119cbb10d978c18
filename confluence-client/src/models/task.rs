//! Inline tasks.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{AccountId, BlogPostId, PageId, SpaceId, TaskId};
use crate::wire::timestamp::Timestamp;

use super::Bodies;

open_enums! {
    /// Whether a task is done.
    pub enum TaskStatus {
        /// It is.
        Complete = "complete",
        /// It is not.
        Incomplete = "incomplete",
    }
}

models! {
    /// A task in a page or blog post.
    pub struct Task {
        /// Its id.
        id: TaskId,
        /// Its id within the page or blog post.
        local_id: Option<String>,
        /// The space it is in.
        space_id: Option<SpaceId>,
        /// The page it is in.
        page_id: Option<PageId>,
        /// The blog post it is in.
        blog_post_id: Option<BlogPostId>,
        /// Whether it is done.
        status: Option<TaskStatus>,
        /// What is to be done, in the representation that was asked for.
        body: Bodies = default,
        /// Who wrote it.
        created_by: Option<AccountId>,
        /// Who is to do it.
        assigned_to: Option<AccountId>,
        /// Who did it.
        completed_by: Option<AccountId>,
        /// When it was written.
        created_at: Option<Timestamp>,
        /// When it was changed.
        updated_at: Option<Timestamp>,
        /// When it is due.
        due_at: Option<Timestamp>,
        /// When it was done.
        completed_at: Option<Timestamp>,
    }
}

bodies! {
    /// Marks a task as done or not done; nothing else of it can be changed.
    pub struct TaskUpdate(
        /// Whether it is done.
        status: TaskStatus,
    )
}
