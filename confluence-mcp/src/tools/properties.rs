//! Properties of content.

use confluence_client::wiki::WriteTarget;
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::advice::Failure;
use crate::arguments::{Count, Id, JsonText};
use crate::call::Call;
use crate::confirmation::{Question, quoted};
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// List the content properties of a page: JSON values that apps and scripts store on it, by key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetProperties {
    /// Id or URL.
    page_id: Id,
    /// Only the property with this key.
    key: Option<String>,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// Previous `next_cursor`.
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

/// Set or delete a content property of a page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetProperty {
    /// Id or URL.
    page_id: Id,
    /// Property key.
    key: String,
    /// New value as JSON, such as `{"state": "approved"}` or `"text"`.
    value: Option<JsonText>,
    /// Delete it; the user is asked first.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    delete: bool,
}

impl Tool for SetProperty {
    const NAME: &'static str = "confluence_set_property";
    const TITLE: &'static str = "Set property";
    const EFFECT: Effect = Effect::Destroys;

    fn prepare(arguments: &mut JsonObject) -> Vec<String> {
        let is_look = arguments.get("key").and_then(Value::as_str).is_some_and(is_of_looks);
        match arguments.get_mut("value") {
            // A list of one is a list here, and no text for its only one.
            Some(value @ (Value::Array(_) | Value::Object(_))) => *value = value.to_string().into(),
            Some(value @ (Value::String(_) | Value::Number(_))) if is_look => *value = look(value),
            _ => {}
        }
        Vec::new()
    }

    fn needs_consent(&self) -> bool {
        self.delete
    }

    async fn checked(&self, _: &Call<'_>) -> Result<(), Failure> {
        self.new_value().map(drop)
    }

    async fn destroys(&self, call: &Call<'_>) -> Result<Option<WriteTarget>, Failure> {
        Ok(Some(call.id_of(&self.page_id).await?.into()))
    }

    async fn question(&self, call: &Call<'_>) -> Result<Question, Failure> {
        let id = call.id_of(&self.page_id).await?;
        call.wiki.property(id.clone(), &self.key).await?;
        // What is no page has properties too.
        let of = match call.wiki.page(id.clone()).await {
            Ok(page) => format!("the page {}", quoted(&page.title)),
            Err(_) => id.to_string(),
        };
        Ok(format!("Delete the property {} of {of}?", quoted(&self.key)).into())
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let value = self.new_value()?.cloned();
        let page = call.id_of(&self.page_id).await?;
        match value {
            Some(value) => Ok(ToolOutput::of(&call.wiki.set_property(page, &self.key, value).await?)),
            None => {
                call.wiki.delete_property(page, &self.key).await?;
                Ok(ToolOutput::of(&json!({"key": self.key, "status": "deleted"})))
            }
        }
    }
}

/// Whether a property of this key says how a page looks: its width, its emoji. They hold text.
fn is_of_looks(key: &str) -> bool {
    ["content-appearance-", "emoji-title-"].iter().any(|start| key.starts_with(start))
}

/// The value of such a property as JSON: models write the text itself, and the code of an emoji may have digits alone. An
/// emoji is its code.
fn look(value: &Value) -> Value {
    let text = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
    if text.is_empty() || text == "null" || text.starts_with(['"', '{', '[']) {
        return text.into();
    }
    let is_emoji = text.chars().all(|sign| !sign.is_ascii() && !sign.is_alphanumeric());
    let codes =
        || text.chars().filter(|sign| *sign != '\u{fe0f}').map(|sign| format!("{:x}", u32::from(sign)));
    let text = if is_emoji { codes().collect::<Vec<_>>().join("-") } else { text.clone() };
    Value::from(text).to_string().into()
}

impl SetProperty {
    /// What is to be set; nothing where the property is to be deleted. Clients fill in `null` for what is left out, so that
    /// nothing is deleted for the want of a value.
    fn new_value(&self) -> Result<Option<&Value>, Failure> {
        let value = self.value.as_ref().map(|value| &value.0).filter(|value| !value.is_null());
        match (value, self.delete) {
            (Some(_), true) => Err(Failure::argument("value", "give it or `delete`, not both")),
            (None, false) => {
                Err(Failure::argument("value", "it is missing or null; `delete` deletes the property"))
            }
            (value, _) => Ok(value),
        }
    }
}
