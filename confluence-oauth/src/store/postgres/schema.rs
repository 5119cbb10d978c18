//! The table: created, and brought up to date, by whoever comes first.

use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, GenericClient};

use super::failure::{Failure, column};
use crate::error::Error;

/// Each step leads from one version of the schema to the next; what was published is never changed.
const STEPS: [&str; 1] = ["CREATE TABLE confluence_oauth_entries (
    id bytea PRIMARY KEY,
    issuer text NOT NULL,
    client_id text NOT NULL,
    site text NOT NULL,
    oauth text NOT NULL,
    principal text NOT NULL,
    version bigint NOT NULL,
    sealed text,
    holder text,
    held_until timestamptz,
    changed_at timestamptz NOT NULL
)"];

/// Bound to a transaction, so that it means the same behind a pooler: `conf` in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1668247142)";

/// Makes sure that the table is there, in the form that this release knows.
pub(super) async fn ensure(client: &mut Client) -> Result<(), Failure> {
    if version(client).await? == Some(STEPS.len()) {
        return Ok(());
    }
    let change = client.transaction().await?;
    change.batch_execute(LOCK).await?;
    change
        .batch_execute("CREATE TABLE IF NOT EXISTS confluence_oauth_schema (version integer NOT NULL)")
        .await?;
    let found = version(&change).await?;
    let missing = STEPS.get(found.unwrap_or(0)..).ok_or_else(newer)?;
    for step in missing {
        change.batch_execute(step).await?;
    }
    let note = match found {
        None => "INSERT INTO confluence_oauth_schema VALUES ($1)",
        Some(_) => "UPDATE confluence_oauth_schema SET version = $1",
    };
    let reached = i32::try_from(STEPS.len()).unwrap_or(i32::MAX);
    change.execute_typed(note, &[(&reached, Type::INT4)]).await?;
    Ok(change.commit().await?)
}

/// The version that is there; `None` if there is none.
async fn version(client: &impl GenericClient) -> Result<Option<usize>, Failure> {
    let rows = match client.query_typed("SELECT version FROM confluence_oauth_schema", &[]).await {
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => return Ok(None),
        rows => rows?,
    };
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let version: i32 = column(row, "version")?;
    usize::try_from(version).ok().filter(|version| *version <= STEPS.len()).map(Some).ok_or_else(newer)
}

fn newer() -> Failure {
    Failure::Final(Error::store(
        "OAuthSettingsLocation: the table in the database was made by a newer release",
    ))
}
