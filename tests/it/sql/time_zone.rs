//! `Timezone`: what SQL means by points in time, and how it tells them.

use std::time::{Duration, SystemTime};

use confluence_client::sql::Sql;
use confluence_client::{TimeZone, connection};
use confluence_mcp::{Server, Toolset};
use futures_util::TryStreamExt as _;
use serde_json::json;
use tests::sandbox::Sandbox;

use super::tools::Session;
use super::{ask, asked, both, open, rows};

/// Half an hour beside every whole one, so that nothing is right by accident.
const ZONE: &str = "Asia/Kolkata";
const AHEAD: &str = "330";

async fn in_zone(sandbox: &Sandbox, zone: &str) -> Sql {
    let string = format!("{};Timezone={zone}", sandbox.connection_string());
    Sql::new(connection::open(&string).await.unwrap())
}

#[tokio::test]
async fn points_in_time_are_meant_and_told_in_the_zone_of_the_connection() {
    for sandbox in both().await {
        let (utc, there) = (open(&sandbox).await, in_zone(&sandbox, ZONE).await);
        let created = "SELECT CreatedDate FROM Pages WHERE SpaceKey = 'DOCS' ORDER BY Id LIMIT 1";
        let (before, after) = (rows(&utc, created).await, ask(&there, created).await.unwrap());
        let apart = format!("SELECT DATEDIFF(minute, '{}', '{}')", before[0], after.rows[0]);
        assert_eq!(rows(&utc, &apart).await, [AHEAD]);
        assert!(after.notes.iter().any(|note| note.contains(ZONE)), "{:?}", after.notes);
        assert!(ask(&utc, created).await.unwrap().notes.is_empty());

        // What a clock there showed, and the same time with an offset.
        for time in [after.rows[0].clone(), format!("{}Z", before[0].replace(' ', "T"))] {
            let found = |sign: &str| {
                format!(
                    "SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS' AND CreatedDate {sign} '{time}' AND Id = (SELECT \
                     MIN(Id) FROM Pages WHERE SpaceKey = 'DOCS')"
                )
            };
            assert_eq!(rows(&there, &found(">=")).await, ["1"], "{time}");
            assert_eq!(rows(&there, &found("<")).await, ["0"], "{time}");
        }
        for now in ["GETDATE()", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP()", "NOW()"] {
            let ahead = format!("SELECT DATEDIFF(minute, GETUTCDATE(), {now})");
            assert_eq!(rows(&there, &ahead).await, [AHEAD], "{now}");
            assert_eq!(rows(&utc, &ahead).await, ["0"], "{now}");
        }
        assert_eq!(
            rows(&there, "SELECT FROM_UNIXTIME(0), CURRENT_DATE = L_TODAY()").await,
            ["1970-01-01 05:30:00|1"]
        );
    }
}

/// Whatever the zone says, the search is asked for a day more at either end, since that is in the zone of the account.
#[tokio::test]
async fn a_search_for_days_loses_nothing() {
    for sandbox in both().await {
        for zone in ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"] {
            let sql = in_zone(&sandbox, zone).await;
            let every = rows(&sql, "SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS'").await;
            asked(&sandbox);
            let recent = "SELECT COUNT(*) FROM Pages WHERE Label = 'howto' AND CreatedDate >= L_YESTERDAY()";
            let labelled = rows(&sql, "SELECT COUNT(*) FROM Pages WHERE Label = 'howto'").await;
            assert_eq!(rows(&sql, recent).await, labelled, "{zone}");
            let within = "SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS' AND CreatedDate BETWEEN L_YESTERDAY() AND \
                          L_TOMORROW()";
            assert_eq!(rows(&sql, within).await, every, "{zone}");
        }
    }
}

#[tokio::test]
async fn a_model_is_told_the_zone_beside_the_rows() {
    let [cloud, _] = both().await;
    let string = format!("{};Timezone=America/New_York", cloud.connection_string());
    let wiki = connection::open(&string).await.unwrap();
    let session = Session::of(Server::builder(wiki).toolsets([Toolset::Sql]).build().unwrap()).await;
    let query = json!({"sql": "SELECT Title, LastUpdatedDatetime FROM Pages WHERE SpaceKey = 'DOCS'"});
    let answer = session.good("confluence_run_query", query).await.join("\n");
    assert!(answer.contains("points in time are shown in America/New_York"), "{answer}");
}

#[tokio::test]
async fn the_functions_of_sqlite_go_by_the_same_clock() {
    for sandbox in both().await {
        let page = sandbox.add_page(tests::sandbox::NewPage::new("TEAM", "Just now"));
        for zone in [ZONE, "UTC"] {
            let sql = in_zone(&sandbox, zone).await;
            for condition in [
                "CreatedDate > datetime('now', '-1 hour')",
                "CreatedDate > datetime('now', 'localtime', '-1 hour')",
                // SQLite takes a number for one however it is written.
                "strftime('%Y', '2460000.5') = '2023' AND datetime('1700000000', 'unixepoch') LIKE '2023-11-1%'",
                "julianday('now') - julianday(CreatedDate) BETWEEN -0.04 AND 0.04",
                "CAST(strftime('%s', 'now') AS INTEGER) - CAST(strftime('%s', CreatedDate) AS INTEGER) < 3600",
                "unixepoch(CreatedDate) > unixepoch() - 3600",
                "ABS(DATEDIFF(hour, CreatedDate, datetime('now'))) < 2",
            ] {
                let query = format!("SELECT COUNT(*) FROM Pages WHERE Id = '{page}' AND {condition}");
                assert_eq!(rows(&sql, &query).await, ["1"], "{zone}: {condition}");
            }
        }
        let (there, utc) = (in_zone(&sandbox, ZONE).await, open(&sandbox).await);
        let seconds = format!("SELECT unixepoch(CreatedDate) FROM Pages WHERE Id = '{page}'");
        assert_eq!(rows(&there, &seconds).await, rows(&utc, &seconds).await);
    }
}

/// The service reads the days of a search in the zone of the account, which is told where nothing was found.
#[tokio::test]
async fn a_search_that_finds_nothing_says_whose_days_they_are() {
    for sandbox in both().await {
        let string = format!("{};Timezone=America/New_York", sandbox.connection_string());
        let session =
            Session::of(Server::builder(connection::open(&string).await.unwrap()).build().unwrap()).await;
        let search =
            async |query: &str| session.good("confluence_search", json!({"query": query})).await.join("\n");
        let dated = search("type = page and lastmodified > \"2040-01-31\"").await;
        assert!(dated.contains("days are those of America/New_York"), "{dated}");
        let other = search("type = page and label = \"no-such-label\"").await;
        assert!(!other.contains("America/New_York"), "{other}");
    }
}

/// The sandbox reads dates in UTC, as an account does whose profile says so: what changed is then asked for to the minute.
#[tokio::test]
async fn what_changed_is_asked_for_in_the_zone_of_the_account() {
    for sandbox in both().await {
        let wiki = connection::open(&format!("{};Timezone=UTC", sandbox.connection_string())).await.unwrap();
        assert_eq!(wiki.time_zone(), Some(&TimeZone::UTC));
        let since = SystemTime::now() - Duration::from_secs(3600);
        let changed: Vec<_> = wiki.changed_since("DOCS", since).stream().try_collect().await.unwrap();
        let plain = connection::open(&sandbox.connection_string()).await.unwrap();
        let all: Vec<_> = plain.changed_since("DOCS", since).stream().try_collect().await.unwrap();
        assert!(!all.is_empty());
        assert_eq!(changed.len(), all.len());
    }
}

#[test]
fn a_wrong_zone_names_the_property_and_what_is_right() {
    for (wrong, near) in
        [("America/NewYork", "America/New_York"), ("Eastern Standard Time", "an offset from UTC")]
    {
        let string =
            connection::parse(&format!("PAT=t;URL=https://wiki.example.com;Timezone={wrong}")).unwrap();
        let error = connection::Connection::new(string).unwrap_err();
        assert_eq!(error.property(), Some("Timezone"), "{error}");
        assert!(error.to_string().contains(near), "{error}");
    }
}
