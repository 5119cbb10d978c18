//! What users of the seed product are told to work around works here.

use confluence_client::ErrorKind;
use confluence_client::sql::{Format, QueryLimits};
use serde_json::json;
use tests::sandbox::NewPage;

use super::tools::Session;
use super::{ask, both, open, rows};

#[tokio::test]
async fn a_parent_is_a_number_or_a_text() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let home = sandbox.page_by_title("DOCS", "Architecture").unwrap().parent.unwrap();
        let by_number = rows(&sql, &format!("SELECT COUNT(*) FROM Pages WHERE ParentId = {home}")).await;
        let by_text = rows(&sql, &format!("SELECT COUNT(*) FROM Pages WHERE ParentId = '{home}'")).await;
        assert_eq!(by_number, by_text);
        assert_ne!(by_number, ["0"]);
    }
}

#[tokio::test]
async fn numbers_are_numbers() {
    let [cloud, _] = both().await;
    let sql = open(&cloud).await;
    let notes = "SELECT VersionNumber + 1 FROM Pages WHERE Title = 'Release notes' AND VersionNumber > 3";
    assert_eq!(rows(&sql, notes).await, ["5"]);
    let kinds =
        rows(&sql, "SELECT DISTINCT typeof(NumberOfViews), NumberOfViews >= 10 FROM ViewsAnalytics").await;
    assert_eq!(kinds, ["integer|false".replace("false", "0")]);
}

#[tokio::test]
async fn bodies_have_one_name_and_the_other_names_too() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for table in ["Pages", "Blogposts", "Comments", "PageContents"] {
            assert!(
                ask(&sql, &format!("SELECT Storage, Markdown, Text FROM {table} LIMIT 1")).await.is_ok(),
                "{table}"
            );
        }
        let both_names = "SELECT COUNT(*) FROM Comments WHERE StorageBody = Storage AND LENGTH(Storage) > 0";
        assert_ne!(rows(&sql, both_names).await, ["0"]);
    }
}

#[tokio::test]
async fn people_have_names() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for column in
            ["CreatedByUserName", "CreatedByUserPublicName", "LastUpdatedUserName", "VersionUserName"]
        {
            let nameless = format!("SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS' AND {column} IS NULL");
            assert_eq!(rows(&sql, &nameless).await, ["0"], "{column}");
        }
    }
}

#[tokio::test]
async fn there_is_a_history() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let text = "SELECT v.VersionNumber FROM Pages p JOIN PageVersions v ON v.PageId = p.Id \
                    WHERE p.Title = 'Release notes' ORDER BY v.VersionNumber";
        assert_eq!(rows(&sql, text).await, ["1", "2", "3", "4"]);
        let previous =
            "SELECT PreviousVersionNumber FROM Pages WHERE Title = 'Release notes' AND SpaceKey = 'DOCS'";
        assert_eq!(rows(&sql, previous).await, ["3"]);
    }
}

#[tokio::test]
async fn no_table_asks_for_a_condition() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for table in [
            "Labels",
            "PageChildren",
            "PageAncestors",
            "PageComments",
            "Contributors",
            "UsersContentRestrictions",
        ] {
            let count = rows(&sql, &format!("SELECT COUNT(*) FROM {table}")).await;
            assert_ne!(count, ["0"], "{table}");
        }
    }
}

#[tokio::test]
async fn the_most_read_pages_are_one_statement() {
    let [cloud, _] = both().await;
    let sql = open(&cloud).await;
    let text = "SELECT TOP 2 p.Title, v.NumberOfViews FROM Pages p JOIN ViewsAnalytics v ON v.ContentId = p.Id \
                WHERE p.SpaceKey = 'DOCS' ORDER BY v.NumberOfViews DESC, p.Title";
    assert_eq!(rows(&sql, text).await[0], "Getting started|4");
}

#[tokio::test]
async fn null_and_empty_text_are_told_apart_and_a_row_keeps_its_place() {
    let [cloud, _] = both().await;
    let mut rows = open(&cloud).await.query("SELECT '' AS A, NULL AS B, 'c' AS C").rows().await.unwrap();
    let written = rows.write(Format::Csv, 1000).await.unwrap();
    assert_eq!(written.text, "A,B,C\r\n\"\",,c\r\n");
}

#[tokio::test]
async fn columns_stand_side_by_side_in_a_table() {
    let [cloud, _] = both().await;
    let text = "SELECT 'a' AS Title, 10 AS N UNION ALL SELECT 'long, and more', 2";
    let mut rows = open(&cloud).await.query(text).rows().await.unwrap();
    let written = rows.write(Format::Table, 1000).await.unwrap();
    assert_eq!(
        written.text,
        "Title           N\n--------------  --\na               10\nlong, and more  2\n"
    );
}

#[tokio::test]
async fn a_limit_is_told_and_not_silent() {
    let [cloud, _] = both().await;
    let sql = open(&cloud).await;
    let mut rows = sql.query("SELECT Id FROM Pages").limits(QueryLimits::new().rows(2)).rows().await.unwrap();
    let written = rows.write(Format::Csv, 10_000).await.unwrap();
    assert!(written.more && written.rows == 2);
    let few = sql.query("SELECT COUNT(*) FROM PageVersions").limits(QueryLimits::new().requests(2));
    let error = few.rows().await.unwrap().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("more than the 2 requests"), "{error}");
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_answered_with_the_one_that_does() {
    let [cloud, _] = both().await;
    let sql = open(&cloud).await;
    let said = async |text: &str| ask(&sql, text).await.unwrap_err().to_string();
    assert!(said("SELECT * FROM Page").await.contains("did you mean Pages?"));
    assert!(said("SELECT SpaceName FROM Pages").await.contains("did you mean Space"));
    assert!(said("SELECT LastUpdatedDate FROM Pages").await.contains("did you mean LastUpdatedDatetime?"));
    assert!(said("SELECT Id FROM Pages WHERE Title = \"x\"").await.contains("single quotes, 'x'"));
    let error = sql.columns("Labls").unwrap_err().to_string();
    assert!(error.contains("did you mean Labels?"), "{error}");
}

#[tokio::test]
async fn a_statement_that_cannot_be_read_says_where() {
    let [cloud, _] = both().await;
    let session = Session::start(&cloud, |builder| builder).await;
    let said = async |statement: &str| {
        let (texts, refused) = session.ask("confluence_run_query", json!({"sql": statement})).await;
        assert!(refused, "{statement}: {texts:?}");
        texts.concat()
    };
    let typed = "SELECT TOP 5 p.Title,\n       [Id],\n  FROM [Pages] p\n  WHERE Title = 'FROM'";
    let comma = said(typed).await;
    assert!(comma.contains("\"FROM\", in line 3, column 3"), "{comma}");
    let word = said("SELECT Id FROM Pages WHERE Title == = 'x'").await;
    assert!(word.contains("in line 1, column"), "{word}");
    assert!(comma.contains("a comma stands before it"), "{comma}");
    let typing = said("SELECT Id FORM Pages").await;
    assert!(typing.contains("did you mean FROM in place of FORM?"), "{typing}");
    let bare = said("SELECT Id FROM Pages WHERE SpaceKey = DOCS").await;
    assert!(bare.contains("text goes into single quotes, 'DOCS'"), "{bare}");
    let end = said("SELECT Id FROM Pages WHERE").await;
    assert!(end.contains("ends too early") && end.contains("\"WHERE\""), "{end}");
    let open = said("SELECT COUNT(Id FROM Pages").await;
    assert!(open.contains("\"FROM\", in line 1, column 17"), "{open}");
}

#[tokio::test]
async fn the_published_examples_run() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        sandbox.add_page(NewPage::new("DOCS", "Release notes 2019"));
        for text in [
            "SELECT [Id], [Title], [SpaceKey] FROM [MyConfluence].[Confluence].[Pages] WHERE [SpaceKey] = 'DOCS' LIMIT 10",
            "SELECT * FROM Pages WHERE CreatedDate > '2019/03/29 15:00' AND Type = 'page'",
            "SELECT Title, LastUpdatedDatetime FROM Pages WHERE LastUpdatedDatetime >= DATEADD(month, -3, GETDATE()) ORDER BY LastUpdatedDatetime DESC LIMIT 20",
            "SELECT COUNT(DISTINCT SpaceKey) FROM Pages",
            "SELECT SpaceKey, COUNT(*) AS Total FROM [Confluence].[Pages] GROUP BY SpaceKey HAVING COUNT(*) > 1 ORDER BY Total DESC",
            "SELECT p.Title, s.Name FROM Pages p INNER JOIN Spaces s ON p.SpaceKey = s.Key LIMIT 0, 5",
            "SELECT p.Title, a.Title FROM Pages p LEFT JOIN Attachments a ON a.ContainerId = p.Id WHERE p.SpaceKey = 'DOCS'",
            "SELECT * FROM Spaces WHERE Name LIKE '%doc%' AND Type IN ('global', 'personal')",
            "SELECT Title FROM Pages WHERE Title LIKE 'Release%' OR Title NOT LIKE '%e%'",
            "SELECT YEAR(CreatedDate) AS Y, QUARTER(CreatedDate) AS Q, COUNT(*) FROM Pages GROUP BY Y, Q",
            "SELECT ISNULL(LastUpdatedMessage, 'none'), LEFT(Title, 5), LEN(Title), UPPER(SpaceKey) FROM Pages WHERE SpaceKey IN ('DOCS', 'TEAM')",
        ] {
            assert!(ask(&sql, text).await.is_ok(), "{text}: {:?}", ask(&sql, text).await);
        }
        let cql = format!(
            "SELECT * FROM Attachments WHERE CQL = 'creator = currentUser() AND container = \"{page}\"'"
        );
        assert_eq!(rows(&sql, &cql).await.len(), 2);
    }
}
