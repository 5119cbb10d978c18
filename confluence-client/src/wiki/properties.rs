//! Properties of content: small JSON values under keys, with versions of their own.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::lost_answer::settled;
use crate::wiki::model::properties::Property;

impl Wiki {
    /// Lists the content properties of a page, a blog post, an attachment or a comment.
    pub fn properties(&self, content: impl Into<ContentId>) -> List<Property> {
        self.list_of(
            content.into(),
            "properties",
            |wiki, content| deployed!(wiki => properties::list(content)),
        )
    }

    /// Returns the content property of a key.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn property(&self, content: impl Into<ContentId>, key: &str) -> Result<Property> {
        let content = self.read(content.into(), "property").await?;
        let found = deployed!(self => properties::get(&content, key).await)?;
        found.ok_or_else(|| absent("property", key))
    }

    /// Sets a content property: creates it, or replaces its value by the next version.
    ///
    /// ```no_run
    /// # async fn example(wiki: confluence_client::Wiki) -> Result<(), Box<dyn std::error::Error>> {
    /// #[derive(serde::Deserialize, serde::Serialize)]
    /// struct Export {
    ///     revision: u64,
    /// }
    ///
    /// wiki.set_property(98765, "my-tool.export", Export { revision: 7 }).await?;
    /// let known: Export = serde_json::from_value(wiki.property(98765, "my-tool.export").await?.value)?;
    /// # drop(known);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Conflict` if somebody else changes it at the same time; `Invalid` for a value that is too long, or is no JSON;
    /// `Policy`.
    pub async fn set_property(
        &self,
        content: impl Into<ContentId>,
        key: &str,
        value: impl Serialize,
    ) -> Result<Property> {
        let value = json(value, "set_property")?;
        let content = self.write(content.into(), "set_property").await?;
        let before = deployed!(self => properties::get(&content.as_read(), key).await)?;
        let answer = match &before {
            Some(now) => deployed!(self => properties::update(&content, now, value.clone()).await),
            None => deployed!(self => properties::create(&content, key, value.clone()).await),
        };
        let now = async {
            let found = deployed!(self => properties::get(&content.as_read(), key).await)?;
            found.ok_or_else(|| absent("set_property", key))
        };
        settled_property(before.as_ref(), &value, answer, now).await
    }

    /// Deletes a content property.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn delete_property(&self, content: impl Into<ContentId>, key: &str) -> Result<()> {
        let content = self.write(content.into(), "delete_property").await?;
        let property = deployed!(self => properties::get(&content.as_read(), key).await)?;
        let property = property.ok_or_else(|| absent("property", key))?;
        deployed!(self => properties::delete(&content, &property).await)
    }
}

/// A value as it is stored.
pub(super) fn json(value: impl Serialize, operation: &'static str) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| {
        Error::new(ErrorKind::Invalid, operation)
            .with_message(format!("the value cannot be written as JSON: {error}"))
    })
}

/// What was set; where the answer was lost, what is there now, if it is this value in the next version.
pub(super) async fn settled_property(
    before: Option<&Property>,
    value: &Value,
    answer: Result<Property>,
    now: impl Future<Output = Result<Property>>,
) -> Result<Property> {
    let next = before.map_or(0, |before| before.version).saturating_add(1);
    let is_set = |now: &Property| now.version == next && now.value == *value;
    settled(answer, now, is_set, "read the property before it is set again").await
}

pub(super) fn absent(operation: &'static str, key: &str) -> Error {
    Error::new(ErrorKind::NotFound, operation).with_message(format!("there is no property {key}"))
}
