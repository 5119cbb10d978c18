//! Tasks of Cloud.

use super::pages::person;
use super::place;
use crate::error::Result;
use crate::ids::{AccountId, BlogPostId, ContentId, PageId, SpaceId, TaskId};
use crate::models::{self, BodyFormat, ContentType, TaskStatus, TaskUpdate};
use crate::storage::scan::text_of;
use crate::v2;
use crate::wiki::tasks::{Task, TaskQuery};
use crate::wiki::{List, Wiki};

pub(in crate::wiki) fn list(wiki: &Wiki, query: TaskQuery) -> List<Task> {
    List::later(wiki, async move |wiki: Wiki| {
        let mut ask = v2::tasks::list().body_format(BodyFormat::Storage);
        if let Some(done) = query.done {
            ask = ask.status(if done { TaskStatus::Complete } else { TaskStatus::Incomplete });
        }
        if let Some(person) = &query.assignee {
            ask = ask.assigned_to([AccountId::from(person.as_str())]);
        }
        let spaces = spaces(&wiki, &query).await?;
        if !spaces.is_empty() {
            ask = ask.space_id(spaces.as_slice());
        }
        let Some(page) = query.page else {
            return Ok(List::of(&wiki, ask, move |_, found| task(&spaces, found)));
        };
        ask = match place::kind(&wiki, &page).await? {
            ContentType::BlogPost => ask.blogpost_id([BlogPostId::from(page.as_str())]),
            _ => ask.page_id([PageId::from(page.as_str())]),
        };
        Ok(List::below(&wiki, page, ask, move |_, found| task(&spaces, found)))
    })
}

/// The spaces to ask for: the one of the query, else those that the policy allows, else all.
async fn spaces(wiki: &Wiki, query: &TaskQuery) -> Result<Vec<SpaceId>> {
    let keys = match &query.space {
        Some(key) => std::slice::from_ref(key),
        None => wiki.policy.spaces.as_slice(),
    };
    let mut ids = Vec::with_capacity(keys.len());
    for key in keys {
        ids.push(place::space_id(wiki, key).await?);
    }
    Ok(ids)
}

pub(in crate::wiki) async fn complete(wiki: &Wiki, id: &TaskId, done: bool) -> Result<Task> {
    if wiki.policy.restricts_spaces() {
        let now = wiki.client.send(v2::tasks::get(id)).await?;
        let space = match &now.space_id {
            Some(space) => Some(wiki.space_key(space).await?),
            None => None,
        };
        wiki.policy.check_space(space.as_ref(), "complete_task")?;
    }
    let status = if done { TaskStatus::Complete } else { TaskStatus::Incomplete };
    let ask = v2::tasks::update(id, TaskUpdate::new(status)).body_format(BodyFormat::Storage);
    Ok(neutral(wiki.client.send(ask).await?))
}

/// The service filters by space; what it lets through all the same is left out here.
fn task(spaces: &[SpaceId], found: models::Task) -> Option<Task> {
    let allowed = spaces.is_empty() || found.space_id.as_ref().is_some_and(|space| spaces.contains(space));
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
