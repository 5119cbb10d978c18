//! Tasks of Cloud as rows.

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::{contents, place};
use crate::error::{Error, Result};
use crate::ids::{AccountId, BlogPostId, ContentId, PageId, SpaceId};
use crate::models::{self, BodyFormat, TaskStatus};
use crate::storage::seen::text_of;
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::model::rows::{RowStream, TaskRow, TasksWanted, chunked};
use crate::wiki::policy::{ClearedRead, Scope};

pub(in crate::wiki) fn rows(
    backend: &Backend,
    _: ClearedRead<Scope>,
    wanted: TasksWanted,
) -> RowStream<TaskRow> {
    let backend = backend.clone();
    let asked = async move {
        let spaces = match &wanted.spaces {
            Some(keys) => Some(place::numbers(&backend, keys).await?),
            None => None,
        };
        if spaces.as_ref().is_some_and(Vec::is_empty) {
            return Ok(stream::empty().boxed());
        }
        let rows = stream::iter(requests(&wanted, spaces))
            .map({
                let backend = backend.clone();
                move |(of, ask)| {
                    let fits = move |row: &models::Task| std::future::ready(of.holds(row));
                    chunked(backend.client.stream(ask).try_filter(fits).boxed())
                }
            })
            .flatten();
        let placed = rows.and_then(move |rows| {
            let backend = backend.clone();
            async move { place_rows(&backend, rows).await }
        });
        Ok::<_, Error>(placed.boxed())
    };
    stream::once(asked).try_flatten().boxed()
}

/// Whose tasks a list is asked for.
#[derive(Clone, Copy, Debug)]
enum Of {
    All,
    Pages,
    Posts,
}

impl Of {
    /// A row that the other list has as well is told once.
    fn holds(self, row: &models::Task) -> bool {
        match self {
            Self::All => true,
            Self::Pages => row.page_id.is_some(),
            Self::Posts => row.blog_post_id.is_some(),
        }
    }
}

/// One list; two where content is named, because pages and blog posts are asked for apart.
fn requests(wanted: &TasksWanted, spaces: Option<Vec<SpaceId>>) -> Vec<(Of, v2::tasks::GetTasks)> {
    let mut ask = v2::tasks::list().body_format(BodyFormat::Storage).limit(wanted.limit);
    if let Some(done) = wanted.done {
        ask = ask.status(if done { TaskStatus::Complete } else { TaskStatus::Incomplete });
    }
    if let Some(people) = &wanted.assignees {
        ask = ask.assigned_to(people.iter().map(|id| AccountId::from(id.as_str())).collect::<Vec<_>>());
    }
    if let Some(spaces) = spaces {
        ask = ask.space_id(spaces);
    }
    match &wanted.pages {
        None => vec![(Of::All, ask)],
        Some(ids) => {
            let pages: Vec<PageId> = ids.iter().map(|id| id.as_str().into()).collect();
            let posts: Vec<BlogPostId> = ids.iter().map(|id| id.as_str().into()).collect();
            vec![(Of::Pages, ask.clone().page_id(pages)), (Of::Posts, ask.blogpost_id(posts))]
        }
    }
}

async fn place_rows(backend: &Backend, rows: Vec<models::Task>) -> Result<Vec<TaskRow>> {
    let missing: BTreeSet<SpaceId> = rows
        .iter()
        .filter_map(|row| row.space_id.clone())
        .filter(|id| backend.caches.space_keys.get(id).is_none())
        .collect();
    if !missing.is_empty() {
        let missing: Vec<SpaceId> = missing.into_iter().collect();
        for (id, key, _) in contents::spaces(backend, &missing).await? {
            backend.caches.space_keys.put(id, key);
        }
    }
    Ok(rows.into_iter().map(|row| of_task(backend, row)).collect())
}

fn of_task(backend: &Backend, found: models::Task) -> TaskRow {
    let id = |account: Option<AccountId>| account.map(|id| id.as_str().to_owned());
    let storage = found.body.storage.map(|body| body.value);
    TaskRow {
        id: found.id.as_str().to_owned(),
        page: found.page_id.map(ContentId::from),
        blog_post: found.blog_post_id.map(ContentId::from),
        space: found.space_id.and_then(|id| backend.caches.space_keys.get(&id)),
        done: found.status == Some(TaskStatus::Complete),
        text: storage.as_deref().map(|storage| text_of(storage).trim().to_owned()).unwrap_or_default(),
        storage,
        author: id(found.created_by),
        assignee: id(found.assigned_to),
        completer: id(found.completed_by),
        created: found.created_at,
        updated: found.updated_at,
        due: found.due_at.map(|due| due.as_str().to_owned()),
        completed: found.completed_at,
    }
}
