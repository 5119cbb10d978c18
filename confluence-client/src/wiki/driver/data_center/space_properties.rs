//! Properties of the spaces of Data Center, which names them by key.

use serde_json::Value;

use super::properties::property;
use crate::dc::space_properties as properties;
use crate::error::{ErrorKind, Result};
use crate::ids::SpaceKey;
use crate::models::dc::{NewProperty, PropertyUpdate};
use crate::models::v1::NewVersion;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::properties::Property;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) fn list(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Property> {
    List::of(backend, properties::list(&space).expand(["version"]), |_, found| Some(property(found)))
}

pub(in crate::wiki) async fn get(
    backend: &Backend,
    space: &ClearedRead<SpaceKey>,
    key: &str,
) -> Result<Option<Property>> {
    match backend.client.send(properties::get(space, key).expand(["version"])).await {
        Ok(found) => Ok(Some(property(found))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(in crate::wiki) async fn create(
    backend: &Backend,
    space: &ClearedWrite<SpaceKey>,
    key: &str,
    value: Value,
) -> Result<Property> {
    Ok(property(backend.client.send(properties::create(space, NewProperty::new(key, value))).await?))
}

pub(in crate::wiki) async fn update(
    backend: &Backend,
    space: &ClearedWrite<SpaceKey>,
    now: &Property,
    value: Value,
) -> Result<Property> {
    let next = PropertyUpdate::new(value, NewVersion::new(now.version.saturating_add(1)));
    Ok(property(backend.client.send(properties::update(space, now.key.as_str(), next)).await?))
}

pub(in crate::wiki) async fn delete(
    backend: &Backend,
    space: &ClearedWrite<SpaceKey>,
    property: &Property,
) -> Result<()> {
    backend.client.send(properties::delete(space, property.key.as_str())).await
}
