//! Spaces.

use confluence_client::ids::SpaceKey;
use confluence_client::wiki::Space;
use confluence_client::{Policy, Quoted};
use futures_util::TryStreamExt as _;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::advice::Failure;
use crate::arguments::Count;
use crate::call::Call;
use crate::cursor::Walk;
use crate::guesses;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![route::<ListSpaces>()]
}

/// List the spaces that this account can see: key, name, kind, home page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListSpaces {
    /// Part of key or name.
    query: Option<String>,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

/// How many spaces are looked through for a name in one call.
const MAX_LOOKED_AT: usize = 2_000;
/// How many the service is asked for at a time.
const SLICE: u32 = 250;

impl Tool for ListSpaces {
    const NAME: &'static str = "confluence_list_spaces";
    const TITLE: &'static str = "List spaces";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        match self.query.as_deref().map(str::trim).filter(|query| !query.is_empty()) {
            None => {
                let first = self.cursor.is_none();
                let rows = call.rows(call.wiki.spaces(), self.limit.0, self.cursor).await?;
                Ok(if first { rows.if_empty(|| none(call.wiki.policy())) } else { rows })
            }
            Some(query) => named(call, query, self.limit.0 as usize, self.cursor.as_deref()).await,
        }
    }
}

/// Why there may be no space at all. The keys that a server is bound to are for whoever runs it.
fn none(policy: &Policy) -> String {
    match policy.spaces.as_ref().map_or(0, Vec::len) {
        0 => "this account sees no space: whoever administers Confluence gives it the right to".to_owned(),
        1 => "this account does not see the one space that this server is bound to by the property Spaces; \
              `confluence-mcp doctor` names it"
            .to_owned(),
        bound => format!(
            "this account sees none of the {bound} spaces that this server is bound to by the property Spaces; \
             `confluence-mcp doctor` names them"
        ),
    }
}

/// The spaces with this in their key or name; the cursor names the last space that was passed.
async fn named(
    call: &Call<'_>,
    query: &str,
    most: usize,
    cursor: Option<&str>,
) -> Result<ToolOutput, Failure> {
    let wanted = query.to_lowercase();
    let fits = |space: &Space| {
        space.key.as_str().to_lowercase().contains(&wanted) || space.name.to_lowercase().contains(&wanted)
    };
    let mut spaces = call.wiki.spaces().limit(SLICE).stream();
    let walk = Walk::new(&["spaces", &wanted]);
    let mut last = cursor.map(|cursor| walk.last(cursor)).transpose()?;
    let (mut at, mut passed, mut rows) = (0, None, Vec::new());
    while let Some(space) = spaces.try_next().await? {
        if let Some(key) = last {
            last = Some(key).filter(|key| space.key.as_str() != *key);
            continue;
        }
        if rows.len() == most || at >= MAX_LOOKED_AT {
            let next = passed.map(|key: SpaceKey| walk.cursor(key.as_str()));
            return Ok(ToolOutput::list(rows, None, next.as_deref()));
        }
        passed = Some(space.key.clone());
        if fits(&space) {
            rows.push(space);
        }
        at += 1;
    }
    if let Some(key) = last {
        return Err(Walk::lost(key));
    }
    Ok(ToolOutput::list(rows, None, None).if_empty(|| {
        let limit = guesses::limit(&call.wiki);
        format!(
            "none of {at} spaces{limit} has {} in its key or name; leave `query` out to list all",
            Quoted(query)
        )
    }))
}
