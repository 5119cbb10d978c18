//! SQL over a wiki: `SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' ORDER BY LastUpdatedDatetime DESC LIMIT 10`.
//!
//! A query runs in an in-memory SQLite of its own, on a thread of its own. Its tables are virtual: their rows are asked
//! for through [`Wiki`] as the query wants them, under the same policy as everything else. What the service can answer
//! of a condition goes into the request ([`Sql::explain`] shows which); everything is checked once more by the engine, so that
//! an index that answers loosely does no harm. Bodies are fetched only where a column needs them.
//!
//! ```no_run
//! # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
//! use confluence_client::sql::Sql;
//!
//! let sql = Sql::new(wiki);
//! let query = sql.query("SELECT Title, VersionNumber FROM Pages WHERE SpaceKey = @space");
//! let mut rows = query.parameter("space", "DOCS").rows().await?;
//! while let Some(row) = rows.next().await {
//!     println!("{:?}", row?);
//! }
//! println!("{} requests", rows.usage().requests);
//! # Ok(()) }
//! ```
//!
//! The language is SQLite's, and of other databases' what does not contradict it: `[names]`, `[a].[b].[c]`, `TOP`,
//! `ISNULL`, `GETDATE`, `DATEADD`, `FORMAT`, `L_LAST_WEEK` and their like, `INTERVAL '7 days'`, `x::type`, `@parameters`.
//! Double quotes are for names alone.

mod admission;
mod bounds;
mod cache;
mod change;
mod chunk;
mod column_type;
mod dialect;
mod engine;
mod faults;
mod functions;
mod lookahead;
mod other_names;
mod parameter;
mod procedure;
mod procedures;
mod pushdown;
mod result;
mod run;
mod safety;
mod scan;
mod schema;
mod statement_error;
mod table;
mod tables;
mod time;
mod value;
mod virtual_table;
mod words;
mod writable;

use std::time::Duration;

use crate::error::Result;
use crate::wiki::Wiki;

pub use change::{Change, Changed, ChangedRow};
pub use procedure::{ParameterInfo, ProcedureInfo};
pub use procedures::ProcedureRows;
pub use result::{Format, Rows, Usage, Written};
pub use schema::{ColumnInfo, PushedCondition, TableInfo};
pub use table::ColumnType;
pub use value::Value;

/// Limits of a query. When rows or bytes run out, the result ends and [`Rows::is_cut`] says so; when requests or the
/// time run out, it is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryLimits {
    /// Maximum number of rows; 10,000 by default.
    pub rows: u64,
    /// How many rows to leave out first: those that an earlier part of the same result had.
    pub skip: u64,
    /// Maximum size of the values in bytes; 32 MiB by default.
    pub bytes: usize,
    /// Maximum number of requests; 500 by default.
    pub requests: u64,
    /// Maximum time; a minute by default.
    pub time: Duration,
}

impl Default for QueryLimits {
    fn default() -> Self {
        Self { rows: 10_000, skip: 0, bytes: 32 << 20, requests: 500, time: Duration::from_secs(60) }
    }
}

impl QueryLimits {
    /// The default limits, as each field has them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The most rows.
    #[must_use]
    pub fn rows(self, rows: u64) -> Self {
        Self { rows, ..self }
    }

    /// How many rows to leave out first.
    #[must_use]
    pub fn skip(self, skip: u64) -> Self {
        Self { skip, ..self }
    }

    /// The most bytes of values.
    #[must_use]
    pub fn bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }

    /// The most requests.
    #[must_use]
    pub fn requests(self, requests: u64) -> Self {
        Self { requests, ..self }
    }

    /// The longest time.
    #[must_use]
    pub fn time(self, time: Duration) -> Self {
        Self { time, ..self }
    }
}

/// SQL over a wiki: queries, changes, procedures and the schema.
#[derive(Clone, Debug)]
pub struct Sql {
    wiki: Wiki,
    limits: QueryLimits,
}

impl Sql {
    /// The tables of a wiki, under its policy. Nothing is asked yet.
    #[must_use]
    pub fn new(wiki: Wiki) -> Self {
        Self { wiki, limits: QueryLimits::default() }
    }

    /// The same with other limits for its queries.
    #[must_use]
    pub fn with_limits(self, limits: QueryLimits) -> Self {
        Self { limits, ..self }
    }

    /// The wiki whose tables these are.
    #[must_use]
    pub fn wiki(&self) -> &Wiki {
        &self.wiki
    }

    /// Lists the tables. Nothing is asked.
    #[must_use]
    pub fn tables(&self) -> Vec<TableInfo> {
        schema::tables(self.wiki.site().deployment())
    }

    /// Lists the columns of a table, by its name or another name of it. Nothing is asked.
    ///
    /// # Errors
    /// `Invalid` if there is no such table; the error names the one that is nearest.
    pub fn columns(&self, table: &str) -> Result<Vec<ColumnInfo>> {
        schema::columns(table, self.wiki.site().deployment())
    }

    /// Takes a text of several statements apart: those that a semicolon ends, and what is left behind the last one, such
    /// as the beginning of a statement that is still typed. Semicolons in quotes and comments end nothing.
    ///
    /// ```
    /// use confluence_client::sql::Sql;
    ///
    /// let (whole, rest) = Sql::split("SELECT ';' FROM Pages; SELECT Key");
    /// assert_eq!((whole, rest), (vec!["SELECT ';' FROM Pages;"], "SELECT Key"));
    /// ```
    #[must_use]
    pub fn split(text: &str) -> (Vec<&str>, &str) {
        dialect::statements(text)
    }

    /// Takes a parameter that is a list apart: `IN (@ids)` becomes `IN (@ids__1, @ids__2)`, of which each is given its value.
    ///
    /// ```
    /// use confluence_client::sql::Sql;
    ///
    /// let sql = Sql::expand_list("SELECT Title FROM Pages WHERE Id IN (@ids)", "ids", 2)?;
    /// assert_eq!(sql, "SELECT Title FROM Pages WHERE Id IN (@ids__1, @ids__2)");
    /// # Ok::<_, confluence_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Invalid` where it stands elsewhere than alone in `IN (...)`, or the statement cannot be read.
    pub fn expand_list(sql: &str, name: &str, values: usize) -> Result<String> {
        dialect::expand_list(sql, name, values)
    }

    /// A query to be run.
    pub fn query(&self, sql: impl Into<String>) -> Query<'_> {
        Query { of: self, sql: sql.into(), parameters: Vec::new(), limits: self.limits }
    }

    /// A statement that changes something: `INSERT`, `UPDATE` or `DELETE`.
    pub fn change(&self, sql: impl Into<String>) -> Change<'_> {
        let (parameters, most) = (Vec::new(), change::ROWS);
        Change { of: self, sql: sql.into(), parameters, most, dry: false, agreed: None }
    }

    /// Says how a query would be run: a line for each table, with what the service answers of its conditions, and what
    /// is left to the engine. No table is read.
    ///
    /// # Errors
    /// `Invalid` if the query cannot be read.
    pub async fn explain(&self, sql: impl Into<String>) -> Result<Vec<String>> {
        self.query(sql).explained().await
    }
}

/// A SQL query that is ready to be run. The page of [the module](self) has an example.
#[derive(Clone, Debug)]
#[must_use = "a query does nothing until it is asked for its rows"]
pub struct Query<'s> {
    of: &'s Sql,
    sql: String,
    parameters: Vec<(String, Value)>,
    limits: QueryLimits,
}

impl Query<'_> {
    /// Gives `@name` a value, with or without the sign; without a name, the next `?`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Gives the parameters `?` their values, in order.
    pub fn parameters(self, values: impl IntoIterator<Item = impl Into<Value>>) -> Self {
        values.into_iter().fold(self, |query, value| query.parameter("", value))
    }

    /// Other limits than those of [`Sql`].
    pub fn limits(mut self, limits: QueryLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Runs the query. Rows are read as they are polled for, a few ahead; dropping them ends the query.
    ///
    /// # Errors
    /// `Invalid` if the statement cannot be read, names something that does not exist, or is no query; in the rows, as
    /// the requests below, `TooLarge` when the requests run out, `Timeout` when the time does, or when 64 queries are under way
    /// and none of them ends for half a minute: one that is begun counts until its rows are read or dropped.
    pub async fn rows(self) -> Result<Rows> {
        match dialect::kind(&self.sql)? {
            dialect::Statement::Query => Ok(Rows::of(engine::begin(&self.of.wiki, self.work(false)).await?)),
            dialect::Statement::Change(word) => {
                Err(statement_error::fault(format!("{word} changes the wiki: a query is a SELECT")))
            }
            dialect::Statement::Exec => {
                Err(statement_error::fault("EXEC runs a procedure: a query is a SELECT"))
            }
        }
    }

    async fn explained(self) -> Result<Vec<String>> {
        let flow = engine::begin(&self.of.wiki, self.work(true)).await?;
        let rows = Rows::of(flow).all().await?;
        let line = |row: Vec<Value>| row.last().map(|told| step(&told.to_string()));
        Ok(rows.into_iter().filter_map(line).collect())
    }

    fn work(&self, explain: bool) -> engine::Work {
        engine::Work {
            sql: self.sql.clone(),
            explain,
            whole: false,
            parameters: self.parameters.clone(),
            limits: self.limits,
            tables: tables::ALL,
        }
    }
}

/// A step of a plan in words: SQLite says how it reads a table, and behind that what we do for it.
fn step(told: &str) -> String {
    let parts = told
        .split_once(" VIRTUAL TABLE INDEX ")
        .and_then(|(read, rest)| Some((read, rest.split_once(':')?.1)));
    match (parts, told.strip_prefix("USE TEMP B-TREE FOR ")) {
        (Some((read, ours)), _) => {
            let ours = ours.strip_suffix(" LEFT-JOIN").unwrap_or(ours);
            let (called, table) =
                (read.trim_start_matches("SCAN "), ours.split(':').next().unwrap_or_default());
            let other = if called == table { String::new() } else { format!(" ({called})") };
            format!("{table}{other}{}", ours.get(table.len()..).unwrap_or_default())
        }
        (None, Some(what)) => format!("the engine works out {what}"),
        (None, None) => told.to_owned(),
    }
}
