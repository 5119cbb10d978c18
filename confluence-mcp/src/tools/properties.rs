//! Properties of content.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::advice::Failure;
use crate::arguments::{Count, Id, JsonText};
use crate::call::Call;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// List the properties of a page: JSON values that apps and scripts keep on it, under keys.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetProperties {
    /// Id or address.
    page_id: Id,
    /// Only the one under this key.
    key: Option<String>,
    /// Most rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// `next_cursor` from before.
    cursor: Option<String>,
}

impl Tool for GetProperties {
    const NAME: &'static str = "confluence_get_properties";
    const TITLE: &'static str = "List properties";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        match self.key {
            Some(key) => Ok(ToolOutput::of(&call.wiki.property(page, &key).await?)),
            None => call.rows(call.wiki.properties(page), self.limit.0, self.cursor).await,
        }
    }
}

/// Set a property of a page, or delete it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetProperty {
    /// Id or address.
    page_id: Id,
    /// Its key.
    key: String,
    /// Its new value as JSON, such as `{"state": "approved"}` or `"text"`; deleted if left out.
    value: Option<JsonText>,
}

impl Tool for SetProperty {
    const NAME: &'static str = "confluence_set_property";
    const TITLE: &'static str = "Set property";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        match self.value {
            Some(JsonText(value)) if value != Value::Null => {
                Ok(ToolOutput::of(&call.wiki.set_property(page, &self.key, value).await?))
            }
            _ => {
                call.wiki.delete_property(page, &self.key).await?;
                Ok(ToolOutput::of(&json!({"key": self.key, "status": "deleted"})))
            }
        }
    }
}
