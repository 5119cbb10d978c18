//! Trash of Cloud.

use super::pages::of_page;
use super::place;
use crate::error::{ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{self, ContentType};
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::content::Page;
use crate::wiki::policy::{ClearedRead, ClearedWrite, Unchecked};

/// A page, unless it is known to be a blog post, or there is no page of this id.
pub(in crate::wiki) async fn trash(backend: &Backend, id: &ClearedWrite<ContentId>) -> Result<()> {
    let known = backend.caches.kinds.get(id);
    if known != Some(ContentType::BlogPost) {
        match backend.client.send(v2::pages::delete(id.as_str())).await {
            Err(error) if error.kind() == ErrorKind::NotFound && known.is_none() => {}
            answered => return answered,
        }
    }
    backend.client.send(v2::blog_posts::delete(id.as_str())).await
}

pub(in crate::wiki) async fn trashed(backend: &Backend, id: &ContentId) -> Unchecked<Page> {
    super::pages::get(backend, id, None).await
}

pub(in crate::wiki) async fn purge(backend: &Backend, page: &ClearedWrite<Page>) -> Result<()> {
    let id = page.id.as_str();
    match page.kind {
        ContentType::BlogPost => backend.client.send(v2::blog_posts::delete(id).purge(true)).await,
        _ => backend.client.send(v2::pages::delete(id).purge(true)).await,
    }
}

pub(in crate::wiki) async fn discard(backend: &Backend, draft: &ClearedWrite<Page>) -> Result<()> {
    let id = draft.id.as_str();
    match draft.kind {
        ContentType::BlogPost => backend.client.send(v2::blog_posts::delete(id).draft(true)).await,
        _ => backend.client.send(v2::pages::delete(id).draft(true)).await,
    }
}

pub(in crate::wiki) fn of_space(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Page> {
    List::later(backend, async move |backend: Backend| {
        let id = place::space_id(&backend, &space).await?;
        let ask = v2::pages::of_space(id).status(["trashed"]);
        Ok(List::of(&backend, ask, |backend, page: models::Page| Some(of_page(backend, page))))
    })
}
