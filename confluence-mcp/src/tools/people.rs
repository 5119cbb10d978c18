//! People.

use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::advice::Failure;
use crate::answer::Answer;
use crate::arguments::Count;
use crate::call::Call;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![route::<SearchUser>(), route::<CurrentUser>()]
}

/// Find people by a part of their name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchUser {
    /// Part of the name.
    query: String,
    /// Most rows to return.
    #[serde(default)]
    limit: Count<10, 50>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for SearchUser {
    const NAME: &'static str = "confluence_search_user";
    const TITLE: &'static str = "Find people";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        call.rows(call.wiki.search_people(&self.query), self.limit.0, self.cursor).await
    }
}

/// Tell which account this server acts as.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CurrentUser {}

impl Tool for CurrentUser {
    const NAME: &'static str = "confluence_get_current_user";
    const TITLE: &'static str = "Who am I";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        Ok(Answer::of(&call.wiki.current_user().await?))
    }
}
