//! Tasks in pages.

use confluence_client::wiki::TaskQuery;
use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::output::ToolOutput;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![route::<GetTasks>(), route::<UpdateTask>()]
}

/// List the tasks in a page, in a space, or of a person: text, assignee, due day, whether done. On Data Center those
/// of one page alone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetTasks {
    /// Id or address.
    page_id: Option<Id>,
    /// Those in this space.
    space_key: Option<String>,
    /// Those of this person, by id (confluence_search_user).
    assignee_id: Option<String>,
    /// Only those that are done, or only those that are not.
    done: Option<bool>,
    /// Most rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for GetTasks {
    const NAME: &'static str = "confluence_get_tasks";
    const TITLE: &'static str = "List tasks";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let mut query = TaskQuery::new();
        if let Some(page) = &self.page_id {
            query = query.on(call.id_of(page).await?);
        }
        if let Some(space) = self.space_key {
            query = query.in_space(space);
        }
        if let Some(person) = self.assignee_id {
            query = query.assigned_to(person);
        }
        if let Some(done) = self.done {
            query = query.done(done);
        }
        let tasks = call.wiki.tasks(query);
        call.rows_naming(tasks, self.limit.0, self.cursor, |task| task.assignee.as_mut()).await
    }
}

/// Check a task off, or mark it as not done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UpdateTask {
    /// Its id, from confluence_get_tasks.
    task_id: Id,
    /// Whether it is done.
    done: bool,
}

impl Tool for UpdateTask {
    const NAME: &'static str = "confluence_update_task";
    const TITLE: &'static str = "Check off task";
    const EFFECT: Effect = Effect::Sets;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        Ok(ToolOutput::of(&call.wiki.complete_task(self.task_id.0.as_str(), self.done).await?))
    }
}
