//! `query`: the wiki by SQL, at a terminal or in a script.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use confluence_client::sql::{Format, QueryLimits, Rows, Sql};

use super::connect::ConnectOptions;
use super::error::Result;

pub(super) const EXAMPLES: &str = "Examples:
  confluence-mcp query \"SELECT Title, URL FROM Pages WHERE SpaceKey = 'DOCS' ORDER BY LastUpdatedDatetime DESC LIMIT 10\"
  confluence-mcp query --tables
  confluence-mcp query --columns Pages
  confluence-mcp query --explain \"SELECT Title FROM Pages WHERE Label = 'howto'\"
  confluence-mcp query --format csv < report.sql > report.csv";

/// How many bytes of rows are put together before they are written.
const TOGETHER: usize = 256 << 10;

/// What to ask, and how to print it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// A SELECT; without one it is read from standard input.
    #[arg(value_name = "SQL", conflicts_with_all = ["file", "tables", "columns"])]
    sql: Option<String>,
    /// A file with a SELECT.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// As what; at a terminal a table, else CSV.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Shape>,
    /// The most rows.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    max_rows: u64,
    /// The most requests.
    #[arg(long, value_name = "NUMBER", default_value_t = 2000)]
    max_requests: u64,
    /// Gives @NAME a value; may be given several times.
    #[arg(long, value_name = "NAME=VALUE")]
    parameter: Vec<String>,
    /// Says how the query would be answered, and asks nothing.
    #[arg(long)]
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
    /// An object a line.
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

pub(super) async fn run(connect: &ConnectOptions, options: &Options) -> Result<()> {
    let wiki = connect.connection(true)?.wiki().await?;
    let sql = Sql::new(wiki);
    let format = options.format();
    if options.tables {
        return tables(&sql, format);
    }
    if let Some(table) = &options.columns {
        return columns(&sql, table, format);
    }
    let text = options.text()?;
    let mut out = std::io::stdout();
    if options.explain {
        return Ok(writeln!(out, "{}", sql.explain(text).await?.join("\n"))?);
    }
    let limits = QueryLimits::new().rows(options.max_rows).bytes(usize::MAX).requests(options.max_requests);
    let mut query = sql.query(text).limits(limits.time(std::time::Duration::from_secs(3600)));
    for given in &options.parameter {
        let (name, value) =
            given.split_once('=').ok_or_else(|| format!("--parameter {given}: write NAME=VALUE"))?;
        query = query.parameter(name, value);
    }
    print(query.rows().await?, format).await
}

impl Options {
    fn format(&self) -> Format {
        let terminal = std::io::stdout().is_terminal();
        self.format.map_or(if terminal { Format::Table } else { Format::Csv }, Format::from)
    }

    fn text(&self) -> Result<String> {
        let text = match (&self.sql, &self.file) {
            (Some(sql), _) => sql.clone(),
            (None, Some(file)) => {
                std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?
            }
            (None, None) if std::io::stdin().is_terminal() => {
                return Err("give a SELECT, such as \"SELECT Key, Name FROM Spaces\", or --tables".into());
            }
            (None, None) => {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text)?;
                text
            }
        };
        Ok(text)
    }
}

/// Prints rows as they come, some at a time, and what they took.
async fn print(mut rows: Rows, format: Format) -> Result<()> {
    let mut out = std::io::stdout();
    let terminal = std::io::stderr().is_terminal();
    // A table and an array are one thing; lines are handed on as they come.
    let whole = matches!(format, Format::Table | Format::Json);
    let mut first = true;
    loop {
        let written = rows.write(format, if whole { usize::MAX } else { TOGETHER }).await?;
        let text = match (first, format) {
            (false, Format::Csv) => written.text.split_once("\r\n").map_or("", |(_, rows)| rows),
            _ => written.text.as_str(),
        };
        out.write_all(text.as_bytes())?;
        first = false;
        if terminal {
            write!(std::io::stderr(), "\r{} rows, {} requests ", rows.usage().rows, rows.usage().requests)?;
        }
        if !written.more || rows.is_cut() || whole {
            break;
        }
    }
    if format == Format::Json {
        writeln!(out)?;
    }
    let mut told = std::io::stderr();
    if terminal {
        writeln!(told)?;
    }
    if rows.is_cut() {
        writeln!(told, "There are more rows: --max-rows shows them.")?;
    }
    for note in rows.notes() {
        writeln!(told, "Note: {note}")?;
    }
    Ok(())
}

fn tables(sql: &Sql, format: Format) -> Result<()> {
    let rows: Vec<_> = sql
        .tables()
        .into_iter()
        .map(|table| vec![table.name.into(), table.available.into(), table.description.into()])
        .collect();
    let names = ["Table", "Available", "Description"].map(str::to_owned);
    Ok(write!(std::io::stdout(), "{}", format.text(&names, &rows))?)
}

fn columns(sql: &Sql, table: &str, format: Format) -> Result<()> {
    let columns = sql.columns(table)?;
    let rows: Vec<_> = columns
        .iter()
        .map(|column| {
            let pushed: Vec<&str> = column.pushed.iter().map(|one| one.operators).collect();
            vec![column.name.into(), column.kind.into(), pushed.join(", ").into(), column.description.into()]
        })
        .collect();
    let names = ["Column", "DataType", "AnsweredByService", "Remarks"].map(str::to_owned);
    Ok(write!(std::io::stdout(), "{}", format.text(&names, &rows))?)
}
