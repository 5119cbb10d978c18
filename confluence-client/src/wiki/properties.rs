//! Properties of content: small JSON values under keys, with versions of their own.

use serde::Serialize;
use serde_json::Value;

use super::settling::may_have_happened;
use super::{List, Wiki};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;

/// A property.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Property {
    /// Its key, unique on the content.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Its version, which has nothing to do with the content's.
    pub version: u64,
    /// What Cloud names it by.
    #[serde(skip)]
    pub(super) id: Option<String>,
}

/// What was set; where the answer was lost, what is there now, if it is this value in the next version.
pub(super) async fn settled(
    before: Option<&Property>,
    value: &Value,
    answer: Result<Property>,
    now: impl AsyncFnOnce() -> Result<Option<Property>>,
) -> Result<Property> {
    match answer {
        Err(lost) if may_have_happened(&lost) => {
            let next = before.map_or(0, |before| before.version) + 1;
            let now = now().await.ok().flatten();
            now.filter(|now| now.version == next && now.value == *value).ok_or(lost)
        }
        answered => answered,
    }
}

pub(super) fn absent(operation: &'static str, key: &str) -> Error {
    Error::new(ErrorKind::NotFound, operation).said(format!("there is no property {key}"))
}

impl Wiki {
    /// Lists the properties of a page, a blog post, an attachment or a comment.
    pub fn properties(&self, content: impl Into<ContentId>) -> List<Property> {
        deployed!(self => properties::list(content.into()))
    }

    /// Returns the property of a key.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn property(&self, content: impl Into<ContentId>, key: &str) -> Result<Property> {
        let content = content.into();
        self.may_read(&content, "property").await?;
        let found = deployed!(self => properties::get(&content, key).await)?;
        found.ok_or_else(|| absent("property", key))
    }

    /// Creates a property, or replaces its value by the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else changes it at the same time; `Invalid` for a value that is too long; `Policy`.
    pub async fn set_property(
        &self,
        content: impl Into<ContentId>,
        key: &str,
        value: Value,
    ) -> Result<Property> {
        let content = content.into();
        self.may_write(&content, "set_property").await?;
        let before = deployed!(self => properties::get(&content, key).await)?;
        let answer = match &before {
            Some(now) => deployed!(self => properties::update(&content, now, value.clone()).await),
            None => deployed!(self => properties::create(&content, key, value.clone()).await),
        };
        let now = async || deployed!(self => properties::get(&content, key).await);
        settled(before.as_ref(), &value, answer, now).await
    }

    /// Deletes a property.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn delete_property(&self, content: impl Into<ContentId>, key: &str) -> Result<()> {
        let content = content.into();
        self.policy.check_write("delete_property")?;
        let property = self.property(content.clone(), key).await?;
        deployed!(self => properties::delete(&content, &property).await)
    }
}
