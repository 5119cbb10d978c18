//! Tasks of Data Center, whose REST API knows none: they are read from the body of a page, and completed in it.

use super::task_list::{Found, TaskList};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey, TaskId};
use crate::offload::offload;
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::list::{List, Slice};
use crate::wiki::model::content::{Page, Person};
use crate::wiki::model::tasks::{ScopedTasks, Task};
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) fn list(backend: &Backend, scoped: ClearedRead<ScopedTasks>) -> List<Task> {
    if scoped.query.page.is_none() {
        return List::refused(unsupported(
            "tasks",
            "the REST API of Data Center lists no tasks: name a page, whose tasks are read from its body",
        ));
    }
    List::computed(backend, move |backend: Backend, start, limit| {
        let scoped = scoped.clone();
        async move { some(&backend, &scoped, start, limit).await }
    })
}

async fn some(
    backend: &Backend,
    scoped: &ClearedRead<ScopedTasks>,
    start: u64,
    limit: Option<u32>,
) -> Result<Slice<Task>> {
    let query = &scoped.query;
    let Some(id) = &query.page else { return Ok(Slice { items: Vec::new(), next: None, total: Some(0) }) };
    let page = super::pages::get(backend, id, None).await.of(scoped)?;
    let elsewhere = |asked: &SpaceKey| {
        page.space.key.as_ref().is_some_and(|key| !key.as_str().eq_ignore_ascii_case(asked.as_str()))
    };
    // As on Cloud, where page and space are two filters: what lies in another space is none of it.
    if query.space.as_ref().is_some_and(elsewhere) {
        return Ok(Slice { items: Vec::new(), next: None, total: Some(0) });
    }
    let (done, assignee) = (query.done, query.assignee.clone());
    let wanted = move |task: &Task| {
        done.is_none_or(|done| task.done == done)
            && assignee.as_ref().is_none_or(|id| task.assignee.as_ref().is_some_and(|one| one.id == *id))
    };
    let storage = page.storage.unwrap_or_default();
    let bytes = storage.len();
    let read = move || -> Result<Vec<Task>> {
        Ok(of_body(&page.id, &storage)?.into_iter().filter(wanted).collect())
    };
    let all = offload(bytes, read).await?;
    let (total, limit) = (all.len() as u64, u64::from(limit.unwrap_or(100).max(1)));
    let end = start.saturating_add(limit);
    let items = all.into_iter().skip(usize::try_from(start).unwrap_or(usize::MAX));
    let items = items.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
    Ok(Slice { items, next: (end < total).then(|| format!("start:{end}")), total: Some(total) })
}

/// The tasks in the body of a page.
pub(in crate::wiki) fn of_body(page: &ContentId, storage: &str) -> Result<Vec<Task>> {
    let tasks = TaskList::read(storage, "tasks")?;
    Ok(tasks.iter().map(|found| neutral(page, &found)).collect())
}

/// The space of a task, for the policy: that of its page.
pub(in crate::wiki) async fn space_of(backend: &Backend, id: &TaskId) -> Result<Option<SpaceKey>> {
    super::place::space_of(backend, &parts(id)?.0).await
}

/// The page that a task is on, and its number there.
pub(in crate::wiki) fn parts(id: &TaskId) -> Result<(ContentId, &str)> {
    let (page, number) = id.as_str().split_once(':').ok_or_else(unknown)?;
    Ok((page.into(), number))
}

/// The task of a page, and the body that the page has once it is done or not; none where it is so already.
pub(in crate::wiki) async fn completed(
    page: &Page,
    number: &str,
    done: bool,
) -> Result<(Task, Option<String>)> {
    let (id, storage) = (page.id.clone(), page.storage.clone().unwrap_or_default());
    let number = number.to_owned();
    offload(storage.len(), move || {
        let tasks = TaskList::read(&storage, "complete_task")?;
        let mut of_number = tasks.iter().filter(|task| task.number == number);
        let found = of_number.next().ok_or_else(unknown)?;
        if of_number.next().is_some() {
            let which = if number.is_empty() { "without a number".to_owned() } else { format!("of the number {number}") };
            return Err(Error::new(ErrorKind::Invalid, "complete_task").with_message(format!(
                "the page has several tasks {which}, and which is meant is not clear: complete it in the browser"
            )));
        }
        let task = Task { done, ..neutral(&id, &found) };
        Ok((task, (found.done != done).then(|| tasks.completed(&found, done))))
    })
    .await
}

fn unknown() -> Error {
    Error::new(ErrorKind::NotFound, "complete_task").with_message(
        "there is no such task: the id of a task is the id of its page, a colon and a number, as the list of tasks has it",
    )
}

fn neutral(page: &ContentId, found: &Found) -> Task {
    Task {
        id: format!("{page}:{}", found.number).into(),
        page: Some(page.clone()),
        done: found.done,
        text: found.text.clone(),
        assignee: found.assignee.clone().map(|id| Person { id, name: None }),
        due: found.due.clone(),
    }
}
