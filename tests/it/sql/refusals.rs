//! Changes that can never work are refused before anything is changed, and a change is about all of its rows.

use confluence_mcp::{Server, Toolset};
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Fault, NewPage};

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

#[tokio::test]
async fn what_a_change_names_has_to_be_of_its_kind_its_space_and_its_life() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Placed").storage("<p>a</p>"));
        let gone = sandbox.add_page(NewPage::new("TEAM", "Thrown away"));
        sandbox.trash_page(&gone);
        let post = sandbox.add_page(NewPage::new("TEAM", "News").blog_post());
        let other = sandbox.page_by_title("DOCS", "Upgrade").unwrap().id;
        let insert = |parent: &str| {
            format!(
                "INSERT INTO Pages (SpaceKey, Title, ParentId) VALUES ('TEAM', 'Goes in', NULL), ('TEAM', 'Goes not in', '{parent}')"
            )
        };
        let labels = |label: &str| {
            format!(
                "INSERT INTO Labels (ContentId, LabelName) VALUES ('{page}', 'ok1'), ('{page}', '{label}')"
            )
        };
        for (sql, says) in [
            (insert(&other), "lies in the space DOCS and not in TEAM"),
            (insert(&gone), "ParentId"),
            (insert(&post), "pages lie under pages"),
            (format!("UPDATE Pages SET ParentId = '{gone}' WHERE Id = '{page}'"), "ParentId"),
            (
                format!("UPDATE Pages SET ParentId = '{other}' WHERE Id = '{page}'"),
                "a page lies below one of its own space",
            ),
            (format!("UPDATE Pages SET ParentId = '{post}' WHERE Id = '{page}'"), "pages lie under pages"),
            (format!("INSERT INTO Comments (ContainerId, Markdown) VALUES ('{gone}', 'x')"), "ContainerId"),
            (format!("INSERT INTO Labels (ContentId, LabelName) VALUES ('{gone}', 'x')"), "ContentId"),
            (labels("a,b"), "no label has one of"),
            (labels("a:b"), "no label has one of"),
            (labels("a?"), "no label has one of"),
            ("UPDATE Spaces SET Name = '' WHERE Key = 'TEAM'".to_owned(), "Name is empty"),
            (format!("UPDATE Spaces SET HomepageId = '{other}' WHERE Key = 'TEAM'"), "and not in TEAM"),
            (format!("UPDATE Spaces SET HomepageId = '{gone}' WHERE Key = 'TEAM'"), "HomepageId"),
            (format!("UPDATE Spaces SET HomepageId = '{post}' WHERE Key = 'TEAM'"), "a home page is a page"),
            (
                "INSERT INTO Spaces (Key, Name) VALUES ('NEWONE', 'a'), ('newone', 'b')".to_owned(),
                "several spaces",
            ),
        ] {
            for dry_run in [true, false] {
                let call = json!({"sql": sql, "dry_run": dry_run});
                let (texts, refused) = session.ask("confluence_run_nonquery", call).await;
                assert!(refused && texts[0].contains(says), "{sql}: {texts:?}");
            }
        }
        assert!(sandbox.page_by_title("TEAM", "Goes in").is_none());
        let now = sandbox.page_by_id(&page).unwrap();
        assert_eq!((now.labels.len(), now.space.as_str()), (0, "TEAM"));
        // What is right goes through, and words are taken in any case.
        for sql in [
            format!(
                "INSERT INTO Pages (SpaceKey, Title, ParentId, Status) VALUES ('team', 'Below', '{page}', 'CURRENT')"
            ),
            format!("INSERT INTO Labels (ContentId, LabelName) VALUES ('{page}', 'a-b_c')"),
            format!("UPDATE Spaces SET HomepageId = '{page}', Name = 'Crew' WHERE Key = 'TEAM'"),
        ] {
            let told = session.good("confluence_run_nonquery", json!({"sql": sql})).await;
            assert!(told[0].contains("\"affected\":1"), "{sql}: {told:?}");
        }
    }
}

#[tokio::test]
async fn an_update_is_looked_at_as_a_whole_before_its_first_row() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = |title: &str| NewPage::new("TEAM", title).storage("<p>a</p>");
        let one = sandbox.add_page(page("Row one"));
        let two = sandbox.add_page(page("Row two"));
        let below = sandbox.add_page(page("Row below").parent(one.clone()));
        let gone = sandbox.add_page(page("Row gone"));
        sandbox.trash_page(&gone);
        let footer = sandbox.add_comment(&one, None, "<p>Hm</p>", tests::sandbox::Person::ALAN);
        let reply = format!(
            "INSERT INTO Comments (ContainerId, ReplyToId, Markdown) VALUES ('{two}', '{footer}', 'x')"
        );
        for (sql, says) in [
            (
                format!("UPDATE Pages SET Title = 'Same' WHERE Id IN ('{one}', '{two}')"),
                "several pages of TEAM",
            ),
            (format!("UPDATE Pages SET Title = 'Row two' WHERE Id = '{one}'"), "Title is taken"),
            (format!("UPDATE Pages SET ParentId = '{below}' WHERE Id = '{one}'"), "lies below"),
            (
                format!(
                    "UPDATE Pages SET ParentId = CASE WHEN Id = '{one}' THEN '{two}' ELSE '{one}' END WHERE Id IN ('{one}', '{two}')"
                ),
                "lies below",
            ),
            (format!("UPDATE Comments SET Resolution = 'resolved' WHERE Id = '{footer}'"), "footer comment"),
            (
                "DELETE FROM Pages WHERE SpaceKey = 'TEAM' AND Status = 'trashed'".to_owned(),
                "in the trash already",
            ),
            (
                format!(
                    "UPDATE Pages SET Title = 'x' WHERE SpaceKey = 'TEAM' AND Status = 'trashed' AND Id = '{gone}'"
                ),
                "in the trash already",
            ),
            (reply, "a reply goes where the comment is"),
            (format!("UPDATE Pages SET Title = 'a', Title = 'b' WHERE Id = '{one}'"), "sets Title twice"),
            (
                "INSERT INTO Pages (SpaceKey, Title, SpaceKey) VALUES ('TEAM', 'No6', 'DOCS')".to_owned(),
                "sets SpaceKey twice",
            ),
            (
                format!("INSERT INTO Labels (ContentId, LabelName, Label) VALUES ('{one}', 'a', 'b')"),
                "of which Label is another name",
            ),
            ("UPDATE Pages SET Status = 'current' WHERE Id = '1'".to_owned(), "restoring it from the trash"),
            ("UPDATE Tasks SET Status = 'complete' WHERE Id = '1'".to_owned(), "updating a task"),
        ] {
            for dry_run in [true, false] {
                let (texts, refused) =
                    session.ask("confluence_run_nonquery", json!({"sql": sql, "dry_run": dry_run})).await;
                let said = texts.join(" ");
                assert!(said.contains(says), "{sql}: {texts:?}");
                assert!(refused || said.contains("\"affected\":0"), "{sql}: {texts:?}");
            }
        }
        for (id, title) in [(&one, "Row one"), (&two, "Row two")] {
            assert_eq!(sandbox.page_by_id(id).unwrap().title, title);
        }
        // What one row gives up another may have, and a title may change its case.
        for sql in [
            format!(
                "UPDATE Pages SET Title = CASE WHEN Id = '{one}' THEN 'Row three' ELSE 'Row one' END WHERE Id IN ('{one}', '{two}') \
                 ORDER BY Id"
            ),
            format!("UPDATE Pages p SET p.Title = 'ROW THREE' WHERE p.Id = '{one}'"),
        ] {
            let told = session.good("confluence_run_nonquery", json!({"sql": sql})).await;
            assert!(!told[0].contains("stopped"), "{sql}: {told:?}");
        }
        assert_eq!(sandbox.page_by_id(&two).unwrap().title, "Row one");
    }
}

#[tokio::test]
async fn a_label_that_goes_is_named() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Labelled").labels(["one", "two"]));
        let sql = format!("DELETE FROM Labels l WHERE l.ContentId = '{page}'");
        let told = session.good("confluence_run_nonquery", json!({"sql": sql, "dry_run": true})).await;
        for label in ["one", "two"] {
            let said = format!("delete Labels \\\"{label}\\\" of {page} \\\"Labelled\\\"");
            assert!(told[0].contains(&said), "{told:?}");
        }
    }
}

#[tokio::test]
async fn an_outage_is_not_told_as_a_page_that_is_not_there() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        let search =
            if sandbox.deployment() == Deployment::Cloud { "searchContentByCQL" } else { "search_1" };
        let answer = Fault::Answer { status: 503, content_type: "text/plain", body: "down".to_owned() };
        for operation in [search, "searchContent", "search", "search_2"] {
            sandbox.next_of(operation, answer.clone(), 20);
        }
        let sql = "INSERT INTO Labels (ContentId, LabelName) VALUES ('424242', 'x')";
        let (texts, _) = session.ask("confluence_run_nonquery", json!({"sql": sql, "dry_run": true})).await;
        assert!(!texts.join(" ").contains("there is no page"), "{texts:?}");
        sandbox.clear_faults();
        let (texts, _) = session.ask("confluence_run_nonquery", json!({"sql": sql, "dry_run": true})).await;
        assert!(texts.join(" ").contains("there is no page 424242"), "{texts:?}");
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
