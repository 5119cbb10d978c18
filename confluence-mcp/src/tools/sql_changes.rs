//! INSERT, UPDATE and DELETE.

use confluence_client::sql::{Changed, ChangedRow, Sql};
use confluence_client::{Error, ErrorKind, Reason};
use schemars::JsonSchema;
use serde::Deserialize;

use super::sql_statement::check_tool;
use super::sql_values::Parameters;
use crate::advice::Failure;
use crate::arguments::Count;
use crate::call::Call;
use crate::chunk::truncated;
use crate::confirmation::Question;
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
    /// Values of @names, or of each ? by its number; a list for IN (@name), or for all ?.
    #[serde(default)]
    parameters: Parameters,
    /// Show what would change, and change nothing.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    dry_run: bool,
    /// Max rows; if there are more, none is changed.
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
        check_tool(&self.sql, Self::NAME, "a change is an INSERT, an UPDATE or a DELETE")?;
        sql.change(given.sql).check().await.map_err(refused)
    }

    async fn question(&self, call: &Call<'_>) -> Result<Question, Failure> {
        let told = Self { dry_run: true, ..self.clone() }.change(call).await?;
        if told.rows.is_empty() {
            return Ok(Question::none(told.digest));
        }
        let left_out = match told.left_out {
            0 => String::new(),
            same => format!("\n({same} row(s) stay as they are, and are left out)"),
        };
        let text = format!("Change {} row(s)?\n{}{left_out}", told.rows.len(), listed(&told.rows));
        Ok(Question::about(text, told.digest))
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let changed = self.change(call).await?;
        let Some(why) = &changed.stopped else { return Ok(ToolOutput::of(&changed)) };
        let failure = Failure::of_kind(why.clone(), changed.stopped_by).of_write(false);
        if changed.rows.is_empty() {
            return Err(failure);
        }
        call.note(failure.advice());
        Ok(ToolOutput::of(&changed))
    }
}

const CORRECT: &str = "Nothing was changed. Correct the statement and call again.";

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
        } else if let Some(agreed) = call.agreed() {
            change = change.agreed(agreed);
        }
        change.run().await.map_err(refused)
    }
}

/// Why no row was changed, and what to do about it.
fn refused(error: Error) -> Failure {
    if error.kind() == ErrorKind::Conflict && error.operation() == "sql" {
        return Failure::outdated(error);
    }
    let too_many = error.reason() == Some(Reason::TooManyRows);
    let of_statement =
        matches!(error.kind(), ErrorKind::Invalid | ErrorKind::ContentLoss | ErrorKind::NotFound)
            && error.property().is_none()
            && !error.is_unsent()
            && !error.may_be_unauthenticated();
    let failure = Failure::from(error);
    match of_statement {
        true if too_many => failure.next("Narrow the WHERE, or set `max_rows`, up to 200."),
        true => failure.next(CORRECT),
        false => failure,
    }
}

/// What becomes of the rows, each with the first lines of what is new: a question that nobody reads to its end is none.
fn listed(rows: &[ChangedRow]) -> String {
    /// The most lines of all rows together, those of one, and letters of a line.
    const LINES: usize = 60;
    const OF_ONE: usize = 8;
    const WIDTH: usize = 200;

    let most = LINES.checked_div(rows.len()).unwrap_or(LINES).clamp(1, OF_ONE);
    let one = |row: &ChangedRow| {
        let (mut shown, mut left_out, mut old): (Vec<String>, usize, usize) = (Vec::new(), 0, 0);
        for line in row.what.lines() {
            // What goes must not keep out what comes in its place.
            let is_old = line.starts_with('-');
            old += usize::from(is_old);
            if shown.len() >= most || (is_old && old > most / 2) {
                left_out += 1;
                continue;
            }
            // Set off from the rows, so that no text passes for one.
            let indent = if shown.is_empty() { "" } else { "    " };
            shown.push(format!("{indent}{}", truncated(line, WIDTH)));
        }
        match (left_out, most) {
            (0, _) => {}
            (more, 1) => {
                shown.iter_mut().for_each(|line| line.push_str(&format!(" (and {more} more lines)")))
            }
            (more, _) => shown.push(format!("    (and {more} more lines)")),
        }
        shown.join("\n")
    };
    rows.iter().map(one).collect::<Vec<_>>().join("\n")
}
