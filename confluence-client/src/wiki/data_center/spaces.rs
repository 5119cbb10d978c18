//! Spaces of Data Center.

use crate::dc;
use crate::error::Result;
use crate::ids::SpaceKey;
use crate::models::dc::NewSpace as NewSpaceBody;
use crate::models::v1::{self, NewDescription};
use crate::wiki::long_tasks::begun;
use crate::wiki::shapes::{space, space_body};
use crate::wiki::spaces::{NewSpace, SpaceUpdate};
use crate::wiki::{List, LongTask, Space, Wiki};

const WHOLE: [&str; 2] = ["homepage", "description.plain"];

pub(in crate::wiki) fn list(wiki: &Wiki) -> List<Space> {
    let mut ask = dc::spaces::list().expand(["homepage"]);
    if wiki.policy().restricts_spaces() {
        ask = ask.space_key(wiki.policy().spaces.as_slice());
    }
    List::of(wiki, ask, |wiki, found: v1::Space| {
        let key = found.key.clone()?;
        wiki.policy().allows(&key).then(|| space(wiki, found, key))
    })
}

pub(in crate::wiki) async fn get(wiki: &Wiki, key: &SpaceKey) -> Result<Space> {
    let found = wiki.client.send(dc::spaces::get(key).expand(WHOLE)).await?;
    let key = found.key.clone().unwrap_or_else(|| key.clone());
    Ok(space(wiki, found, key))
}

pub(in crate::wiki) async fn create(wiki: &Wiki, new: &NewSpace) -> Result<Space> {
    let mut body = NewSpaceBody::new(&new.key, new.name.as_str());
    if let Some(description) = &new.description {
        body = body.description(NewDescription::text(description.as_str()));
    }
    let made = match new.private {
        true => wiki.client.send(dc::spaces::create_private(body)).await?,
        false => wiki.client.send(dc::spaces::create(body)).await?,
    };
    Ok(space(wiki, made, new.key.clone()))
}

pub(in crate::wiki) async fn update(wiki: &Wiki, key: &SpaceKey, update: SpaceUpdate) -> Result<()> {
    wiki.client.send(dc::spaces::update(key, space_body(update))).await.map(drop)
}

pub(in crate::wiki) async fn delete(wiki: &Wiki, key: &SpaceKey) -> Result<LongTask> {
    begun(wiki.client.send(dc::spaces::delete(key)).await?)
}
