//! Tasks in pages.

use std::collections::HashMap;

use confluence_client::ids::{ContentId, TaskId};
use confluence_client::wiki::{Person, Task, TaskQuery};
use futures_util::StreamExt as _;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::place::named_in;
use crate::advice::Failure;
use crate::arguments::{Count, Id, settled};
use crate::call::Call;
use crate::output::ToolOutput;
use crate::people_names::{in_plain_text, name};
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![route::<GetTasks>(), route::<UpdateTask>()]
}

/// List the tasks in a page, in a space, or of a person: text, assignee, due date, whether done. On Data Center only
/// those of one page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetTasks {
    /// Id or URL.
    page_id: Option<Id>,
    /// Only tasks in this space (key).
    space_key: Option<String>,
    /// Only tasks of this user: id, name or `me`.
    assignee_id: Option<String>,
    /// Only tasks that are done (true), or not (false).
    #[serde(default, deserialize_with = "crate::arguments::settled")]
    done: Option<bool>,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

/// A task and the page that it is in.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    task: Task,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_title: Option<String>,
}

/// The titles of the pages of some tasks, as far as they can be had: one request for all of them.
async fn titles(call: &Call<'_>, tasks: &[Task]) -> HashMap<ContentId, String> {
    let mut ids: Vec<ContentId> = tasks.iter().filter_map(|task| task.page.clone()).collect();
    ids.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    ids.dedup();
    if ids.is_empty() {
        return HashMap::new();
    }
    let pages = call.wiki.pages(ids).filter_map(async |page| page.ok());
    pages.map(|page| (page.id, page.title)).collect().await
}

impl Tool for GetTasks {
    const NAME: &'static str = "confluence_get_tasks";
    const TITLE: &'static str = "List tasks";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let mut query = TaskQuery::new();
        if let Some(page) = &self.page_id {
            query = query.on(named_in(call, page, self.space_key.as_deref()).await?);
        }
        if let Some(space) = &self.space_key {
            query = query.in_space(call.space(space).await?);
        }
        if let Some(person) = self.assignee_id {
            query = query.assigned_to(call.person(&person).await?);
        }
        if let Some(done) = self.done {
            query = query.done(done);
        }
        let mut found = call.slice(call.wiki.tasks(query), self.limit.0, self.cursor).await?;
        name(&call.wiki, found.items.iter_mut().filter_map(|task| task.assignee.as_mut()).collect()).await;
        let pages = titles(call, &found.items).await;
        let rows = found.items.into_iter().map(|task| {
            let task = with_name(task);
            let title = task.page.as_ref().and_then(|page| pages.get(page).cloned());
            Row { task, page_title: title }
        });
        let without = if self.done.is_some() { "without `done`, or " } else { "" };
        Ok(ToolOutput::list(rows, found.total, found.next.as_deref())
            .if_empty(|| format!("no such task was found: try {without}another page, space or person")))
    }
}

/// The text of a task names people by their ids, and Cloud has the day on which it is due as a point in time of it.
fn with_name(mut task: Task) -> Task {
    const DAY: usize = "2026-01-31".len();

    task.due = task.due.map(|due| due.get(..DAY).map(str::to_owned).unwrap_or(due));
    if let Some(Person { id, name: Some(name), .. }) = &task.assignee {
        task.text = in_plain_text(&task.text, id, name);
    }
    task
}

/// Check a task off, or mark it as not done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UpdateTask {
    /// Task id, from confluence_get_tasks.
    task_id: Id,
    /// Whether it is done.
    #[serde(deserialize_with = "done")]
    done: bool,
    // Its page, which the task says itself: taken where it is right.
    #[schemars(skip)]
    page_id: Option<Id>,
}

fn done<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    settled(deserializer)?.ok_or_else(|| D::Error::custom("it takes `true` or `false`"))
}

impl Tool for UpdateTask {
    const NAME: &'static str = "confluence_update_task";
    const TITLE: &'static str = "Check off task";
    const EFFECT: Effect = Effect::Sets;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let task = call.task(&self.task_id)?;
        if let Some(page) = &self.page_id {
            is_in(call, &task, call.id_of(page).await?).await?;
        }
        let mut task = call.wiki.complete_task(task, self.done).await?;
        name(&call.wiki, task.assignee.iter_mut().collect()).await;
        Ok(ToolOutput::of(&with_name(task)))
    }
}

/// Refuses a task of another page than the one that was named with it.
async fn is_in(call: &Call<'_>, task: &TaskId, page: ContentId) -> Result<(), Failure> {
    /// Few pages have more, and behind them a task may be of the page all the same.
    const LOOKED_AT: u32 = 100;

    let found = call.wiki.tasks(TaskQuery::new().on(page.clone())).limit(LOOKED_AT).slice().await?;
    match found.items.iter().any(|one| one.id == *task) || found.next.is_some() {
        true => Ok(()),
        false => Err(Failure::argument(
            "page_id",
            format!("the task {task} is not in the page {page}: leave it out"),
        )),
    }
}
