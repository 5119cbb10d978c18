//! INSERT, UPDATE and DELETE.

use confluence_client::sql::{Changed, Sql};
use schemars::JsonSchema;
use serde::Deserialize;

use super::sql_values::Parameters;
use crate::advice::Failure;
use crate::arguments::Count;
use crate::call::Call;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![route::<RunNonquery>()]
}

/// Change the wiki by one INSERT, UPDATE or DELETE on Pages, Blogposts, Comments, Labels, Attachments (DELETE) or Spaces.
/// WHERE is required. Pages take Title, Storage or Markdown, ParentId; new ones SpaceKey and Status (draft) too, changed ones
/// LastUpdatedMessage. First with dry_run, which says what each row would become.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunNonquery {
    /// Such as `UPDATE Pages SET Title = @title WHERE Id = '65593'`.
    sql: String,
    /// Values of @names; a list for IN (@name), or for each ?.
    #[serde(default)]
    parameters: Parameters,
    /// Say what would be done, and do nothing.
    #[serde(default)]
    dry_run: bool,
    /// Most rows; if there are more, none is changed.
    #[serde(default)]
    max_rows: Count<20, 200>,
}

impl Tool for RunNonquery {
    const NAME: &'static str = "confluence_run_nonquery";
    const TITLE: &'static str = "Run SQL change";
    const EFFECT: Effect = Effect::Destroys;

    fn needs_consent(&self) -> bool {
        !self.dry_run
    }

    async fn checked(&self, call: &Call<'_>) -> Result<(), Failure> {
        let sql = Sql::new(call.wiki.clone());
        let given = self.parameters.clone().of(self.sql.clone())?;
        Ok(sql.change(given.sql).check().await?)
    }

    async fn question(&self, call: &Call<'_>) -> Result<String, Failure> {
        let told = Self { dry_run: true, ..self.clone() }.change(call).await?;
        if told.rows.is_empty() {
            let nothing =
                || std::iter::once("no row fits the statement".to_owned()).chain(told.notes.clone());
            let why = told.stopped.clone().unwrap_or_else(|| nothing().collect::<Vec<_>>().join(": "));
            return Err(Failure::new(why, "Nothing was changed. Correct the statement and call again."));
        }
        let rows: Vec<&str> =
            told.rows.iter().map(|row| row.what.lines().next().unwrap_or_default()).collect();
        let stopped = told.stopped.map(|why| format!("\nIt would stop at {why}")).unwrap_or_default();
        Ok(format!("Change {} row(s)?\n{}{stopped}", rows.len(), rows.join("\n")))
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let changed = self.change(call).await?;
        match (&changed.stopped, changed.affected) {
            (Some(why), 0) if changed.rows.is_empty() => {
                Err(Failure::new(why.clone(), "Nothing was changed. Correct the statement and call again."))
            }
            _ => Ok(ToolOutput::of(&changed)),
        }
    }
}

impl RunNonquery {
    async fn change(&self, call: &Call<'_>) -> Result<Changed, Failure> {
        let sql = Sql::new(call.wiki.clone());
        let given = self.parameters.clone().of(self.sql.clone())?;
        let mut change = sql.change(given.sql).rows(self.max_rows.0.into());
        for (name, value) in given.values {
            change = change.parameter(name, value);
        }
        if self.dry_run {
            change = change.dry_run();
        }
        let changed = change.run().await;
        changed.map_err(|error| {
            let too_many = error.message().is_some_and(|said| said.contains("allow more rows"));
            let failure = Failure::from(error);
            if too_many { failure.next("Narrow the WHERE, or set `max_rows`, up to 200.") } else { failure }
        })
    }
}
