//! Tasks as rows, with all that the deployment tells of them.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::Wiki;
use super::driver::{cloud, data_center};
use super::model::rows::{RowStream, TaskRow, TasksWanted, failed};
use crate::error::Result;
use crate::ids::ContentId;

impl Wiki {
    /// Lists tasks of Cloud; those in spaces that the policy leaves out are left out.
    pub(crate) fn task_rows(&self, mut wanted: TasksWanted) -> RowStream<TaskRow> {
        if let Some(spaces) = &mut wanted.spaces {
            spaces.retain(|space| self.policy.allows(space));
        } else {
            wanted.spaces = self.policy.spaces.clone();
        }
        let scope = match self.policy.scope("sql") {
            Ok(scope) => scope,
            Err(error) => return failed(error),
        };
        let rows = cloud::task_rows::rows(&self.backend, scope, wanted);
        let wiki = self.clone();
        let allowed = move |row: &TaskRow| {
            !wiki.policy.restricts_spaces()
                || row.space.as_ref().is_some_and(|space| wiki.policy.allows(space))
        };
        rows.map_ok(move |rows| rows.into_iter().filter(&allowed).collect()).boxed()
    }

    /// The tasks in the body of a page of Data Center, which keeps them nowhere else.
    pub(crate) fn tasks_in(page: &ContentId, storage: &str) -> Result<Vec<TaskRow>> {
        let tasks = data_center::tasks::of_body(page, storage)?;
        Ok(tasks.into_iter().map(TaskRow::from).collect())
    }
}
