//! Spaces.

use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::advice::Failure;
use crate::arguments::Count;
use crate::call::Call;
use crate::output::ToolOutput;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![route::<ListSpaces>()]
}

/// List the spaces that this account can see: key, name, kind, home page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListSpaces {
    /// Most rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for ListSpaces {
    const NAME: &'static str = "confluence_list_spaces";
    const TITLE: &'static str = "List spaces";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        call.rows(call.wiki.spaces(), self.limit.0, self.cursor).await
    }
}
