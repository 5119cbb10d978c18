//! SQL over the wiki: which tables, which columns, and a query.

use std::time::Duration;

use confluence_client::sql::{ColumnInfo, Format, QueryLimits, Sql, Value};
use confluence_client::{Error, ErrorKind};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, json};

use super::sql_statement::{check_tool, explained};
use super::sql_values::{Given, Parameters};
use super::{sql_changes, sql_metadata, sql_procedures};
use crate::advice::Failure;
use crate::arguments::Count;
use crate::call::Call;
use crate::cursor::Whole;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![route::<GetTables>(), route::<GetColumns>(), route::<RunQuery>()];
    routes.extend(sql_procedures::routes());
    routes.extend(sql_changes::routes());
    routes
}

/// How many requests a query may make for a model that waits, and how long it may take.
const REQUESTS: u64 = 300;
const TIME: Duration = Duration::from_secs(120);

/// List the tables that confluence_run_query reads.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetTables {
    #[schemars(skip)]
    table: Option<String>,
}

impl Tool for GetTables {
    const NAME: &'static str = "confluence_get_tables";
    const TITLE: &'static str = "List SQL tables";
    const EFFECT: Effect = Effect::Reads;

    fn prepare(arguments: &mut JsonObject) -> Vec<String> {
        sql_metadata::prepare(arguments, "table");
        Vec::new()
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let tables = Sql::new(call.wiki.clone()).tables();
        let rows: Vec<Vec<Value>> = tables
            .iter()
            .filter(|table| table.available)
            .map(|table| vec![table.name.into(), table.description.into()])
            .filter(|row: &Vec<Value>| sql_metadata::fits(self.table.as_deref(), row))
            .collect();
        let names = ["Table", "Description"].map(str::to_owned);
        Ok(ToolOutput::default().text(&Format::Csv.text(&names, &rows)))
    }
}

/// List the columns of a table: type, conditions that the service answers (others read more rows), meaning.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetColumns {
    /// Table name, from confluence_get_tables.
    table: String,
}

impl Tool for GetColumns {
    const NAME: &'static str = "confluence_get_columns";
    const TITLE: &'static str = "List SQL columns";
    const EFFECT: Effect = Effect::Reads;

    fn prepare(arguments: &mut JsonObject) -> Vec<String> {
        sql_metadata::prepare(arguments, "table");
        Vec::new()
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let columns = Sql::new(call.wiki.clone()).columns(&self.table)?;
        let shown = columns.iter().filter(|column| column.available && column.alias_of.is_none());
        let rows: Vec<Vec<Value>> = shown.map(row).collect();
        if rows.is_empty() {
            let what = format!("{} is not a table of this deployment of Confluence", self.table);
            return Err(Failure::new(what, "confluence_get_tables lists those that are here."));
        }
        let names = ["Column", "DataType", "AnsweredByService", "Remarks"].map(str::to_owned);
        Ok(ToolOutput::default().text(&Format::Csv.text(&names, &rows)))
    }
}

fn row(column: &ColumnInfo) -> Vec<Value> {
    let pushed: Vec<&str> = column.pushed.iter().map(|one| one.operators).collect();
    let pushed = if pushed.is_empty() { Value::Null } else { pushed.join(", ").into() };
    vec![column.name.into(), column.kind.into(), pushed, column.summary().into()]
}

/// How rows are answered.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Shape {
    #[default]
    Csv,
    Json,
}

/// Ask the wiki by one SQL SELECT, in the dialect of SQLite: joins, GROUP BY, windows, WITH. Main tables: Pages (Id,
/// Title, SpaceKey, ParentId, CreatedDate, CreatedByUserPublicName, LastUpdatedDatetime, LastUpdatedUserPublicName,
/// VersionNumber, URL; by name also Markdown, Text, Storage), Spaces (Key, Name), Comments and Attachments (ContainerId),
/// Labels (ContentId, LabelName), Tasks, PageVersions, Links, Macros; confluence_get_tables has all. Times are text in UTC or
/// the Timezone of the connection, as GETDATE() tells it: LastUpdatedDatetime >= '2026-01-31'. Name columns rather than *, filter by SpaceKey or an id where you can, and select
/// bodies for few rows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunQuery {
    /// Such as `SELECT p.Title, COUNT(*) AS Comments FROM Pages p JOIN Comments c ON c.ContainerId = p.Id WHERE p.SpaceKey = @space
    /// GROUP BY p.Id ORDER BY 2 DESC LIMIT 10`. Text in single quotes.
    #[serde(alias = "query")]
    sql: String,
    /// Values of @names, or of each ? by its number; a list for IN (@name), or for all ?.
    #[serde(default)]
    parameters: Parameters,
    /// CSV, or a JSON object per row.
    #[serde(default)]
    format: Shape,
    /// Max rows.
    #[serde(default)]
    max_rows: Count<100, 1000>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
    /// Explain how the query would be answered, without any request.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    explain: bool,
}

impl Tool for RunQuery {
    const NAME: &'static str = "confluence_run_query";
    const TITLE: &'static str = "Run SQL query";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        check_tool(&self.sql, Self::NAME, "a query is a SELECT")?;
        let sql = Sql::new(call.wiki.clone());
        let explained = explained(&self.sql);
        if let Some(statement) = explained.or(self.explain.then_some(self.sql.as_str())) {
            return Ok(ToolOutput::default().text(&sql.explain(statement).await?.join("\n")));
        }
        let Given { sql: statement, values: parameters } = self.parameters.of(self.sql)?;
        let whole = result_of(&statement, &parameters);
        let skip = whole.place(self.cursor.as_deref(), usize::MAX)?;
        let limits =
            QueryLimits::new().rows(self.max_rows.0.into()).skip(skip as u64).requests(REQUESTS).time(TIME);
        let mut query = sql.query(statement).limits(limits);
        for (name, value) in parameters {
            query = query.parameter(name, value);
        }
        let mut rows = query.rows().await.map_err(failed)?;
        let format =
            if matches!(self.format, Shape::Json) || call.structured() { Format::Json } else { Format::Csv };
        let written = rows.write(format, call.max_bytes()).await.map_err(failed)?;
        let mut facts = Map::new();
        facts.insert("rows".to_owned(), json!(written.rows));
        if written.more {
            let next = usize::try_from(written.rows).map_or(usize::MAX, |rows| skip.saturating_add(rows));
            facts.insert("next_cursor".to_owned(), json!(whole.cursor(next)));
        }
        facts.insert("requests".to_owned(), json!(rows.usage().requests));
        let notes = rows.notes();
        if !notes.is_empty() {
            facts.insert("notes".to_owned(), json!(notes));
        }
        if call.structured() {
            let results = serde_json::from_str(&written.text).unwrap_or(serde_json::Value::Null);
            facts.insert("results".to_owned(), results);
            return Ok(ToolOutput::of(&facts));
        }
        Ok(ToolOutput::default().untrusted("rows", &written.text).text(&json!(facts).to_string()))
    }
}

/// What failed, with what helps a query.
fn failed(error: Error) -> Failure {
    let next = match error.kind() {
        ErrorKind::TooLarge => {
            "Narrow the query by SpaceKey or an id, or select fewer columns. The user can run it with more requests at a \
             terminal: `confluence-mcp query --max-requests`."
        }
        ErrorKind::Timeout => "Narrow the query by SpaceKey, an id or a day, or call again in a moment.",
        _ => return error.into(),
    };
    Failure::from(error).next(next)
}

/// What the rows of a statement are, whose places are counted: how many rows an answer has, and in which form, may change
/// between two of them.
fn result_of(sql: &str, parameters: &[(String, Value)]) -> Whole {
    let mut values: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    // Names have no order, and values without a name keep theirs.
    values.sort_by_key(|value| value.split('=').next().map(str::to_owned));
    Whole::new("result", "statement or `parameters`", &[sql.trim(), &values.join("\n")], 1)
}
