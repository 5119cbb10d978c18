//! Spaces of Data Center.

use super::pages::webui;
use crate::dc;
use crate::error::Result;
use crate::ids::SpaceKey;
use crate::models::dc::NewSpace as NewSpaceBody;
use crate::models::v1::{self, NewDescription};
use crate::wiki::cloud::spaces::body_of;
use crate::wiki::long_tasks::begun;
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
    Ok(neutral(wiki, wiki.client.send(dc::spaces::get(key).expand(WHOLE)).await?, key))
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
    Ok(neutral(wiki, made, &new.key))
}

pub(in crate::wiki) async fn update(wiki: &Wiki, key: &SpaceKey, update: SpaceUpdate) -> Result<()> {
    wiki.client.send(dc::spaces::update(key, body_of(update))).await.map(drop)
}

pub(in crate::wiki) async fn delete(wiki: &Wiki, key: &SpaceKey) -> Result<LongTask> {
    begun(wiki.client.send(dc::spaces::delete(key)).await?)
}

/// A space, as it was asked for by this key.
pub(in crate::wiki) fn neutral(wiki: &Wiki, found: v1::Space, key: &SpaceKey) -> Space {
    let key = found.key.clone().unwrap_or_else(|| key.clone());
    space(wiki, found, key)
}

fn space(wiki: &Wiki, found: v1::Space, key: SpaceKey) -> Space {
    let plain = found.description.and_then(|description| Some(description.plain?.value));
    Space {
        id: found.id,
        name: found.name.unwrap_or_default(),
        kind: found.kind.map(|kind| kind.to_string()),
        status: found.status.map(|status| status.to_string()),
        description: plain.filter(|text| !text.is_empty()),
        homepage: found.homepage.and_then(|page| page.id),
        url: webui(wiki, &found.links),
        key,
    }
}
