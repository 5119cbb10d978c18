//! Spaces of Cloud: read by v2, written by v1, whose creation works on every site.

use super::place;
use crate::error::Result;
use crate::ids::SpaceKey;
use crate::models::v1::{NewDescription, NewSpace as NewSpaceBody};
use crate::models::{self, BodyFormat};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping;
use crate::wiki::driver::v1_mapping::{begun_task, space_body};
use crate::wiki::list::List;
use crate::wiki::model::content::Space;
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::model::spaces::{NewSpace, SpaceUpdate};
use crate::wiki::policy::{ClearedRead, ClearedWrite, Scope};
use crate::{v1, v2};

pub(in crate::wiki) fn list(backend: &Backend, scope: &ClearedRead<Scope>) -> List<Space> {
    let mut ask = v2::spaces::list();
    // Of more than a request may name, the rows are dropped here: `maxItems` of `keys` in `getSpaces`.
    const AT_ONCE: usize = 250;

    let named = (1..=AT_ONCE).contains(&scope.only.len());
    if named {
        ask = ask.keys(scope.only.as_slice());
    }
    let only = if named { Vec::new() } else { scope.only.clone() };
    List::of(backend, ask, move |backend, found: models::Space| {
        let key = found.key.clone()?;
        let meant = only.is_empty() || only.iter().any(|one| one.as_str().eq_ignore_ascii_case(key.as_str()));
        meant.then(|| space(backend, found, key))
    })
}

pub(in crate::wiki) async fn get(backend: &Backend, key: &ClearedRead<SpaceKey>) -> Result<Space> {
    let id = place::space_id(backend, key).await?;
    let found = backend.client.send(v2::spaces::get(id).description_format(BodyFormat::Plain)).await?;
    let key = found.key.clone().unwrap_or_else(|| key.clone().into_inner());
    Ok(space(backend, found, key))
}

pub(in crate::wiki) async fn create(backend: &Backend, new: &ClearedWrite<NewSpace>) -> Result<Space> {
    let mut body = NewSpaceBody::new(new.name.as_str()).key(&new.key);
    if let Some(description) = &new.description {
        body = body.description(NewDescription::text(description.as_str()));
    }
    let made = match new.private {
        true => backend.client.send(v1::spaces::create_private(body)).await?,
        false => backend.client.send(v1::spaces::create(body)).await?,
    };
    Ok(v1_mapping::space(backend, made, new.key.clone()))
}

pub(in crate::wiki) async fn update(
    backend: &Backend,
    key: &ClearedWrite<SpaceKey>,
    update: SpaceUpdate,
) -> Result<()> {
    backend.client.send(v1::spaces::update(key, space_body(update))).await.map(drop)
}

pub(in crate::wiki) async fn delete(backend: &Backend, key: &ClearedWrite<SpaceKey>) -> Result<LongTask> {
    begun_task(backend.client.send(v1::spaces::delete(key)).await?)
}

fn space(backend: &Backend, found: models::Space, key: SpaceKey) -> Space {
    backend.caches.space_keys.put(found.id.clone(), key.clone());
    Space {
        id: Some(found.id),
        url: found.links.webui.as_deref().and_then(|webui| backend.site().link(webui)),
        name: found.name,
        kind: found.kind.map(|kind| kind.to_string()),
        status: found.status.map(|status| status.to_string()),
        description: found
            .description
            .and_then(|bodies| Some(bodies.plain?.value))
            .filter(|text| !text.is_empty()),
        homepage: found.homepage_id.map(|id| id.as_str().into()),
        key,
    }
}
