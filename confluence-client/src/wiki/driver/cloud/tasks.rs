//! Tasks of Cloud.

use super::pages::person;
use super::place::{self, numbers};
use crate::error::Result;
use crate::ids::{AccountId, BlogPostId, ContentId, PageId, SpaceId, SpaceKey, TaskId};
use crate::models::{self, BodyFormat, ContentType, TaskStatus, TaskUpdate};
use crate::storage::seen::text_of;
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::tasks::{ScopedTasks, Task};
use crate::wiki::policy::{ClearedRead, ClearedWrite};

/// How many spaces a request may name: `maxItems` of `space-id` in `getTasks`.
const SPACES_AT_ONCE: usize = 250;

/// The tasks that were asked for. Rows of other spaces are dropped here too: a filter that the service ignored would
/// let them through.
pub(in crate::wiki) fn list(backend: &Backend, scoped: ClearedRead<ScopedTasks>) -> List<Task> {
    List::later(backend, async move |backend: Backend| {
        let mut ask = v2::tasks::list().body_format(BodyFormat::Storage);
        let query = &scoped.query;
        if let Some(done) = query.done {
            ask = ask.status(if done { TaskStatus::Complete } else { TaskStatus::Incomplete });
        }
        if let Some(person) = &query.assignee {
            ask = ask.assigned_to([AccountId::from(person.as_str())]);
        }
        let (only, without) =
            (numbers(&backend, &scoped.only).await?, numbers(&backend, &scoped.without).await?);
        // A space that this account does not see has no tasks for it. No number at all would ask for those of every space.
        if only.is_empty() && !scoped.only.is_empty() {
            // That the one that was asked for is not there is told, since a mistyped key would read as nothing to do.
            if let Some(space) = &query.space {
                place::space_id(&backend, space).await?;
            }
            return Ok(List::nothing());
        }
        // Of more than a request may name, the rows are dropped here.
        if (1..=SPACES_AT_ONCE).contains(&only.len()) {
            ask = ask.space_id(only.as_slice());
        }
        if let Some(page) = &query.page {
            ask = match place::kind(&backend, page).await? {
                ContentType::BlogPost => ask.blogpost_id([BlogPostId::from(page.as_str())]),
                _ => ask.page_id([PageId::from(page.as_str())]),
            };
        }
        Ok(List::of(&backend, ask, move |_, found| task(&only, &without, found)))
    })
}

/// The space of a task, for the policy.
pub(in crate::wiki) async fn space_of(backend: &Backend, id: &TaskId) -> Result<Option<SpaceKey>> {
    match backend.client.send(v2::tasks::get(id)).await?.space_id {
        Some(space) => place::space_key(backend, &space).await.map(Some),
        None => Ok(None),
    }
}

pub(in crate::wiki) async fn complete(
    backend: &Backend,
    id: &ClearedWrite<TaskId>,
    done: bool,
) -> Result<Task> {
    let status = if done { TaskStatus::Complete } else { TaskStatus::Incomplete };
    let ask = v2::tasks::update(&**id, TaskUpdate::new(status)).body_format(BodyFormat::Storage);
    Ok(neutral(backend.client.send(ask).await?))
}

/// The service filters by space; what it lets through all the same is left out here.
fn task(only: &[SpaceId], without: &[SpaceId], found: models::Task) -> Option<Task> {
    let among = |spaces: &[SpaceId]| found.space_id.as_ref().is_some_and(|space| spaces.contains(space));
    let unknown = found.space_id.is_none();
    let allowed = (only.is_empty() || among(only)) && (without.is_empty() || !(unknown || among(without)));
    allowed.then(|| neutral(found))
}

fn neutral(found: models::Task) -> Task {
    Task {
        id: found.id,
        page: found.page_id.map(ContentId::from).or(found.blog_post_id.map(ContentId::from)),
        done: found.status == Some(TaskStatus::Complete),
        text: found.body.storage.map(|body| text_of(&body.value).trim().to_owned()).unwrap_or_default(),
        assignee: found.assigned_to.map(person),
        due: found.due_at.map(|due| due.as_str().to_owned()),
    }
}
