//! What people write by habit: points in time in any form, sums of texts, numbers as text. Each means here what it means to
//! them, or is refused.

use confluence_client::sql::Sql;
use serde_json::json;

use super::tools::Session;
use super::{ask, both, open, rows};

/// The one value of a query.
async fn one(sql: &Sql, query: &str) -> String {
    rows(sql, query).await.remove(0)
}

#[tokio::test]
async fn a_point_in_time_is_one_wherever_it_stands() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let all = one(&sql, "SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS'").await;
        for condition in [
            "CreatedDate >= '2020-01-31T00:00:00Z'",
            "(CreatedDate) >= ('2020-01-31T00:00:00Z')",
            "COALESCE(LastUpdatedDatetime, CreatedDate) > '2020/01/31'",
            "DATE(CreatedDate) > '20200131'",
            "CreatedDate > GETDATE() - 3650",
            "CreatedDate > CURRENT_DATE - 3650",
            "CreatedDate < GETDATE() + 1",
            "LastUpdatedDatetime - CreatedDate >= 0",
            "YEAR(CreatedDate) IN ('2020', YEAR(CreatedDate))",
        ] {
            let query = format!("SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS' AND {condition}");
            assert_eq!(one(&sql, &query).await, all, "{condition}");
        }
        for query in [
            "SELECT COUNT(*) FROM (SELECT SpaceKey FROM Pages WHERE SpaceKey = 'DOCS' GROUP BY SpaceKey HAVING \
             MAX(LastUpdatedDatetime) > '2020-01-31T00:00:00Z')",
            "SELECT COUNT(*) FROM (SELECT MAX(CreatedDate) AS Newest FROM Pages WHERE SpaceKey = 'DOCS') WHERE Newest > \
             '2020/01/31'",
        ] {
            assert_eq!(one(&sql, query).await, "1", "{query}");
        }
        let exact =
            one(&sql, "SELECT CreatedDate FROM Pages WHERE SpaceKey = 'DOCS' ORDER BY Id LIMIT 1").await;
        let written = exact.replace(' ', "T") + "Z";
        for condition in [format!("CreatedDate IN ('{written}')"), format!("'{written}' = CreatedDate")] {
            let query = format!("SELECT COUNT(*) > 0 FROM Pages WHERE SpaceKey = 'DOCS' AND {condition}");
            assert_eq!(one(&sql, &query).await, "1", "{condition}");
        }
        for wrong in [
            "HAVING MAX(CreatedDate) > 'last week'",
            "HAVING COUNT(*) > 0 AND MIN(COALESCE(LastUpdatedDatetime, CreatedDate)) > 'last week'",
        ] {
            let query =
                format!("SELECT SpaceKey FROM Pages WHERE SpaceKey = 'DOCS' GROUP BY SpaceKey {wrong}");
            let error = ask(&sql, &query).await.unwrap_err().to_string();
            assert!(error.contains("'last week' stands beside a point in time"), "{wrong}: {error}");
        }
    }
}

#[tokio::test]
async fn a_parameter_beside_a_point_in_time_is_one_or_is_refused() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder).await;
        let asked = |since: &str| {
            json!({
                "sql": "SELECT COUNT(*) AS n FROM Pages WHERE SpaceKey = 'DOCS' AND CreatedDate >= @since",
                "parameters": {"since": since}
            })
        };
        let all = session.good("confluence_run_query", asked("2020-01-31")).await;
        assert!(!all[0].contains("\n0\n"), "{all:?}");
        for since in ["2020-01-31T00:00:00Z", "2020/01/31", "20200131", "2020-01"] {
            let found = session.good("confluence_run_query", asked(since)).await;
            assert_eq!(found[0].split('\n').nth(2), all[0].split('\n').nth(2), "{since}");
        }
        for since in ["yesterday", "last week", "31.01.2020"] {
            let (texts, refused) = session.ask("confluence_run_query", asked(since)).await;
            assert!(refused && texts[0].contains(since), "{texts:?}");
        }
    }
}

#[tokio::test]
async fn texts_are_joined_and_numbers_compare_as_numbers() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let title = "FROM Pages WHERE SpaceKey = 'DOCS' AND Title = 'Upgrade'";
        for (value, expected) in [
            ("Title + ' in ' + SpaceKey", "Upgrade in DOCS"),
            ("Title + SpaceKey", "UpgradeDOCS"),
            ("Title & '!'", "Upgrade!"),
            ("CAST(Title AS STRING)", "Upgrade"),
            ("Title::string", "Upgrade"),
            ("LEN(Title) > '5'", "1"),
            ("LEN(Title) > '10'", "0"),
            ("strftime('%Y', CreatedDate) > 2019", "1"),
            ("Id > 9", "1"),
            ("Id BETWEEN 9 AND 99999999999", "1"),
            ("IsLatest IN ('true')", "1"),
            ("VersionNumber + 1 > 1", "1"),
        ] {
            assert_eq!(one(&sql, &format!("SELECT {value} {title}")).await, expected, "{value}");
        }
        let counted = sql
            .query("SELECT SpaceKey FROM Pages WHERE SpaceKey = 'DOCS' GROUP BY SpaceKey HAVING COUNT(*) > @n AND @n < 9")
            .parameter("n", "1");
        assert_eq!(counted.rows().await.unwrap().all().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn columns_are_called_as_the_statement_calls_them() {
    let [cloud, _] = both().await;
    let sql = open(&cloud).await;
    let query =
        "SELECT CAST(CreatedDate AS DATE), GETDATE() - 1, CURRENT_DATE, COUNT(*) n, Title + 'x' FROM Pages";
    let found = sql.query(query).rows().await.unwrap();
    assert_eq!(
        found.columns(),
        ["CAST(CreatedDate AS DATE)", "GETDATE() - 1", "CURRENT_DATE", "n", "Title + 'x'"]
    );
}

#[tokio::test]
async fn who_asks_is_known() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let me = sql.wiki().current_user().await.unwrap().id;
        assert_eq!(one(&sql, "SELECT CURRENT_USER()").await, me);
        assert_eq!(one(&sql, "SELECT CURRENT_USER").await, me);
    }
}

#[tokio::test]
async fn metadata_is_asked_for_as_other_drivers_do() {
    let [cloud, _] = both().await;
    let session = Session::start(&cloud, |builder| builder).await;
    for (tool, arguments, has) in [
        ("confluence_get_tables", json!({"schema": "Confluence"}), "Pages,"),
        (
            "confluence_get_tables",
            json!({"catalogName": "Mine", "schemaName": "Confluence", "tableName": "lab%"}),
            "Labels,",
        ),
        (
            "confluence_get_columns",
            json!({"catalog": "Confluence", "schema": "Confluence", "table": "Spaces"}),
            "Key,",
        ),
        ("confluence_get_procedures", json!({"procedureName": "search"}), "Search,"),
    ] {
        let found = session.good(tool, arguments).await;
        assert!(found[0].contains(has) && !found[0].contains("\nDownload"), "{tool}: {found:?}");
    }
    for (sql, says) in [
        ("SELECT * FROM sqlite_master", "sys_tables"),
        ("SELECT * FROM pragma_table_info('Pages')", "sys_tables"),
        ("PRAGMA table_info(Pages)", "sys_tables"),
        ("SELECT * FROM sys.tables", "sys_tables"),
        ("SELECT Name FROM Pages", "did you mean Title?"),
        ("SELECT space FROM Pages", "did you mean SpaceKey?"),
        ("SELECT updated FROM Pages", "did you mean LastUpdatedDatetime?"),
        ("SELECT CHOOSE(1, 2) FROM Pages", "write CASE"),
        ("SELECT TO_DATE('1', '2')", "STRTODATE"),
    ] {
        let (texts, refused) = session.ask("confluence_run_query", json!({"sql": sql})).await;
        assert!(refused && texts[0].contains(says), "{sql}: {texts:?}");
    }
    let sql = open(&cloud).await;
    let columns = "SELECT COUNT(*) > 0 FROM sys_tablecolumns WHERE TableName = 'labels'";
    assert_eq!(one(&sql, columns).await, "1");
}

#[tokio::test]
async fn a_procedure_is_called_in_every_way() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder).await;
        for arguments in [
            json!({"procedure": "EXEC Search", "parameters": {"SearchTerm": "queue"}}),
            json!({"procedure": "EXEC Search SearchTerm = @term", "parameters": {"@term": "queue"}}),
            json!({"procedure": "Search", "parameters": {"@SearchTerm": "queue"}}),
            json!({"procedure": "Search", "parameters": "{\"SearchTerm\": \"queue\"}"}),
            json!({"procedure": "CALL Search('queue')"}),
            json!({"procedure": "EXEC Search @SearchTerm = 'queue', @CQL = 'no'"}),
        ] {
            let found = session.good("confluence_run_procedure", arguments.clone()).await;
            assert!(found[0].contains("Architecture"), "{arguments}: {found:?}");
        }
        for (arguments, says) in [
            (
                json!({"procedure": "EXEC Search SearchTerm = 'x'", "parameters": {"Other": 1}}),
                "takes no Other",
            ),
            (
                json!({"procedure": "EXEC Search SearchTerm = 'x'", "parameters": {"SearchTerm": 1}}),
                "given twice",
            ),
            (json!({"procedure": "EXEC Search SearchTerm = 'x', CQL = 'maybe'"}), "CQL is 1 or 0"),
        ] {
            let (texts, refused) = session.ask("confluence_run_procedure", arguments).await;
            assert!(refused && texts[0].contains(says), "{texts:?}");
        }
    }
}
