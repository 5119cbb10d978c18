//! SQL over the sandbox, on both deployments.

mod agreeing;
mod answers;
mod around;
mod attacks;
mod beside_tools;
mod command;
mod days;
mod dialects;
mod differential;
mod document;
mod exhausting;
mod expectations;
mod faults;
mod habits;
mod lookups;
mod moved;
mod ordering;
mod procedures;
mod pushdown;
mod questions;
mod refusals;
mod slips;
mod system;
mod tables;
mod time_zone;
mod tools;
mod unknown_spaces;
mod unmatched;
mod waiting;
mod ways;

use confluence_client::sql::{QueryLimits, Sql, Value};
use confluence_client::{Error, Wiki, connection};
use tests::sandbox::{Deployment, Sandbox};

/// A sandbox of each kind, with sample content.
async fn both() -> [Sandbox; 2] {
    let start = |deployment| Sandbox::builder().deployment(deployment).sample_content().start();
    [start(Deployment::Cloud).await, start(Deployment::DataCenter).await]
}

async fn wiki(sandbox: &Sandbox) -> Wiki {
    connection::open(&sandbox.connection_string()).await.expect("a wiki")
}

async fn open(sandbox: &Sandbox) -> Sql {
    Sql::new(wiki(sandbox).await)
}

/// A result: its rows as text, and what was noted.
#[derive(Debug)]
struct Answer {
    rows: Vec<String>,
    notes: Vec<String>,
    requests: u64,
}

async fn ask(sql: &Sql, query: &str) -> Result<Answer, Error> {
    let mut rows = sql.query(query).limits(QueryLimits::new().requests(2000)).rows().await?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().await {
        found.push(shown(&row?));
    }
    Ok(Answer { rows: found, notes: rows.notes(), requests: rows.usage().requests })
}

fn shown(row: &[Value]) -> String {
    row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
}

/// The rows, which are there.
async fn rows(sql: &Sql, query: &str) -> Vec<String> {
    match ask(sql, query).await {
        Ok(answer) => answer.rows,
        Err(error) => panic!("{query}: {error}"),
    }
}

/// The rows in order.
async fn sorted(sql: &Sql, query: &str) -> Vec<String> {
    let mut found = rows(sql, query).await;
    found.sort();
    found
}

/// What the service was asked since the last look: operation, path and the parts of the query that matter.
fn asked(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests();
    sandbox.reset_traffic();
    requests.iter().map(one).collect()
}

fn one(request: &tests::sandbox::SeenRequest) -> String {
    let telling = [
        "cql",
        "body-format",
        "id",
        "title",
        "sort",
        "status",
        "space-id",
        "spaceKey",
        "keys",
        "limit",
        "ids",
        "type",
    ];
    let query: Vec<String> = request
        .query
        .iter()
        .filter(|(name, _)| telling.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let bodies = request.query.iter().any(|(name, value)| name == "expand" && value.contains("body."));
    let mut told = format!("{} {}", request.operation, query.join(" "));
    if bodies {
        told.push_str(" +body");
    }
    told.trim().to_owned()
}
