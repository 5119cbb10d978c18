//! Procedures, as people of other drivers call them.

use confluence_client::sql::{Format, Sql, Value};
use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Map;

use super::sql_values::value_of;
use crate::advice::Failure;
use crate::call::Call;
use crate::output::ToolOutput;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(super) fn routes() -> Vec<ToolRoute<Server>> {
    vec![route::<GetProcedures>(), route::<RunProcedure>()]
}

/// List the procedures that confluence_run_procedure runs, and what they take and answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetProcedures {}

impl Tool for GetProcedures {
    const NAME: &'static str = "confluence_get_procedures";
    const TITLE: &'static str = "List SQL procedures";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let sql = Sql::new(call.wiki.clone());
        let rows: Vec<Vec<Value>> = sql
            .procedures()
            .iter()
            .flat_map(|one| {
                one.parameters.iter().map(|parameter| {
                    vec![
                        one.name.into(),
                        parameter.name.into(),
                        parameter.required.into(),
                        parameter.description.into(),
                        one.description.into(),
                    ]
                })
            })
            .collect();
        let names = ["Procedure", "Parameter", "Required", "Meaning", "Description"].map(str::to_owned);
        Ok(ToolOutput::default().text(&Format::Csv.text(&names, &rows)))
    }
}

/// Run a procedure: Search (rows for words), DownloadAttachment and UploadAttachment (bytes in base64). By name and
/// parameters, or as `EXEC name a = 'x'`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunProcedure {
    /// Its name, or `EXEC Search SearchTerm = 'roadmap'`.
    procedure: String,
    /// Its parameters by name.
    #[serde(default)]
    parameters: Map<String, serde_json::Value>,
}

impl Tool for RunProcedure {
    const NAME: &'static str = "confluence_run_procedure";
    const TITLE: &'static str = "Run SQL procedure";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let sql = Sql::new(call.wiki.clone());
        let mut given = Vec::with_capacity(self.parameters.len());
        for (name, value) in self.parameters {
            let value = value_of(&name, value)?;
            given.push((name, value));
        }
        let (name, arguments) = match self.procedure.trim().split_once(char::is_whitespace) {
            Some((word, _)) if word.eq_ignore_ascii_case("exec") || word.eq_ignore_ascii_case("execute") => {
                sql.call(&self.procedure, &given)?
            }
            _ => (self.procedure.trim().to_owned(), given),
        };
        let found = sql.run(&name, &arguments).await?;
        let text = Format::Csv.text(&found.columns, &found.rows);
        Ok(ToolOutput::default().untrusted("rows", &text))
    }
}
