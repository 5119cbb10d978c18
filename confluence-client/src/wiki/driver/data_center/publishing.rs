//! Creating and replacing pages and blog posts of Data Center.

use super::place;
use crate::dc;
use crate::error::Result;
use crate::models::ContentStatus;
use crate::models::v1::{AncestorRef, ContentUpdate, NewBodies, NewContent, NewVersion, SpaceRef};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{WHOLE_PAGE, page};
use crate::wiki::model::content::Page;
use crate::wiki::model::publishing::{NewPage, PageUpdate};
use crate::wiki::policy::ClearedWrite;

/// Nothing has to be looked up before a creation.
pub(in crate::wiki) async fn prepare(_: &Backend, _: &ClearedWrite<NewPage>) -> Result<()> {
    Ok(())
}

pub(in crate::wiki) async fn create(backend: &Backend, new: &ClearedWrite<NewPage>) -> Result<Page> {
    let mut body = NewContent::new(new.kind.clone())
        .title(new.title.as_str())
        .space(SpaceRef::new(&new.space))
        .body(NewBodies::of_storage(new.storage.as_str()))
        .status(new.status());
    if let Some(parent) = &new.parent {
        body = body.ancestors([AncestorRef::new(parent)]);
    }
    page(backend, backend.client.send(dc::content::create(body).expand(WHOLE_PAGE)).await?)
}

/// What has the title of this, in its space, with its text or without.
pub(in crate::wiki) async fn titled_as(
    backend: &Backend,
    new: &ClearedWrite<NewPage>,
    text: bool,
) -> Result<Vec<Page>> {
    let ask = dc::content::list().kind(new.kind.clone()).space_key(&new.space).title(new.title.as_str());
    let whole: Vec<&str> = WHOLE_PAGE.into_iter().filter(|part| text || !part.starts_with("body")).collect();
    let found = backend.client.send(ask.expand(whole)).await?;
    found.results.into_iter().map(|content| page(backend, content)).collect()
}

pub(in crate::wiki) async fn update(backend: &Backend, update: &ClearedWrite<PageUpdate>) -> Result<Page> {
    let kind = match &update.kind {
        Some(kind) => kind.clone(),
        None => place::kind(backend, &update.id).await?,
    };
    place::is_page(&update.id, &kind)?;
    let mut version = NewVersion::new(update.number());
    if let Some(message) = &update.message {
        version = version.message(message);
    }
    let mut body = ContentUpdate::new(kind, version).title(update.title.as_str()).status(update.to.clone());
    if let Some(storage) = &update.storage {
        body = body.body(NewBodies::of_storage(storage.as_str()));
    }
    if let Some(parent) = &update.parent {
        body = body.ancestors([AncestorRef::new(parent)]);
    }
    if let Some(space) = &update.space {
        body = body.space(SpaceRef::new(space));
    }
    let mut ask = dc::content::update(&update.id, body);
    if update.from != ContentStatus::Current {
        ask = ask.status(update.from.clone());
    }
    page(backend, backend.client.send(ask).await?)
}
