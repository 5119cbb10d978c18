//! Changes that can never work are refused before anything is changed, and a change is about all of its rows.

use confluence_mcp::{Server, Toolset};
use serde_json::{Value, json};
use tests::sandbox::NewPage;

use super::both;
use super::tools::Session;

#[tokio::test]
async fn a_change_is_about_all_of_its_rows() {
    for sandbox in both().await {
        for number in 0..6 {
            sandbox.add_page(NewPage::new("TEAM", &format!("Row {number}")));
        }
        let string = format!("{};MaxRows=2", sandbox.connection_string());
        let wiki = confluence_client::connection::open(&string).await.unwrap();
        let server = Server::builder(wiki.clone()).toolsets([Toolset::Sql]).unattended(true).build().unwrap();
        let session = Session::of(server).await;
        let sql = "DELETE FROM Pages WHERE SpaceKey = 'TEAM' AND Title LIKE 'Row %'";
        for (dry_run, affected) in [(true, 0), (false, 6)] {
            let told = session.good("confluence_run_nonquery", json!({"sql": sql, "dry_run": dry_run})).await;
            let told: Value = serde_json::from_str(&told[0]).unwrap();
            assert_eq!(
                (told["rows"].as_array().unwrap().len(), &told["affected"]),
                (6, &json!(affected)),
                "{told}"
            );
        }
        // What bounds the rows of an answer cuts no change: it is refused.
        let limits = confluence_client::sql::QueryLimits::new().skip(1).bytes(10);
        let sql = confluence_client::sql::Sql::new(wiki).with_limits(limits);
        let all = sql.change("UPDATE Pages SET Title = Title + '!' WHERE SpaceKey = 'DOCS'").dry_run();
        let error = all.run().await.unwrap_err().to_string();
        assert!(error.contains("more than 10 bytes, and none was changed"), "{error}");
    }
}

#[tokio::test]
async fn what_can_never_work_is_refused_by_a_dry_run_as_by_a_run() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Checked").storage("<p>a</p>"));
        let comment = sandbox.add_comment(&page, None, "<p>Hm</p>", tests::sandbox::Person::ALAN);
        for (sql, says) in [
            (
                "INSERT INTO Pages (SpaceKey, Title, Status) VALUES ('TEAM', 'No1', 'currnt')".to_owned(),
                "current or draft",
            ),
            (
                "INSERT INTO Pages (SpaceKey, Title) VALUES ('TEAM', 'No2'), ('TEAM', NULL)".to_owned(),
                "needs a Title",
            ),
            ("INSERT INTO Pages (SpaceKey, Title) VALUES ('NOWHERE', 'No3')".to_owned(), "no space NOWHERE"),
            (
                "INSERT INTO Pages (SpaceKey, Title, ParentId) VALUES ('TEAM', 'No4', '99')".to_owned(),
                "ParentId",
            ),
            ("INSERT INTO Pages (SpaceKey, Title) VALUES ('TEAM', 'Checked')".to_owned(), "Title is taken"),
            (
                "INSERT INTO Pages (SpaceKey, Title, Storage) VALUES ('TEAM', 'No5', '<p>')".to_owned(),
                "Storage",
            ),
            (format!("INSERT INTO Comments (ContainerId) VALUES ('{page}')"), "needs Storage or Markdown"),
            ("INSERT INTO Comments (ContainerId, Markdown) VALUES ('99', 'x')".to_owned(), "ContainerId"),
            (
                format!("INSERT INTO Labels (ContentId, LabelName) VALUES ('{page}', 'two words')"),
                "LabelName",
            ),
            ("INSERT INTO Spaces (Key, Name) VALUES ('no key', 'x')".to_owned(), "Key is letters and digits"),
            ("INSERT INTO Spaces (Key, Name) VALUES ('DOCS', 'x')".to_owned(), "Key is taken"),
            (format!("UPDATE Comments SET Resolution = 'done' WHERE Id = '{comment}'"), "open or resolved"),
            (format!("UPDATE Pages SET ParentId = '99' WHERE Id = '{page}'"), "ParentId"),
            (format!("UPDATE Pages SET ParentId = '{page}' WHERE Id = '{page}'"), "under itself"),
        ] {
            for dry_run in [true, false] {
                let (texts, refused) =
                    session.ask("confluence_run_nonquery", json!({"sql": sql, "dry_run": dry_run})).await;
                assert!(refused && texts[0].contains(says), "{sql}: {texts:?}");
            }
        }
        for title in ["No1", "No2", "No3", "No4", "No5"] {
            assert!(sandbox.page_by_title("TEAM", title).is_none(), "{title}");
        }
    }
}

/// The client here cannot ask its user.
#[tokio::test]
async fn a_statement_that_cannot_be_read_is_no_matter_for_the_user() {
    let [cloud, _] = both().await;
    let session = Session::start(&cloud, |builder| builder).await;
    for (sql, says) in [
        ("INSRT INTO Pages (Title) VALUES ('x')", "a change is an INSERT"),
        ("UPDATE Pages SET Titel = 'x' WHERE Id = 1", "did you mean Title?"),
        ("DELETE FROM Pages WHERE Titel = 'x'", "did you mean Title?"),
        ("DELETE FROM Pages WHERE Id = 1", "--unattended"),
    ] {
        let (texts, refused) = session.ask("confluence_run_nonquery", json!({"sql": sql})).await;
        assert!(refused && texts.join(" ").contains(says), "{sql}: {texts:?}");
    }
}
