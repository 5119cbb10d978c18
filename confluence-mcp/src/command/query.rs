//! `query`: the wiki by SQL, at a terminal or in a script.

#[cfg(feature = "shell")]
mod completion;
mod print;
#[cfg(feature = "shell")]
mod shell;

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use confluence_client::sql::{Format, Query, QueryLimits, Sql, Value};

use super::connect::ConnectOptions;
use super::error::Result;

pub(super) const EXAMPLES: &str = "Examples:
  confluence-mcp query
      asks for statements, with completion by Tab
  confluence-mcp query \"SELECT Title, URL FROM Pages WHERE SpaceKey = 'DOCS' ORDER BY LastUpdatedDatetime DESC LIMIT 10\"
  confluence-mcp query --tables
  confluence-mcp query --columns Pages
  confluence-mcp query --explain \"SELECT Title FROM Pages WHERE Label = 'howto'\"
  confluence-mcp query --format csv < report.sql > report.csv
  confluence-mcp query \"EXEC Search SearchTerm = 'roadmap'\"

Text goes into single quotes. Nothing can be changed by this command.";

/// A report may take long; whoever waits for it can end it.
const LONGEST: Duration = Duration::from_secs(3600);

/// What to ask, and how to print it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// A SELECT, or EXEC of a procedure that reads. Default: read from standard input; at a terminal, an interactive
    /// shell.
    #[arg(value_name = "SQL", conflicts_with_all = ["file", "tables", "columns"])]
    sql: Option<String>,
    /// A file with a SELECT.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tables", "columns"])]
    file: Option<PathBuf>,
    /// Output format. Default: table on a terminal, else CSV.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Shape>,
    /// Maximum number of rows; if there are more, a note on standard error says so.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    max_rows: u64,
    /// Maximum number of requests to Confluence.
    #[arg(long, value_name = "NUMBER", default_value_t = 2000)]
    max_requests: u64,
    /// Value of the parameter @NAME; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter)]
    parameter: Vec<(String, String)>,
    /// Explains how the query would be answered, and sends no request.
    #[arg(long, conflicts_with_all = ["tables", "columns"])]
    explain: bool,
    /// Lists the tables.
    #[arg(long, conflicts_with = "columns")]
    tables: bool,
    /// Lists the columns of a table.
    #[arg(long, value_name = "TABLE")]
    columns: Option<String>,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Columns side by side.
    Table,
    /// Comma-separated values.
    Csv,
    /// An array of objects.
    Json,
    /// One object per line.
    Ndjson,
}

impl From<Shape> for Format {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Table => Self::Table,
            Shape::Csv => Self::Csv,
            Shape::Json => Self::Json,
            Shape::Ndjson => Self::NdJson,
        }
    }
}

fn parameter(given: &str) -> std::result::Result<(String, String), String> {
    let parts = given.split_once('=').filter(|(name, _)| !name.is_empty());
    parts.map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or("write NAME=VALUE".to_owned())
}

/// How a statement is asked and its rows are printed.
#[derive(Clone, Debug)]
struct Asking {
    format: Format,
    limits: QueryLimits,
    parameters: Vec<(String, String)>,
    /// What a person types to get more rows.
    for_more: &'static str,
}

pub(super) async fn run(connect: &ConnectOptions, options: &Options) -> Result<()> {
    let wiki = connect.connection(true)?.wiki().await?;
    let sql = Sql::new(wiki);
    let asking = Asking {
        format: options.format(),
        limits: QueryLimits::new()
            .rows(options.max_rows)
            .bytes(usize::MAX)
            .requests(options.max_requests)
            .time(LONGEST),
        parameters: options.parameter.clone(),
        for_more: "--max-rows NUMBER",
    };
    options.answer(&sql, asking).await
}

impl Options {
    fn format(&self) -> Format {
        let terminal = std::io::stdout().is_terminal();
        self.format.map_or(if terminal { Format::Table } else { Format::Csv }, Format::from)
    }

    async fn answer(&self, sql: &Sql, asking: Asking) -> Result<()> {
        let mut out = std::io::stdout();
        if self.tables {
            return Ok(write!(out, "{}", print::tables(sql, asking.format))?);
        }
        if let Some(table) = &self.columns {
            return Ok(write!(out, "{}", print::columns(sql, table, asking.format)?)?);
        }
        match self.text()? {
            Some(text) if self.explain => explain(sql, &text).await,
            Some(text) => asking.answer(sql, &text).await,
            #[cfg(feature = "shell")]
            None => shell::run(sql.clone(), Asking { for_more: ".max NUMBER", ..asking }).await,
            #[cfg(not(feature = "shell"))]
            None => Err("this program is built without the feature `shell`, which asks for statements: give a SELECT, \
                         --file, --tables or --columns TABLE"
                .into()),
        }
    }

    /// The statement, if there is one; at a terminal nothing is read in its place.
    fn text(&self) -> Result<Option<String>> {
        let text = match (&self.sql, &self.file) {
            (Some(sql), _) if sql != "-" => sql.clone(),
            (_, Some(file)) => {
                std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?
            }
            (Some(_), _) | (None, None) if !std::io::stdin().is_terminal() => {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text)?;
                text
            }
            _ if self.explain || !std::io::stdout().is_terminal() => {
                return Err("give a SELECT, such as \"SELECT Key, Name FROM Spaces\", or --tables".into());
            }
            _ => return Ok(None),
        };
        Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
    }
}

async fn explain(sql: &Sql, text: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{}", sql.explain(text).await?.join("\n"))?)
}

impl Asking {
    /// Asks a statement and prints its rows.
    async fn answer(&self, sql: &Sql, text: &str) -> Result<()> {
        if is_call(text) {
            return self.call(sql, text).await;
        }
        print::rows(self.query(sql, text).rows().await?, self.format, self.for_more).await
    }

    fn query<'s>(&self, sql: &'s Sql, text: &str) -> Query<'s> {
        let query = sql.query(text).limits(self.limits);
        self.parameters.iter().fold(query, |query, (name, value)| query.parameter(name, value.as_str()))
    }

    async fn call(&self, sql: &Sql, text: &str) -> Result<()> {
        let given: Vec<(String, Value)> =
            self.parameters.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
        let (procedure, arguments) = Sql::call(text, &given)?;
        let found = sql.run(&procedure, &arguments).await?;
        let text = self.format.text(&found.columns, &found.rows);
        Ok(write!(std::io::stdout(), "{}{}", text, if text.ends_with('\n') { "" } else { "\n" })?)
    }
}

/// Whether a statement runs a procedure.
fn is_call(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    ["exec", "execute", "call"].iter().any(|call| word.eq_ignore_ascii_case(call))
}
