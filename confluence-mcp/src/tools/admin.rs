//! What few people do: new spaces, templates, properties, and whatever says who may do what.

use confluence_client::Quoted;
use confluence_client::wiki::NewSpace;
use schemars::JsonSchema;
use serde::Deserialize;

use super::properties::{GetProperties, SetProperty};
use super::restrictions::{CheckPermissions, GetRestrictions, SetRestrictions};
use super::templates::ListPageTemplates;
use crate::advice::Failure;
use crate::call::Call;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        route::<CreateSpace>(),
        route::<ListPageTemplates>(),
        route::<GetRestrictions>(),
        route::<SetRestrictions>(),
        route::<CheckPermissions>(),
        route::<GetProperties>(),
        route::<SetProperty>(),
    ]
}

/// Create a space with a home page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreateSpace {
    /// Key of the new space: letters and digits only, such as `DOCS`.
    space_key: String,
    /// Name of the new space.
    name: String,
    /// Description of the space.
    description: Option<String>,
    /// Only this account may see it.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    private: bool,
}

impl Tool for CreateSpace {
    const NAME: &'static str = "confluence_create_space";
    const TITLE: &'static str = "Create space";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        // The service would say the same of a key that is taken, and so would a look for the space.
        if self.space_key.is_empty() || !self.space_key.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
            let said = format!(
                "{} is not: a key is letters and digits alone, such as `DOCS`",
                Quoted(&self.space_key)
            );
            return Err(Failure::argument("space_key", said));
        }
        let mut new = NewSpace::new(self.space_key, self.name);
        if let Some(description) = self.description {
            new = new.description(description);
        }
        if self.private {
            new = new.private();
        }
        Ok(ToolOutput::of(&call.wiki.create_space(new).await?))
    }
}
