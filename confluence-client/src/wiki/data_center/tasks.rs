//! Tasks of Data Center, whose REST API knows none: they are read from the body of a page, and ticked off in it.

use super::task_list::{self, Found};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, TaskId};
use crate::wiki::tasks::{Task, TaskQuery};
use crate::wiki::{List, PageUpdate, Person, Slice, Wiki, unsupported};

pub(in crate::wiki) fn list(wiki: &Wiki, query: TaskQuery) -> List<Task> {
    let Some(page) = query.page.clone() else {
        return List::refused(unsupported(
            "tasks",
            "the REST API of Data Center lists no tasks: name a page, whose tasks are read from its body",
        ));
    };
    List::computed(wiki, move |wiki: Wiki, start, limit| {
        let (page, query) = (page.clone(), query.clone());
        async move { some(&wiki, &page, &query, start, limit).await }
    })
}

async fn some(
    wiki: &Wiki,
    page: &ContentId,
    query: &TaskQuery,
    start: u64,
    limit: Option<u32>,
) -> Result<Slice<Task>> {
    let page = wiki.page(page).await?;
    let wanted = |task: &Task| {
        query.done.is_none_or(|done| task.done == done)
            && query
                .assignee
                .as_ref()
                .is_none_or(|id| task.assignee.as_ref().is_some_and(|one| one.id == *id))
    };
    let storage = page.storage.unwrap_or_default();
    let all: Vec<Task> =
        task_list::tasks(&storage).map(|found| neutral(&page.id, found)).filter(wanted).collect();
    let (total, limit) = (all.len() as u64, u64::from(limit.unwrap_or(100).max(1)));
    let end = start.saturating_add(limit);
    let items = all.into_iter().skip(usize::try_from(start).unwrap_or(usize::MAX));
    let items = items.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
    Ok(Slice { items, next: (end < total).then(|| format!("start:{end}")), total: Some(total) })
}

pub(in crate::wiki) async fn complete(wiki: &Wiki, id: &TaskId, done: bool) -> Result<Task> {
    let unknown = || {
        Error::new(ErrorKind::NotFound, "complete_task")
            .said("there is no such task: the id of a task is the id of its page, a colon and a number, as the list of tasks has it")
    };
    let (page, number) = id.as_str().split_once(':').ok_or_else(unknown)?;
    let page = wiki.page(page).await?;
    let storage = page.storage.as_deref().unwrap_or_default();
    let found = task_list::tasks(storage).find(|task| task.number == number).ok_or_else(unknown)?;
    let task = Task { done, ..neutral(&page.id, found) };
    if found.done != done {
        let changed = task_list::ticked(storage, found, done);
        wiki.settled_update(&PageUpdate::of(&page).storage(changed)).await?;
    }
    Ok(task)
}

fn neutral(page: &ContentId, found: Found<'_>) -> Task {
    Task {
        id: format!("{page}:{}", found.number).into(),
        page: Some(page.clone()),
        done: found.done,
        text: found.text(),
        assignee: found.assignee().map(|key| Person { id: key.to_owned(), name: None }),
        due: found.due().map(str::to_owned),
    }
}
