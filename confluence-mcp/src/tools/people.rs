//! People, and what they watch.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use confluence_client::Quoted;

use crate::advice::Failure;
use crate::arguments::{Count, Id, Names};
use crate::call::Call;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![route::<SearchUser>(), route::<GetUser>(), route::<GetWatchers>(), route::<WatchPage>()]
}

/// Find people or groups by name, for mentions, assignees and restrictions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchUser {
    /// The name or its beginning, or `me`.
    query: String,
    /// Find groups instead of people.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    groups: bool,
    /// Max rows.
    #[serde(default)]
    limit: Count<10, 50>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

impl Tool for SearchUser {
    const NAME: &'static str = "confluence_search_user";
    const TITLE: &'static str = "Find people";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        match (self.groups, name_in(self.query.trim())) {
            (_, "") => Err(Failure::argument("query", "it is empty")),
            (true, name) => call.rows(call.wiki.groups(Some(name)), self.limit.0, self.cursor).await,
            (false, name) if name.eq_ignore_ascii_case("me") => {
                Ok(ToolOutput::list([call.wiki.current_user().await?], None, None))
            }
            (false, name) => {
                let rows = call.rows(call.wiki.search_people(name), self.limit.0, self.cursor).await?;
                Ok(rows.if_empty(|| {
                    format!(
                        "nobody whom this account may see is called {}: people are found by the beginning of a name, \
                         and not by an e-mail address",
                        Quoted(name)
                    )
                }))
            }
        }
    }
}

/// The name in a query of CQL, which other servers take here.
fn name_in(query: &str) -> &str {
    const FIELD: &str = "user.fullname";

    let lower = query.to_ascii_lowercase();
    let rest = lower.find(FIELD).and_then(|at| query.get(at + FIELD.len()..)).map(str::trim_start);
    let Some(value) = rest.and_then(|rest| rest.strip_prefix(['~', '='])).map(str::trim_start) else {
        return query;
    };
    match value.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
        Some((name, _)) => name.trim_end_matches('*'),
        None => value.trim_matches(['"', '\'', ')']),
    }
}

/// Get users by id; without ids, the account of this server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetUser {
    /// Account ids (on Data Center user keys), names, or `me`.
    #[serde(default)]
    user_ids: Names,
}

impl Tool for GetUser {
    const NAME: &'static str = "confluence_get_user";
    const TITLE: &'static str = "Get users";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if self.user_ids.0.is_empty() {
            return Ok(ToolOutput::of(&call.wiki.current_user().await?));
        }
        let people = call.wiki.people(call.people(self.user_ids.0).await?).await?;
        for person in people.iter().filter(|person| person.name.is_none()) {
            call.note(format!("{} is the id of nobody whom this account may see", person.id));
        }
        Ok(ToolOutput::list(people, None, None))
    }
}

/// List who watches a page or blog post.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetWatchers {
    /// Id or URL.
    page_id: Id,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

impl Tool for GetWatchers {
    const NAME: &'static str = "confluence_get_watchers";
    const TITLE: &'static str = "List watchers";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        call.rows(call.wiki.watchers(page), self.limit.0, self.cursor).await
    }
}

/// Watch or unwatch a page, blog post or space as the account of this server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WatchPage {
    /// Id or URL.
    page_id: Option<Id>,
    /// Space key, instead of `page_id`.
    space_key: Option<String>,
    /// Stop watching.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    unwatch: bool,
}

impl Tool for WatchPage {
    const NAME: &'static str = "confluence_watch_page";
    const TITLE: &'static str = "Watch page or space";
    const EFFECT: Effect = Effect::Sets;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let watching = !self.unwatch;
        match (self.page_id, self.space_key) {
            (Some(page), None) => {
                let page = call.id_of(&page).await?;
                call.wiki.watch(page.clone(), watching).await?;
                Ok(ToolOutput::of(&json!({"id": page, "watching": watching})))
            }
            (None, Some(space)) => {
                let space = call.space(&space).await?;
                call.wiki.watch_space(space.as_str(), watching).await?;
                Ok(ToolOutput::of(&json!({"space": space, "watching": watching})))
            }
            _ => Err(Failure::argument("page_id", "give either `page_id` or `space_key`")),
        }
    }
}
