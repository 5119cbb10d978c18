//! Trash of Data Center.

use super::pages::only_page;
use super::place;
use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentType, v1};
use crate::wiki::shapes::{WHOLE_PAGE, page};
use crate::wiki::{List, Page, Wiki};

pub(in crate::wiki) async fn trash(wiki: &Wiki, id: &ContentId) -> Result<()> {
    place::is_page(&place::kind(wiki, id).await?)?;
    wiki.client.send(dc::content::delete(id)).await
}

pub(in crate::wiki) async fn trashed(wiki: &Wiki, id: &ContentId) -> Result<Page> {
    only_page(wiki, wiki.client.send(dc::content::get(id).status(["any"]).expand(WHOLE_PAGE)).await?)
}

pub(in crate::wiki) async fn purge(wiki: &Wiki, page: &Page) -> Result<()> {
    wiki.client.send(dc::content::delete(&page.id).status("trashed")).await
}

pub(in crate::wiki) async fn discard(wiki: &Wiki, draft: &Page) -> Result<()> {
    wiki.client.send(dc::content::delete(&draft.id).status("draft")).await
}

pub(in crate::wiki) fn of_space(wiki: &Wiki, space: SpaceKey) -> List<Page> {
    let ask = dc::spaces::trash(space).expand(["version", "space"]);
    List::of(wiki, ask, |wiki, content: v1::Content| {
        let page = page(wiki, content).ok()?;
        (page.kind == ContentType::Page).then_some(page)
    })
}
