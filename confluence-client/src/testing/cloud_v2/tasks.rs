//! The tasks in pages.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::representation::{self, Body};
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::Kind;
use super::super::store::tasks::Task;
use super::paging::{Limits, list};
use super::write;

pub(super) const ROWS: &[Row] = &[
    ("GET /tasks", "getTasks", find),
    ("GET /tasks/{id}", "getTaskById", get),
    ("PUT /tasks/{id}", "updateTask", update),
];

fn find(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (ids, tasks) = (call.query_ids("task-id", 250)?, store.page_tasks(&call.account));
    let (pages, posts) = (call.query_ids("page-id", 250)?, call.query_ids("blogpost-id", 250)?);
    let (spaces, assigned) = (call.query_ids("space-id", 250)?, call.request.query_all("assigned-to"));
    let status = call.request.query("status");
    let containers: Vec<u64> = pages.into_iter().chain(posts).collect();
    let fits = |task: &Task| {
        (ids.is_empty() || ids.contains(&task.id))
            && (containers.is_empty() || containers.contains(&task.content))
            && (spaces.is_empty() || spaces.contains(&task.space))
            && (assigned.is_empty() || task.assignee.as_ref().is_some_and(|name| assigned.contains(name)))
            && status.is_none_or(|status| (status == "complete") == task.complete)
    };
    let found: Vec<Task> = tasks.into_iter().filter(fits).collect();
    list(call, Limits::LIST, &found, |task| task.id, |task| render(store, call, task))
}

fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("id")?;
    let found = store.page_tasks(&call.account).into_iter().find(|task| task.id == id);
    let found = found.ok_or_else(|| Failure::not_found(format!("Cannot find task with id [{id}]")))?;
    Ok(Reply::ok(&render(store, call, &found)))
}

fn update(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let complete = match write::required(&sent, "status")? {
        "complete" => true,
        "incomplete" => false,
        other => {
            return Err(Failure::invalid(format!(
                "Provided value '{other}' for 'status' must be complete or incomplete"
            )));
        }
    };
    let task = store.complete_task(call.id("id")?, complete, &call.account)?;
    Ok(Reply::ok(&render(store, call, &task)))
}

fn render(store: &Store, call: &Call<'_>, task: &Task) -> Value {
    let content = store.contents.get(&task.content);
    let container = if content.is_some_and(|it| it.kind == Kind::BlogPost) { "blogPostId" } else { "pageId" };
    let author = content.map(|it| it.author.clone());
    let at = content.map(|it| it.latest().at.rfc3339());
    let body = match call.request.query("body-format") {
        Some("storage") => json!({"storage": {"representation": "storage", "value": task.body}}),
        Some("atlas_doc_format") => {
            let value = representation::adf(&Body::storage(task.body.as_str()));
            json!({"atlas_doc_format": {"representation": "atlas_doc_format", "value": value}})
        }
        _ => json!({}),
    };
    let mut value = json!({
        "id": task.id.to_string(),
        "localId": task.local_id,
        "spaceId": task.space.to_string(),
        "status": if task.complete { "complete" } else { "incomplete" },
        "body": body,
        "createdBy": author,
        "assignedTo": task.assignee,
        "createdAt": at,
        "updatedAt": at,
        "dueAt": task.due.as_ref().map(|day| format!("{day}T00:00:00.000Z")),
    });
    value[container] = json!(task.content.to_string());
    if task.complete {
        value["completedBy"] = json!(author);
        value["completedAt"] = json!(at);
    }
    value
}
