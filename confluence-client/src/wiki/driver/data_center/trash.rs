//! Trash of Data Center.

use super::pages::answered_page;
use super::place;
use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentType, v1};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{WHOLE_PAGE, page};
use crate::wiki::list::List;
use crate::wiki::model::content::Page;
use crate::wiki::policy::{ClearedRead, ClearedWrite, Unchecked};

pub(in crate::wiki) async fn trash(backend: &Backend, id: &ClearedWrite<ContentId>) -> Result<()> {
    place::is_page(id, &place::kind(backend, id).await?)?;
    backend.client.send(dc::content::delete(id)).await
}

pub(in crate::wiki) async fn trashed(backend: &Backend, id: &ContentId) -> Unchecked<Page> {
    answered_page(backend, dc::content::get(id).status(["any"]).expand(WHOLE_PAGE)).await
}

/// A page that lies in the trash, and no other.
pub(in crate::wiki) async fn in_trash(backend: &Backend, id: &ContentId) -> Unchecked<Page> {
    answered_page(backend, dc::content::get(id).status(["trashed"]).expand(WHOLE_PAGE)).await
}

pub(in crate::wiki) async fn purge(backend: &Backend, page: &ClearedWrite<Page>) -> Result<()> {
    backend.client.send(dc::content::delete(&page.id).status("trashed")).await
}

pub(in crate::wiki) async fn discard(backend: &Backend, draft: &ClearedWrite<Page>) -> Result<()> {
    backend.client.send(dc::content::delete(&draft.id).status("draft")).await
}

pub(in crate::wiki) fn of_space(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Page> {
    let ask = dc::spaces::trash(&space).expand(["version", "space"]);
    List::of(backend, ask, |backend, content: v1::Content| {
        let page = page(backend, content).ok()?;
        (page.kind == ContentType::Page).then_some(page)
    })
}
