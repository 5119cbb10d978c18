//! Properties of Data Center, which names them by key.

use serde_json::Value;

use crate::dc::content_properties as properties;
use crate::error::{ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::dc::{NewProperty, Property as Found, PropertyUpdate};
use crate::models::v1::NewVersion;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::properties::Property;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) fn list(backend: &Backend, content: ClearedRead<ContentId>) -> List<Property> {
    let ask = properties::list(&content).expand(["version"]);
    List::of(backend, ask, |_, found| Some(property(found)))
}

pub(in crate::wiki) async fn get(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
    key: &str,
) -> Result<Option<Property>> {
    match backend.client.send(properties::get(content, key).expand(["version"])).await {
        Ok(found) => Ok(Some(property(found))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(in crate::wiki) async fn create(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    key: &str,
    value: Value,
) -> Result<Property> {
    Ok(property(backend.client.send(properties::create(content, NewProperty::new(key, value))).await?))
}

pub(in crate::wiki) async fn update(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    now: &Property,
    value: Value,
) -> Result<Property> {
    let next = PropertyUpdate::new(value, NewVersion::new(now.version.saturating_add(1)));
    Ok(property(backend.client.send(properties::update(content, now.key.as_str(), next)).await?))
}

pub(in crate::wiki) async fn delete(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    property: &Property,
) -> Result<()> {
    backend.client.send(properties::delete(content, property.key.as_str())).await
}

pub(super) fn property(found: Found) -> Property {
    Property {
        key: found.key.unwrap_or_default(),
        value: found.value.unwrap_or_default(),
        version: found.version.and_then(|version| version.number).unwrap_or(1),
        id: None,
    }
}
