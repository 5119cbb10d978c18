//! Slips that a statement was run with, and meant something else than its author did.

use serde_json::json;
use tests::sandbox::NewPage;

use super::tools::Session;
use super::{both, open, rows};

#[tokio::test]
async fn a_statement_that_means_something_else_is_refused_with_what_is_right() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Slips").storage("<p>a</p>"));
        for (sql, says) in [
            (
                format!("UPDATE Pages SET Title = 'x' AND LastUpdatedMessage = 'y' WHERE Id = '{page}'"),
                "separate them by a comma",
            ),
            (format!("UPDATE Pages SET Title = Title = 'x' WHERE Id = '{page}'"), "a column is set by one ="),
            (format!("UPDATE Pages SET 'Title' = 'x' WHERE Id = '{page}'"), "a column is written Title"),
            (
                "INSERT INTO Pages (SpaceKey, 'Title') VALUES ('TEAM', 'x')".to_owned(),
                "a column is written Title",
            ),
            (
                "DELETE FROM Pages WHERE SpaceKey = 'TEAM' ORDER BY 'Title' LIMIT 1".to_owned(),
                "sorts by nothing",
            ),
            ("DELETE FROM Pages WHERE SpaceKey = 'TEAM' ORDER BY 2 LIMIT 1".to_owned(), "names no column"),
            ("DELETE FROM Pages WHERE 'Title' = 'Slips'".to_owned(), "the column is written Title"),
            (format!(r"UPDATE Pages SET Title = 'O\'Brien' WHERE Id = '{page}'"), "'O''Brien'"),
            (format!(r"UPDATE Pages SET Markdown = 'one\ntwo' WHERE Id = '{page}'"), "no line break"),
            (
                r"INSERT INTO Pages (SpaceKey, Title, Markdown) VALUES ('TEAM', 'Lines', '# One\n\nTwo')"
                    .to_owned(),
                "no line break",
            ),
            (format!("UPDATE TOP (5) PERCENT Pages SET Title = 'x' WHERE Id = '{page}'"), "not PERCENT"),
            (format!("UPDATE TOP (5) Pages SET Title = 'x' WHERE Id = '{page}' LIMIT 1"), "TOP and LIMIT"),
            (
                format!(
                    "WITH x AS (SELECT 1) INSERT INTO Labels (ContentId, LabelName) WITH y AS (SELECT 2) SELECT '{page}', 'z'"
                ),
                "there are two WITH",
            ),
        ] {
            for dry_run in [true, false] {
                let call = json!({"sql": sql, "dry_run": dry_run});
                let (texts, refused) = session.ask("confluence_run_nonquery", call).await;
                assert!(refused && texts[0].contains(says), "{sql}: {texts:?}");
            }
        }
        let now = sandbox.page_by_id(&page).unwrap();
        assert_eq!((now.title.as_str(), now.storage.as_str()), ("Slips", "<p>a</p>"));
        for (sql, says) in [
            ("SELECT Id FROM Pages ORDER BY 'Title'", "write ORDER BY [Title]"),
            ("SELECT COUNT(*) FROM Pages GROUP BY 'SpaceKey'", "write GROUP BY [SpaceKey]"),
            ("SELECT COUNT(*) FROM Pages a, Pages a", "two tables that are called a"),
            ("SELECT SpaceKey, COUNT(*) FROM Pages GROUP BY ALL", "write the columns"),
            ("SELECT COUNT(DISTINCT SpaceKey, Title) FROM Pages", "SELECT DISTINCT a, b FROM"),
            (r"SELECT Id FROM Pages WHERE Title = 'O\'Brien'", "'O''Brien'"),
            (r"SELECT Id FROM Pages WHERE Title = 'it\'s' OR Title = 'it\'s'", "'O''Brien'"),
            ("SELECT Id FROM Pages WHERE SpaceKey = 'TEAM', Title = 'x'", "joined by AND"),
            ("WITH x AS (SELECT 1) DELETE FROM Pages WHERE Id = 1", "DELETE changes the wiki"),
        ] {
            let (texts, refused) = session.ask("confluence_run_query", json!({"sql": sql})).await;
            assert!(refused && texts[0].contains(says), "{sql}: {texts:?}");
        }
        let noted = json!({"sql": r"SELECT Id FROM Pages WHERE Title = 'one\ntwo'"});
        let told = session.good("confluence_run_query", noted).await.concat();
        assert!(told.contains("no line break"), "{told}");
    }
}

#[tokio::test]
async fn what_other_databases_take_does_what_it_says() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Takes").storage("<p>a</p>"));
        sandbox.add_page(NewPage::new("TEAM", "Takes too").storage("<p>a</p>"));
        let sql = open(&sandbox).await;
        for condition in [
            format!("Id = {page}.0"),
            format!("Id IN ({page}.0, 1.0)"),
            format!("{page}.0 = Id"),
            "\"Title\" = 'Takes'".to_owned(),
            "[Title] = 'Takes' AND [SpaceKey] = 'TEAM'".to_owned(),
            "`Title` = 'Takes'".to_owned(),
            "Title = E'Takes'".to_owned(),
        ] {
            let query = format!("SELECT Id FROM Pages WHERE {condition}");
            assert_eq!(rows(&sql, &query).await, std::slice::from_ref(&page), "{condition}");
        }
        for (plain, quoted) in [
            ("SpaceKey = 'TEAM' AND Title = 'x'", "\"SpaceKey\" = 'TEAM' AND `Title` = 'x'"),
            ("Id IN ('1', '2')", "[Id] IN ('1', '2')"),
            (
                "CreatedDate > '2026-01-01' ORDER BY CreatedDate",
                "[CreatedDate] > '2026-01-01' ORDER BY \"CreatedDate\"",
            ),
            ("CONTAINS(Text, 'a AND b') AND Label = 'x'", "CONTAINS([Text], 'a AND b') AND \"Label\" = 'x'"),
            ("Status NOT IN ('current')", "`Status` NOT IN ('current')"),
        ] {
            let explained = async |condition: &str| {
                sql.explain(format!("SELECT Id FROM Pages WHERE {condition}")).await.unwrap()
            };
            assert_eq!(explained(quoted).await, explained(plain).await, "{quoted}");
        }
        assert_eq!(rows(&sql, r"SELECT E'a\nb\\c'").await, ["a\nb\\c"]);
        let first = "UPDATE TOP (1) Pages SET Title = 'Taken' WHERE SpaceKey = 'TEAM' AND Title LIKE 'Takes%' ORDER BY Title";
        let with = "WITH t AS (SELECT Id FROM Pages WHERE SpaceKey = 'TEAM' AND Title LIKE 'Takes%') DELETE FROM Pages WHERE Id IN \
                    (SELECT Id FROM t)";
        let made = "WITH t(k, n) AS (VALUES ('TEAM', 'Made by WITH')) INSERT INTO Pages (SpaceKey, Title) SELECT k, n FROM t";
        for sql in [first, with, made] {
            let told = session.good("confluence_run_nonquery", json!({"sql": sql})).await;
            assert!(told[0].contains("\"affected\":1"), "{sql}: {told:?}");
        }
        assert_eq!(sandbox.page_by_id(&page).unwrap().title, "Taken");
        assert!(sandbox.page_by_title("TEAM", "Made by WITH").is_some());
    }
}
