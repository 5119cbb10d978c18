//! Properties of spaces: small JSON values under keys, with versions of their own.

use serde_json::Value;

use super::properties::{Property, absent, settled};
use super::{List, Wiki};
use crate::error::Result;
use crate::ids::SpaceKey;

impl Wiki {
    /// Lists the properties of a space.
    pub fn space_properties(&self, space: impl Into<SpaceKey>) -> List<Property> {
        let space = space.into();
        match self.policy.check_space(Some(&space), "space_properties") {
            Ok(()) => deployed!(self => space_properties::list(space)),
            Err(error) => List::refused(error),
        }
    }

    /// Returns the property of a key.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn space_property(&self, space: impl Into<SpaceKey>, key: &str) -> Result<Property> {
        let space = space.into();
        self.policy.check_space(Some(&space), "space_property")?;
        let found = deployed!(self => space_properties::get(&space, key).await)?;
        found.ok_or_else(|| absent("space_property", key))
    }

    /// Creates a property, or replaces its value by the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else changes it at the same time; `Forbidden` for those who do not administer the space;
    /// `Policy`.
    pub async fn set_space_property(
        &self,
        space: impl Into<SpaceKey>,
        key: &str,
        value: Value,
    ) -> Result<Property> {
        let space = space.into();
        self.may_write_in(&space, "set_space_property")?;
        let before = deployed!(self => space_properties::get(&space, key).await)?;
        let answer = match &before {
            Some(now) => deployed!(self => space_properties::update(&space, now, value.clone()).await),
            None => deployed!(self => space_properties::create(&space, key, value.clone()).await),
        };
        let now = async || deployed!(self => space_properties::get(&space, key).await);
        settled(before.as_ref(), &value, answer, now).await
    }

    /// Deletes a property.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn delete_space_property(&self, space: impl Into<SpaceKey>, key: &str) -> Result<()> {
        let space = space.into();
        self.may_write_in(&space, "delete_space_property")?;
        let property = self.space_property(&space, key).await?;
        deployed!(self => space_properties::delete(&space, &property).await)
    }
}
