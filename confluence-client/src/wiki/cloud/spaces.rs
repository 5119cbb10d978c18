//! Spaces of Cloud: read by v2, written by v1, whose creation works on every site.

use super::place;
use crate::error::Result;
use crate::ids::SpaceKey;
use crate::models::v1::{NewDescription, NewSpace as NewSpaceBody};
use crate::models::{self, BodyFormat};
use crate::wiki::long_tasks::begun;
use crate::wiki::shapes::{self, space_body};
use crate::wiki::spaces::{NewSpace, SpaceUpdate};
use crate::wiki::{List, LongTask, Space, Wiki};
use crate::{v1, v2};

pub(in crate::wiki) fn list(wiki: &Wiki) -> List<Space> {
    let mut ask = v2::spaces::list();
    if wiki.policy().restricts_spaces() {
        ask = ask.keys(wiki.policy().spaces.as_slice());
    }
    List::of(wiki, ask, |wiki, found: models::Space| {
        let key = found.key.clone()?;
        wiki.policy().allows(&key).then(|| space(wiki, found, key))
    })
}

pub(in crate::wiki) async fn get(wiki: &Wiki, key: &SpaceKey) -> Result<Space> {
    let id = place::space_id(wiki, key).await?;
    let found = wiki.client.send(v2::spaces::get(id).description_format(BodyFormat::Plain)).await?;
    let key = found.key.clone().unwrap_or_else(|| key.clone());
    Ok(space(wiki, found, key))
}

pub(in crate::wiki) async fn create(wiki: &Wiki, new: &NewSpace) -> Result<Space> {
    let mut body = NewSpaceBody::new(new.name.as_str()).key(&new.key);
    if let Some(description) = &new.description {
        body = body.description(NewDescription::text(description.as_str()));
    }
    let made = match new.private {
        true => wiki.client.send(v1::spaces::create_private(body)).await?,
        false => wiki.client.send(v1::spaces::create(body)).await?,
    };
    Ok(shapes::space(wiki, made, new.key.clone()))
}

pub(in crate::wiki) async fn update(wiki: &Wiki, key: &SpaceKey, update: SpaceUpdate) -> Result<()> {
    wiki.client.send(v1::spaces::update(key, space_body(update))).await.map(drop)
}

pub(in crate::wiki) async fn delete(wiki: &Wiki, key: &SpaceKey) -> Result<LongTask> {
    begun(wiki.client.send(v1::spaces::delete(key)).await?)
}

fn space(wiki: &Wiki, found: models::Space, key: SpaceKey) -> Space {
    wiki.known.space_keys.put(found.id.clone(), key.clone());
    Space {
        id: Some(found.id),
        url: found.links.webui.as_deref().and_then(|webui| wiki.site().link(webui)),
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
