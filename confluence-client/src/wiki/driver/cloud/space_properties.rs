//! Properties of the spaces of Cloud, which names them by id.

use serde_json::Value;

use super::place;
use super::properties::id;
use crate::error::Result;
use crate::ids::SpaceKey;
use crate::models::{NewProperty, NewVersion, PropertyUpdate, SpaceProperty};
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::properties::Property;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) fn list(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Property> {
    List::later(backend, async move |backend: Backend| {
        let ask = v2::space_properties::of(place::space_id(&backend, &space).await?);
        Ok(List::of(&backend, ask, |_, found| Some(property(found))))
    })
}

pub(in crate::wiki) async fn get(
    backend: &Backend,
    space: &ClearedRead<SpaceKey>,
    key: &str,
) -> Result<Option<Property>> {
    let ask = v2::space_properties::of(place::space_id(backend, space).await?).key(key);
    let found = backend.client.send(ask).await?.results.into_iter().map(property);
    Ok(found.into_iter().find(|property| property.key == key))
}

pub(in crate::wiki) async fn create(
    backend: &Backend,
    space: &ClearedWrite<SpaceKey>,
    key: &str,
    value: Value,
) -> Result<Property> {
    let space = place::space_id(backend, space).await?;
    let ask = v2::space_properties::create(space, NewProperty::new(key, value));
    Ok(property(backend.client.send(ask).await?))
}

pub(in crate::wiki) async fn update(
    backend: &Backend,
    space: &ClearedWrite<SpaceKey>,
    now: &Property,
    value: Value,
) -> Result<Property> {
    let next = PropertyUpdate::new(now.key.as_str(), value, NewVersion::new(now.version.saturating_add(1)));
    let ask = v2::space_properties::update(place::space_id(backend, space).await?, id(now)?, next);
    Ok(property(backend.client.send(ask).await?))
}

pub(in crate::wiki) async fn delete(
    backend: &Backend,
    space: &ClearedWrite<SpaceKey>,
    property: &Property,
) -> Result<()> {
    let space = place::space_id(backend, space).await?;
    backend.client.send(v2::space_properties::delete(space, id(property)?)).await
}

fn property(found: SpaceProperty) -> Property {
    Property {
        key: found.key,
        value: found.value.unwrap_or_default(),
        version: found.version.and_then(|version| version.number).unwrap_or_default(),
        id: found.id.map(|id| id.to_string()),
    }
}
