//! Properties of spaces: small JSON values under keys, with versions of their own.

use serde::Serialize;

use crate::error::Result;
use crate::ids::SpaceKey;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::properties::Property;
use crate::wiki::properties::{absent, json, settled_property};

impl Wiki {
    /// Lists the properties of a space.
    pub fn space_properties(&self, space: impl Into<SpaceKey>) -> List<Property> {
        self.list_in(space, "space_properties", |space| deployed!(self => space_properties::list(space)))
    }

    /// Returns the space property of a key.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn space_property(&self, space: impl Into<SpaceKey>, key: &str) -> Result<Property> {
        let space = self.policy.read_space(space.into(), "space_property")?;
        let found = deployed!(self => space_properties::get(&space, key).await)?;
        found.ok_or_else(|| absent("space_property", key))
    }

    /// Sets a space property: creates it, or replaces its value by the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else changes it at the same time; `Forbidden` for those who do not administer the space;
    /// `Policy`.
    pub async fn set_space_property(
        &self,
        space: impl Into<SpaceKey>,
        key: &str,
        value: impl Serialize,
    ) -> Result<Property> {
        let value = json(value, "set_space_property")?;
        let space = self.policy.write_space(space.into(), "set_space_property")?;
        let before = deployed!(self => space_properties::get(&space.as_read(), key).await)?;
        let answer = match &before {
            Some(now) => deployed!(self => space_properties::update(&space, now, value.clone()).await),
            None => deployed!(self => space_properties::create(&space, key, value.clone()).await),
        };
        let now = async {
            let found = deployed!(self => space_properties::get(&space.as_read(), key).await)?;
            found.ok_or_else(|| absent("set_space_property", key))
        };
        settled_property(before.as_ref(), &value, answer, now).await
    }

    /// Deletes a space property.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn delete_space_property(&self, space: impl Into<SpaceKey>, key: &str) -> Result<()> {
        let space = self.policy.write_space(space.into(), "delete_space_property")?;
        let property = deployed!(self => space_properties::get(&space.as_read(), key).await)?;
        let property = property.ok_or_else(|| absent("space_property", key))?;
        deployed!(self => space_properties::delete(&space, &property).await)
    }
}
