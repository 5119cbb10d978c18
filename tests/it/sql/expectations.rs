//! What people who know other databases expect, and a statement did not do.

use std::time::Duration;

use confluence_client::connection;
use confluence_client::sql::Sql;
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Fault, NewPage};

use super::tools::Session;
use super::{ask, asked, both, open, rows, wiki};

#[tokio::test]
async fn a_span_of_days_is_one_wherever_it_is_compared() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let counted = async |condition: &str| {
            rows(&sql, &format!("SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS' AND {condition}")).await
        };
        let all = counted("Id > '0'").await;
        for (condition, opposite) in [
            (
                "CreatedDate IN (L_TODAY(), L_LAST_90_DAYS())",
                "CreatedDate NOT IN (L_TODAY(), L_LAST_90_DAYS())",
            ),
            ("((CreatedDate) >= (L_LAST_90_DAYS()))", "(CreatedDate) < (L_LAST_90_DAYS())"),
        ] {
            let (within, without) = (counted(condition).await, counted(opposite).await);
            let number = |rows: &[String]| rows[0].parse::<u32>().unwrap();
            assert_eq!(number(&within) + number(&without), number(&all), "{condition}");
        }
        for wrong in
            ["CASE CreatedDate WHEN L_TODAY() THEN 1 END = 1", "CreatedDate IS NOT DISTINCT FROM L_TODAY()"]
        {
            let query = format!("SELECT COUNT(*) FROM Pages WHERE {wrong}");
            let error = ask(&sql, &query).await.unwrap_err().to_string();
            assert!(error.contains("CreatedDate = L_TODAY()"), "{wrong}: {error}");
        }
    }
}

#[tokio::test]
async fn another_name_never_takes_the_place_of_a_column_that_is_shown() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let names = "SELECT DISTINCT SpaceKey, (SELECT Name FROM Spaces WHERE Key = Pages.SpaceKey) = 'Product documentation' \
                     FROM Pages WHERE SpaceKey IN ('DOCS', 'TEAM') ORDER BY 1";
        assert_eq!(rows(&sql, names).await, ["DOCS|1", "TEAM|0"]);
        let either = "SELECT Title, (SELECT Name FROM Spaces WHERE Key = SpaceKey) FROM Pages";
        let error = ask(&sql, either).await.unwrap_err().to_string();
        assert!(error.contains("write Pages.SpaceKey or Spaces.SpaceKey"), "{error}");
        for right in [
            "SELECT COUNT(*) > 0 FROM Pages JOIN Spaces ON Key = SpaceKey WHERE SpaceKey = 'DOCS' GROUP BY SpaceKey",
            "SELECT COUNT(*) > 0 FROM Labels l JOIN Pages p ON p.Id = l.ContentId WHERE Label = 'howto'",
            "SELECT COUNT(*) > 0 FROM Spaces s WHERE s.SpaceKey = 'docs'",
        ] {
            assert_eq!(rows(&sql, right).await, ["1"], "{right}");
        }
    }
}

#[tokio::test]
async fn nothing_and_no_number_are_no_bounds() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for (condition, says) in [
            ("CreatedDate >= ''", "stands beside a point in time"),
            ("VersionNumber < 'x'", "is compared with a number"),
            ("CreatedDate > 2027-01-01", "a date goes into quotes: '2027-01-01'"),
        ] {
            let error = ask(&sql, &format!("SELECT Id FROM Pages WHERE {condition}")).await.unwrap_err();
            assert!(error.to_string().contains(says), "{condition}: {error}");
        }
    }
}

#[tokio::test]
async fn a_list_that_is_empty_leaves_nothing_out() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder).await;
        for (condition, none) in [("IN", true), ("NOT IN", false)] {
            let sql = format!("SELECT Id FROM Pages WHERE SpaceKey = 'DOCS' AND Id {condition} (@ids)");
            let query = json!({"sql": sql, "parameters": {"ids": []}});
            let told = session.good("confluence_run_query", query).await;
            // The rows stand in a frame of two lines, below a line with the names of their columns.
            assert_eq!(told[0].lines().count() == 3, none, "{condition}: {told:?}");
        }
        let numbered = json!({"sql": "SELECT COUNT(*) FROM Pages WHERE SpaceKey = ? OR SpaceKey = $1", "parameters": {"1": "DOCS"}});
        session.good("confluence_run_query", numbered).await;
    }
}

#[tokio::test]
async fn a_day_is_the_same_one_in_every_time_zone() {
    for sandbox in both().await {
        let due =
            "SELECT DISTINCT date(DueAt) FROM Tasks WHERE SpaceKey = 'DOCS' AND DueAt IS NOT NULL ORDER BY 1";
        let sql = open(&sandbox).await;
        asked(&sandbox);
        let here = rows(&sql, due).await;
        // The bodies of many pages come together.
        assert!(asked(&sandbox).len() < 4);
        for zone in ["America/New_York", "Asia/Kolkata"] {
            let string = format!("{};Timezone={zone}", sandbox.connection_string());
            let there = Sql::new(connection::open(&string).await.unwrap());
            assert_eq!(rows(&there, due).await, here, "{zone}");
        }
    }
}

#[tokio::test]
async fn the_text_of_a_macro_is_what_its_reader_sees() {
    for sandbox in both().await {
        let body = "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><table><tbody><tr><td>Owner</td><td>High</td></tr>\
                    </tbody></table></ac:rich-text-body></ac:structured-macro>";
        let page = sandbox.add_page(NewPage::new("TEAM", "Cells").storage(body));
        let sql = open(&sandbox).await;
        let of = |table: &str| format!("SELECT Text FROM {table} WHERE PageId = '{page}'");
        assert_eq!(rows(&sql, &of("Macros")).await, rows(&sql, &of("PageContents")).await);
        let named = "SELECT COUNT(*) > 0 FROM Macros WHERE MacroName = 'INFO'";
        assert_eq!(rows(&sql, named).await, ["1"]);
        let kinds = "SELECT COUNT(*) FROM SpacePermissions WHERE PrincipalType = 'known'";
        assert_eq!(rows(&sql, kinds).await, ["0"]);
    }
}

#[tokio::test]
async fn a_change_says_where_its_rows_went() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let change = async |sql: &str| -> Value {
            let told = session.good("confluence_run_nonquery", json!({"sql": sql})).await;
            serde_json::from_str(&told[0]).unwrap()
        };
        let made =
            change("INSERT INTO Pages (SpaceKey, Title, Status) VALUES ('TEAM', 'Not yet', 'draft')").await;
        let id = made["rows"][0]["id"].as_str().unwrap().to_owned();
        for sql in [
            format!("UPDATE Pages SET Title = 'x' WHERE Id = '{id}'"),
            format!("DELETE FROM Pages WHERE Id = '{id}'"),
        ] {
            let told = change(&sql).await;
            assert!(told["notes"].to_string().contains("is a draft"), "{sql}: {told}");
        }
        let page = sandbox.add_page(NewPage::new("TEAM", "Salaries").storage("<p>a</p>"));
        sandbox.add_page(NewPage::new("TEAM", "Other").storage("<p>a</p>"));
        let told = change(
            "UPDATE Pages SET Title = REPLACE(Title, 'Salaries', 'Salaries 2026') WHERE SpaceKey = 'TEAM' AND Title IN \
             ('Salaries', 'Other')",
        )
        .await;
        assert_eq!(told["affected"], 1, "{told}");
        assert_eq!(told["notes"][0], "1 row(s) stay as they are, and are left out", "{told}");
        assert_eq!(sandbox.page_by_id(&page).unwrap().title, "Salaries 2026");
        for (sql, says) in [
            (
                "UPDATE Labels SET LabelName = 'b' WHERE LabelName = 'a'".to_owned(),
                "DELETE the label, and INSERT",
            ),
            (
                "INSERT INTO Attachments (Title) VALUES ('a.png')".to_owned(),
                "EXEC UploadAttachment ContentId",
            ),
            (format!("UPDATE Pages SET Label = 'a' WHERE Id = '{page}'"), "INSERT INTO Labels"),
            (
                "INSERT INTO UsersContentRestrictions (ContentId) VALUES ('1')".to_owned(),
                "restricting a page is a call of its own",
            ),
        ] {
            let (texts, refused) = session.ask("confluence_run_nonquery", json!({"sql": sql})).await;
            assert!(refused && texts[0].contains(says), "{sql}: {texts:?}");
        }
        let download = json!({"procedure": "EXEC DownloadAttachment AttachmentId = 'overview.png'"});
        let (texts, refused) = session.ask("confluence_run_procedure", download).await;
        assert!(refused && texts[0].contains("AttachmentId is an id such as att123"), "{texts:?}");
    }
}

#[tokio::test]
async fn what_a_status_is_not_finds_the_others() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let gone = sandbox.add_page(NewPage::new("TEAM", "Gone by now"));
        sandbox.trash_page(&gone);
        let found = async |condition: &str| {
            rows(&sql, &format!("SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'TEAM' AND {condition}")).await
        };
        let others = found("Status <> 'current'").await;
        assert_eq!(others, ["1"]);
        for same in [
            "Status NOT IN ('current')",
            "NOT (Status = 'current')",
            "NOT Status = 'current'",
            "Status NOT LIKE 'cur%'",
            "(Id = '0' OR NOT (Pages.Status IN ('current', 'archived')))",
        ] {
            assert_eq!(found(same).await, others, "{same}");
        }
        // Where nothing is negated, the rows are the usual ones.
        assert_eq!(found("Status NOT IN ('trashed')").await, found("Status = 'current'").await);
    }
}

#[tokio::test]
async fn a_comment_that_went_with_the_one_above_it_is_deleted() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Discussed"));
        let wiki = wiki(&sandbox).await;
        let above = wiki.add_comment(page.as_str(), "<p>one</p>").await.unwrap();
        wiki.reply(above.id.clone(), "<p>two</p>").await.unwrap();
        wiki.add_comment(page.as_str(), "<p>three</p>").await.unwrap();
        let sql = format!("DELETE FROM Comments WHERE ContainerId = '{page}'");
        let told = session.good("confluence_run_nonquery", json!({"sql": sql})).await;
        let told: Value = serde_json::from_str(&told[0]).unwrap();
        assert_eq!((&told["affected"], &told["stopped"]), (&json!(3), &Value::Null), "{told}");
        let left = format!("SELECT COUNT(*) FROM Comments WHERE ContainerId = '{page}'");
        assert_eq!(rows(&open(&sandbox).await, &left).await, ["0"]);
    }
}

#[tokio::test]
async fn a_comment_that_cannot_be_deleted_is_not_told_as_gone() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Discussed"));
        let wiki = wiki(&sandbox).await;
        wiki.add_comment(page.as_str(), "<p>one</p>").await.unwrap();
        wiki.add_comment(page.as_str(), "<p>two</p>").await.unwrap();
        let deletion = match sandbox.deployment() {
            Deployment::Cloud => "deleteFooterComment",
            _ => "delete_3",
        };
        sandbox.next_of(deletion, Fault::Delay(Duration::ZERO), 1);
        sandbox.next_of(deletion, Fault::NotFound, 1);
        let sql = format!("DELETE FROM Comments WHERE ContainerId = '{page}'");
        let (told, _) = session.ask("confluence_run_nonquery", json!({"sql": sql})).await;
        let told = told.concat();
        assert!(told.contains("not found") && !told.contains("it went with"), "{told}");
        let left = format!("SELECT COUNT(*) FROM Comments WHERE ContainerId = '{page}'");
        assert_eq!(rows(&open(&sandbox).await, &left).await, ["1"]);
    }
}

#[tokio::test]
async fn what_one_table_is_not_asked_for_says_nothing_of_another() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let gone = sandbox.add_page(NewPage::new("TEAM", "Twilight"));
        sandbox.add_page(NewPage::new("TEAM", "Twine"));
        wiki(&sandbox).await.trash_page(gone).await.unwrap();
        let within =
            "SpaceKey IN (SELECT [Key] FROM Spaces WHERE Status NOT IN ('archived')) AND Title LIKE 'Tw%'";
        let sql = open(&sandbox).await;
        assert_eq!(
            rows(&sql, &format!("SELECT Title, Status FROM Pages WHERE {within}")).await,
            ["Twine|current"]
        );
        let joined = "SELECT p.Title, p.Status FROM Pages p JOIN Spaces s ON s.Key = p.SpaceKey WHERE p.Title LIKE 'Tw%' \
            AND p.SpaceKey = 'TEAM' AND s.Status NOT IN ('archived')";
        assert_eq!(rows(&sql, joined).await, ["Twine|current"]);
        let deletion = json!({"sql": format!("DELETE FROM Pages WHERE {within}"), "dry_run": true});
        let told = session.good("confluence_run_nonquery", deletion).await.concat();
        assert!(told.contains("Twine") && !told.contains("Twilight"), "{told}");
    }
}

#[tokio::test]
async fn a_label_that_is_there_is_left_out() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Labelled").labels(["howto"]));
        let sql = format!(
            "INSERT INTO Labels (ContentId, LabelName) VALUES ('{page}', 'howto'), ('{page}', 'new'), ('{page}', 'NEW')"
        );
        let told = session.good("confluence_run_nonquery", json!({"sql": sql, "dry_run": true})).await;
        let told: Value = serde_json::from_str(&told[0]).unwrap();
        assert_eq!(told["rows"].as_array().unwrap().len(), 1, "{told}");
        assert!(told["notes"].to_string().contains("2 row(s) stay as they are"), "{told}");
    }
}

#[tokio::test]
async fn values_and_statements_are_taken_as_programs_write_them() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Numbered"));
        let id: f64 = page.as_str().parse().unwrap();
        let counted =
            json!({"sql": "SELECT COUNT(*) AS n FROM Pages WHERE Id = @id", "parameters": {"id": id}});
        let told = session.good("confluence_run_query", counted).await;
        assert!(told.concat().contains('1'), "{told:?}");
        for (tool, sql, parameters, says) in [
            (
                "confluence_run_query",
                "SELECT Id FROM Pages WHERE Title IN (?)",
                json!({"1": ["a", "b"]}),
                "a list is given to a @name",
            ),
            ("confluence_run_nonquery", "SELECT 1", json!({}), "confluence_run_query"),
            (
                "confluence_run_nonquery",
                "EXEC Search SearchTerm = 'x'",
                json!({}),
                "confluence_run_procedure",
            ),
            ("confluence_run_nonquery", "MERGE INTO Pages USING x", json!({}), "UPDATE for the rows"),
            ("confluence_run_query", "SHOW COLUMNS FROM Pages", json!({}), "confluence_get_columns"),
        ] {
            let (texts, refused) = session.ask(tool, json!({"sql": sql, "parameters": parameters})).await;
            assert!(refused && texts[0].contains(says), "{sql}: {texts:?}");
        }
    }
}
