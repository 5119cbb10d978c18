//! Trash of Cloud.

use super::pages::of_page;
use super::place;
use crate::error::{ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{self, ContentType};
use crate::v2;
use crate::wiki::{List, Page, Wiki};

/// A page, unless it is known to be a blog post, or there is no page of this id.
pub(in crate::wiki) async fn trash(wiki: &Wiki, id: &ContentId) -> Result<()> {
    let known = wiki.known.kinds.get(id);
    if known != Some(ContentType::BlogPost) {
        match wiki.client.send(v2::pages::delete(id.as_str())).await {
            Err(error) if error.kind() == ErrorKind::NotFound && known.is_none() => {}
            answered => return answered,
        }
    }
    wiki.client.send(v2::blog_posts::delete(id.as_str())).await
}

pub(in crate::wiki) async fn trashed(wiki: &Wiki, id: &ContentId) -> Result<Page> {
    super::pages::get(wiki, id, None).await
}

pub(in crate::wiki) async fn purge(wiki: &Wiki, page: &Page) -> Result<()> {
    let id = page.id.as_str();
    match page.kind {
        ContentType::BlogPost => wiki.client.send(v2::blog_posts::delete(id).purge(true)).await,
        _ => wiki.client.send(v2::pages::delete(id).purge(true)).await,
    }
}

pub(in crate::wiki) async fn discard(wiki: &Wiki, draft: &Page) -> Result<()> {
    let id = draft.id.as_str();
    match draft.kind {
        ContentType::BlogPost => wiki.client.send(v2::blog_posts::delete(id).draft(true)).await,
        _ => wiki.client.send(v2::pages::delete(id).draft(true)).await,
    }
}

pub(in crate::wiki) fn of_space(wiki: &Wiki, space: SpaceKey) -> List<Page> {
    List::later(wiki, async move |wiki: Wiki| {
        let id = place::space_id(&wiki, &space).await?;
        let ask = v2::pages::of_space(id).status(["trashed"]);
        Ok(List::of(&wiki, ask, |wiki, page: models::Page| Some(of_page(wiki, page))))
    })
}
