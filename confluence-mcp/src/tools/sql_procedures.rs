//! Procedures, as people of other drivers call them.

use confluence_client::sql::{Format, Sql, Value};
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::sql_called::Called;
use super::sql_values::Parameters;
use super::{sql_files, sql_login, sql_metadata};
use crate::advice::Failure;
use crate::call::Call;
use crate::output::ToolOutput;
use crate::server::Server;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

/// A server that only reads offers the second of these in place of the third, which has its name.
pub(super) fn routes() -> Vec<Route> {
    vec![route::<GetProcedures>(), route::<RunReadingProcedure>(), route::<RunProcedure>()]
}

/// List the procedures of confluence_run_procedure: parameters and results.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetProcedures {
    #[schemars(skip)]
    procedure: Option<String>,
}

impl Tool for GetProcedures {
    const NAME: &'static str = "confluence_get_procedures";
    const TITLE: &'static str = "List SQL procedures";
    const EFFECT: Effect = Effect::Reads;

    fn prepare(arguments: &mut JsonObject) -> Vec<String> {
        sql_metadata::prepare(arguments, "procedure");
        Vec::new()
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let sql = Sql::new(call.wiki.clone());
        let read_only = call.wiki.policy().read_only;
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for one in sql.procedures().iter().filter(|one| !(read_only && one.writes)) {
            let files = sql_files::parameter(one, call.files());
            for taken in one.parameters.iter().chain(files) {
                // A file of a folder stands in for its bytes.
                let required = taken.required && !(files.is_some() && taken.name == sql_files::BYTES);
                rows.push(row(one.name, taken.name, required, taken.description, one.description));
            }
        }
        rows.extend(sql_login::PROCEDURES.iter().map(|it| row(it.0, it.1, !it.1.is_empty(), it.2, it.3)));
        rows.retain(|row| sql_metadata::fits(self.procedure.as_deref(), row));
        let names = ["Procedure", "Parameter", "Required", "Meaning", "Description"].map(str::to_owned);
        Ok(ToolOutput::default().text(&Format::Csv.text(&names, &rows)))
    }
}

fn row(procedure: &str, parameter: &str, required: bool, meaning: &str, description: &str) -> Vec<Value> {
    let some = |text: &str| Some(text).filter(|text| !text.is_empty()).into();
    vec![procedure.into(), some(parameter), required.into(), some(meaning), description.into()]
}

/// Run a procedure that reads: Search (full-text search), DownloadAttachment (bytes in base64). By name and
/// parameters, or as `EXEC name a = 'x'`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunReadingProcedure {
    /// Procedure name, or `EXEC Search SearchTerm = 'roadmap'`.
    procedure: String,
    /// Parameters by name.
    #[serde(default)]
    parameters: Parameters,
}

impl Tool for RunReadingProcedure {
    const NAME: &'static str = RunProcedure::NAME;
    const TITLE: &'static str = RunProcedure::TITLE;
    const EFFECT: Effect = Effect::Reads;

    async fn before_login(
        &self,
        context: &ToolCallContext<'_, Server>,
        site: Option<&str>,
    ) -> Result<Option<ToolOutput>, Failure> {
        sql_login::answer(&Called::read(&self.procedure, &self.parameters)?, context, site).await
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let called = Called::read(&self.procedure, &self.parameters)?;
        let sql = Sql::new(call.wiki.clone());
        if sql.procedure(&called.name)?.writes || called.get(sql_files::LOCATION).is_some() {
            let what = format!("{} with these parameters writes, and this server only reads", called.name);
            return Err(Failure::new(what, "Tell the user."));
        }
        rows(&sql, &called).await
    }
}

/// Run a procedure: Search (full-text search), DownloadAttachment and UploadAttachment (bytes in base64, or a file of
/// an open folder). By name and parameters, or as `EXEC name a = 'x'`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunProcedure {
    /// Procedure name, or `EXEC Search SearchTerm = 'roadmap'`.
    procedure: String,
    /// Parameters by name.
    #[serde(default)]
    parameters: Parameters,
}

impl Tool for RunProcedure {
    const NAME: &'static str = "confluence_run_procedure";
    const TITLE: &'static str = "Run SQL procedure";
    const EFFECT: Effect = Effect::Adds;

    async fn before_login(
        &self,
        context: &ToolCallContext<'_, Server>,
        site: Option<&str>,
    ) -> Result<Option<ToolOutput>, Failure> {
        sql_login::answer(&Called::read(&self.procedure, &self.parameters)?, context, site).await
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let called = Called::read(&self.procedure, &self.parameters)?;
        let sql = Sql::new(call.wiki.clone());
        let procedure = sql.procedure(&called.name)?;
        if called.get(sql_files::LOCATION).is_some() {
            return sql_files::run(procedure, &called, call).await;
        }
        rows(&sql, &called).await
    }
}

async fn rows(sql: &Sql, called: &Called) -> Result<ToolOutput, Failure> {
    let found = sql.run(&called.name, &called.arguments).await?;
    let text = Format::Csv.text(&found.columns, &found.rows);
    let output = ToolOutput::default().untrusted("rows", &text);
    match found.notes.as_slice() {
        [] => Ok(output),
        notes => Ok(output.text(&json!({"notes": notes}).to_string())),
    }
}
