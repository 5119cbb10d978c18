//! Properties of the spaces of Cloud, which names them by id.

use serde_json::Value;

use super::place;
use super::properties::id;
use crate::error::Result;
use crate::ids::SpaceKey;
use crate::models::{NewProperty, NewVersion, PropertyUpdate, SpaceProperty};
use crate::v2;
use crate::wiki::properties::Property;
use crate::wiki::{List, Wiki};

pub(in crate::wiki) fn list(wiki: &Wiki, space: SpaceKey) -> List<Property> {
    List::later(wiki, async move |wiki: Wiki| {
        let ask = v2::space_properties::of(place::space_id(&wiki, &space).await?);
        Ok(List::of(&wiki, ask, |_, found| Some(property(found))))
    })
}

pub(in crate::wiki) async fn get(wiki: &Wiki, space: &SpaceKey, key: &str) -> Result<Option<Property>> {
    let ask = v2::space_properties::of(place::space_id(wiki, space).await?).key(key);
    let found = wiki.client.send(ask).await?.results.into_iter().map(property);
    Ok(found.into_iter().find(|property| property.key == key))
}

pub(in crate::wiki) async fn create(
    wiki: &Wiki,
    space: &SpaceKey,
    key: &str,
    value: Value,
) -> Result<Property> {
    let space = place::space_id(wiki, space).await?;
    let ask = v2::space_properties::create(space, NewProperty::new(key, value));
    Ok(property(wiki.client.send(ask).await?))
}

pub(in crate::wiki) async fn update(
    wiki: &Wiki,
    space: &SpaceKey,
    now: &Property,
    value: Value,
) -> Result<Property> {
    let next = PropertyUpdate::new(now.key.as_str(), value, NewVersion::new(now.version + 1));
    let ask = v2::space_properties::update(place::space_id(wiki, space).await?, id(now)?, next);
    Ok(property(wiki.client.send(ask).await?))
}

pub(in crate::wiki) async fn delete(wiki: &Wiki, space: &SpaceKey, property: &Property) -> Result<()> {
    let space = place::space_id(wiki, space).await?;
    wiki.client.send(v2::space_properties::delete(space, id(property)?)).await
}

fn property(found: SpaceProperty) -> Property {
    Property {
        key: found.key,
        value: found.value.unwrap_or_default(),
        version: found.version.and_then(|version| version.number).unwrap_or_default(),
        id: found.id.map(|id| id.to_string()),
    }
}
