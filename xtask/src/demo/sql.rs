//! `cargo xtask demo --sql`: a session with the toolset `sql`.

use std::path::Path;

use serde_json::json;
use tests::sandbox::Sandbox;

use super::session::Session;
use crate::Result;

/// What people ask first.
const QUERIES: &[&str] = &[
    "SELECT Title, VersionNumber, LastUpdatedUserPublicName FROM Pages WHERE SpaceKey = 'DOCS' ORDER BY VersionNumber DESC LIMIT 3",
    "SELECT p.Title, COUNT(*) AS Comments FROM Pages p JOIN Comments c ON c.ContainerId = p.Id GROUP BY p.Id ORDER BY 2 DESC",
    "SELECT MacroName, COUNT(*) AS Uses, COUNT(DISTINCT PageId) AS Pages FROM Macros GROUP BY MacroName ORDER BY 2 DESC LIMIT 5",
    "SELECT TOP 3 [Title] FROM [MyWiki].[Confluence].[Pages] WHERE CreatedDate >= DATEADD(day, -7, GETDATE())",
];

/// Plays it.
pub(super) async fn play(sandbox: &Sandbox, server: &Path) -> Result<()> {
    let mut session =
        Session::start_with(server, &sandbox.connection_string(), &["serve", "--toolsets", "sql"]).await?;
    session.tools().await?;
    session.call("confluence_get_tables", json!({})).await?;
    for query in QUERIES {
        session.call("confluence_run_query", json!({"sql": query})).await?;
    }
    let plan = json!({"sql": "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND Label = 'howto'", "explain": true});
    session.call("confluence_run_query", plan).await?;
    let update = "UPDATE Pages SET Title = Title || ' (old)' WHERE SpaceKey = 'TEAM' AND Title LIKE '2026-%'";
    session.call("confluence_run_nonquery", json!({"sql": update, "dry_run": true})).await?;
    session.refused("confluence_run_query", json!({"sql": "SELECT Titel FROM Pages"})).await?;
    session.end().await
}
