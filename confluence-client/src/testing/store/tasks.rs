//! The tasks in pages, and the long-running tasks of the service.

use serde_json::Value;

use super::super::failure::Failure;
use super::super::representation::Body;
use super::Store;
use super::content::{Content, LongTask, Status};

/// A task as it stands in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) id: u64,
    pub(crate) local_id: String,
    pub(crate) content: u64,
    pub(crate) space: u64,
    pub(crate) complete: bool,
    pub(crate) body: String,
    pub(crate) assignee: Option<String>,
    pub(crate) due: Option<String>,
}

impl Store {
    /// Every task in current pages and blog posts, in their order.
    pub(crate) fn page_tasks(&mut self, account: &str) -> Vec<Task> {
        let holding =
            |it: &&Content| it.status == Status::Current && it.latest().body.storage.contains("<ac:task>");
        let pages: Vec<u64> = self.contents.values().filter(holding).map(|it| it.id).collect();
        let visible = pages.into_iter().filter(|id| self.seen(*id, account).is_ok()).collect::<Vec<_>>();
        visible.into_iter().flat_map(|id| self.tasks_of(id)).collect()
    }

    fn tasks_of(&mut self, id: u64) -> Vec<Task> {
        let Some(content) = self.contents.get(&id).cloned() else { return Vec::new() };
        let storage = content.latest().body.storage.clone();
        let mut tasks = Vec::new();
        for source in storage.split("<ac:task>").skip(1) {
            let local_id = inside(source, "ac:task-id").unwrap_or_default().to_owned();
            let key = (id, local_id.clone());
            let known = self.task_ids.get(&key).copied();
            let task_id = known.unwrap_or_else(|| self.next_id());
            self.task_ids.insert(key, task_id);
            let body = inside(source, "ac:task-body").unwrap_or_default();
            tasks.push(Task {
                id: task_id,
                local_id,
                content: id,
                space: content.space,
                complete: inside(source, "ac:task-status") == Some("complete"),
                body: body.to_owned(),
                assignee: attribute(body, "ri:account-id"),
                due: attribute(body, "datetime"),
            });
        }
        tasks
    }

    /// Sets the state of a task in the body of its page.
    ///
    /// # Errors
    /// 404 for an unknown task, 403 when its page may not be changed.
    pub(crate) fn complete_task(
        &mut self,
        task: u64,
        complete: bool,
        account: &str,
    ) -> Result<Task, Failure> {
        let found = self.page_tasks(account).into_iter().find(|it| it.id == task);
        let mut found =
            found.ok_or_else(|| Failure::not_found(format!("Cannot find task with id [{task}]")))?;
        let content = self.changed(found.content, account)?;
        let Some(revision) = content.revisions.last_mut() else {
            return Err(Failure::not_found("Not Found"));
        };
        let head = format!("<ac:task-id>{}</ac:task-id>", found.local_id);
        let storage = revision.body.storage.to_string();
        if let Some((before, after)) = storage.split_once(&head) {
            let (old, new) = if complete { ("incomplete", "complete") } else { ("complete", "incomplete") };
            let status = |state: &str| format!("<ac:task-status>{state}</ac:task-status>");
            let changed = if found.complete == complete {
                after.to_owned()
            } else {
                after.replacen(&status(old), &status(new), 1)
            };
            revision.body = Body::storage(format!("{before}{head}{changed}"));
        }
        found.complete = complete;
        Ok(found)
    }

    /// Registers a long task whose work is done, but which is reported unfinished a few times.
    pub(crate) fn long_task(&mut self, name: &'static str, outcome: Result<Value, String>) -> String {
        let id = self.uuid();
        let task = LongTask { id: id.clone(), name, started: self.now(), polls_left: 1, outcome };
        self.long_tasks.insert(id.clone(), task);
        id
    }
}

fn inside<'a>(source: &'a str, element: &str) -> Option<&'a str> {
    let (_, rest) = source.split_once(&format!("<{element}>"))?;
    rest.split_once(&format!("</{element}>")).map(|(text, _)| text)
}

fn attribute(source: &str, name: &str) -> Option<String> {
    let (_, rest) = source.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
