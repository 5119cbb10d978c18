//! Labels.

use std::collections::HashSet;

use confluence_client::{ErrorKind, Quoted};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::place::named_in;
use crate::advice::Failure;
use crate::arguments::{Count, Id, Words};
use crate::call::Call;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![route::<GetLabels>(), route::<AddLabel>(), route::<RemoveLabel>()]
}

/// List the labels of a page or of a space.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetLabels {
    /// Id or URL.
    page_id: Option<Id>,
    /// Space key, instead of `page_id`.
    space_key: Option<String>,
    /// Max rows.
    #[serde(default)]
    limit: Count<50, 200>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

impl Tool for GetLabels {
    const NAME: &'static str = "confluence_get_labels";
    const TITLE: &'static str = "List labels";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let labels = match (&self.page_id, &self.space_key) {
            (Some(page), space) => call.wiki.labels(named_in(call, page, space.as_deref()).await?),
            (None, Some(space)) => return self.of_space(call, space).await,
            (None, None) => return Err(Failure::argument("page_id", "it is missing; or give `space_key`")),
        };
        call.rows(labels, self.limit.0, self.cursor).await
    }
}

impl GetLabels {
    async fn of_space(&self, call: &Call<'_>, space: &str) -> Result<ToolOutput, Failure> {
        let key = call.space(space).await?;
        let rows = call.rows(call.wiki.space_labels(key.clone()), self.limit.0, self.cursor.clone()).await;
        match rows {
            Err(failure)
                if failure.kind() == Some(ErrorKind::NotFound)
                    && call.wiki.space(key.clone()).await.is_ok() =>
            {
                Err(Failure::new(
                    format!(
                        "the space {key} is there, and this version of Confluence does not list the labels of spaces"
                    ),
                    "Tell the user, who sees them in the browser; labels of pages are listed by `page_id`.",
                ))
            }
            rows => rows,
        }
    }
}

/// Add labels to a page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddLabel {
    /// Id or URL.
    page_id: Id,
    /// The labels: words without spaces.
    labels: Words,
}

impl Tool for AddLabel {
    const NAME: &'static str = "confluence_add_label";
    const TITLE: &'static str = "Add labels";
    const EFFECT: Effect = Effect::Sets;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let labels = self.labels.at_least_one("labels")?;
        let page = call.id_of(&self.page_id).await?;
        call.wiki.add_labels(page.clone(), labels.iter().map(String::as_str)).await?;
        // Confluence keeps labels in small letters.
        let added: Vec<String> = labels.iter().map(|label| label.trim().to_lowercase()).collect();
        Ok(ToolOutput::of(&json!({"id": page, "added": added})))
    }
}

/// Remove labels from a page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RemoveLabel {
    /// Id or URL.
    page_id: Id,
    /// The labels to remove.
    labels: Words,
}

impl Tool for RemoveLabel {
    const NAME: &'static str = "confluence_remove_label";
    const TITLE: &'static str = "Remove labels";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let mut seen = HashSet::new();
        let labels = self.labels.at_least_one("labels")?.iter();
        let labels = labels.filter(|label| seen.insert(label.to_lowercase()));
        let page = call.id_of(&self.page_id).await?;
        let (mut removed, mut not_there) = (Vec::new(), Vec::new());
        for label in labels {
            match call.wiki.remove_label(page.clone(), label).await {
                Ok(()) => removed.push(label),
                // Whether it is the label that is missing or the page, is looked at below.
                Err(error) if error.kind() == ErrorKind::NotFound => not_there.push(label),
                Err(error) if removed.is_empty() => return Err(error.into()),
                // What was taken off stays off: the rest is told beside it.
                Err(error) => {
                    let why = Failure::from(error).text();
                    call.note(format!("the labels from {} on were not taken off: {why}", Quoted(label)));
                    break;
                }
            }
        }
        if removed.is_empty() {
            call.wiki.labels(page.clone()).limit(1).slice().await?;
        }
        Ok(ToolOutput::of(&json!({"id": page, "removed": removed, "not_there": not_there})))
    }
}
