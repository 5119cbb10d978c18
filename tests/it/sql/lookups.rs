//! Which conditions lead to which requests, and how many: none is dropped, none is paid for twice.

use confluence_client::Wiki;
use confluence_client::sql::Sql;
use tests::sandbox::{NewPage, Person, Sandbox};

use super::{ask, asked, both, open, rows, sorted};

#[tokio::test]
async fn each_of_several_titles_is_asked_for() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        asked(&sandbox);
        for condition in
            ["Title IN ('Upgrade', 'Architecture')", "Title = 'Upgrade' OR Title = 'Architecture'"]
        {
            let query = format!("SELECT Title FROM Pages WHERE {condition}");
            assert_eq!(sorted(&sql, &query).await, ["Architecture", "Upgrade"], "{condition}");
            let seen = asked(&sandbox);
            for title in ["title=Upgrade", "title=Architecture"] {
                assert!(seen.iter().any(|request| request.contains(title)), "{condition}: {seen:?}");
            }
            assert!(seen.iter().all(|request| request.contains("title=")), "{condition}: {seen:?}");
        }
        rows(&sql, "SELECT Id FROM Attachments WHERE Title IN ('a.png', 'b.png')").await;
        let seen = asked(&sandbox);
        assert!(
            seen.iter().all(|request| request.contains("a.png") && request.contains("b.png")),
            "{seen:?}"
        );
    }
}

/// Whatever the plan says that the service answers is in the request.
#[tokio::test]
async fn a_condition_that_is_chosen_is_in_the_request() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for table in ["Pages", "Blogposts", "Attachments", "Comments"] {
            for column in sql.columns(table).unwrap() {
                let equal = column.pushed.iter().any(|one| one.operators == "= IN");
                if !equal
                    || column.alias_of.is_some()
                    || ["Status", "CQL", "SpaceId", "SpaceKey"].contains(&column.name)
                {
                    continue;
                }
                for values in ["('7654321')", "('7654321', '7654322')"] {
                    if values.contains(',') && column.name == "Mention" {
                        continue;
                    }
                    sandbox.reset_traffic();
                    let query = format!("SELECT Id FROM {table} WHERE {} IN {values}", column.name);
                    drop(ask(&sql, &query).await);
                    let told = format!("{:?}", sandbox.requests());
                    for value in values.split('\'').filter(|value| value.starts_with('7')) {
                        assert!(told.contains(value), "{query}: {told}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_limit_that_leaves_rows_is_one_request() {
    for sandbox in both().await {
        fill(&sandbox);
        let sql = open(&sandbox).await;
        for query in [
            "SELECT Title FROM Pages LIMIT 5",
            "SELECT Title FROM Pages WHERE Label = 'many' LIMIT 5",
            "SELECT Title FROM Pages LIMIT 2 OFFSET 3",
        ] {
            let answer = ask(&sql, query).await.unwrap();
            assert!(
                (answer.rows.len(), answer.requests) == (5, 1) || answer.requests == 1,
                "{query}: {answer:?}"
            );
        }
    }
}

fn fill(sandbox: &Sandbox) {
    for number in 0..30 {
        let page = sandbox.add_page(NewPage::new("TEAM", &format!("Many {number:02}")).labels(["many"]));
        sandbox.add_comment(&page, None, "<p>One</p>", Person::ALAN);
        sandbox.add_comment(&page, None, "<p>Two</p>", Person::GRACE);
    }
}

#[tokio::test]
async fn what_each_outer_row_asks_for_is_asked_for_together() {
    for sandbox in both().await {
        fill(&sandbox);
        let sql = open(&sandbox).await;
        let pages = "FROM Pages p WHERE p.SpaceKey = 'TEAM' AND p.Title LIKE 'Many%'";
        for (query, expected) in [
            (format!("SELECT COUNT(*) {pages} AND NOT EXISTS (SELECT 1 FROM Comments c WHERE c.ContainerId = p.Id)"), "0"),
            (format!("SELECT COUNT(*) {pages} AND EXISTS (SELECT 1 FROM Comments c WHERE c.ContainerId = p.Id)"), "30"),
            (
                format!(
                    "SELECT COUNT(Newest) FROM (SELECT (SELECT MAX(c.CreatedDate) FROM Comments c WHERE c.ContainerId = p.Id) \
                     AS Newest {pages})"
                ),
                "30",
            ),
            (
                "SELECT COUNT(*) FROM Pages p JOIN Comments c ON c.ContainerId = p.Id AND c.SpaceKey = p.SpaceKey WHERE \
                 p.SpaceKey = 'TEAM' AND p.Title LIKE 'Many%'"
                    .to_owned(),
                "60",
            ),
        ] {
            let answer = ask(&sql, &query).await.unwrap();
            assert_eq!(answer.rows, [expected], "{query}");
            assert!(answer.requests < 12, "{query}: {}", answer.requests);
        }
        let newest = format!(
            "SELECT p.Id, (SELECT c.Text FROM Comments c WHERE c.ContainerId = p.Id ORDER BY c.CreatedDate DESC LIMIT 1) {pages}"
        );
        assert_eq!(ask(&sql, &newest).await.unwrap().rows.len(), 30);
    }
}

#[tokio::test]
async fn other_statuses_are_listed_or_told_of() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Gone soon"));
        sql.wiki().trash_page(page.as_str()).await.unwrap();
        for condition in ["Status <> 'current'", "Status LIKE 'trash%'"] {
            let query = format!("SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'TEAM' AND {condition}");
            assert_ne!(rows(&sql, &query).await, ["0"], "{condition}");
        }
        let grouped = ask(&sql, "SELECT Status, COUNT(*) FROM Pages WHERE SpaceKey = 'TEAM' GROUP BY Status")
            .await
            .unwrap();
        assert!(grouped.notes.iter().any(|note| note.contains("Status IN")), "{grouped:?}");
        let plain = ask(&sql, "SELECT Title FROM Pages WHERE SpaceKey = 'TEAM'").await.unwrap();
        assert!(plain.notes.is_empty(), "{plain:?}");
    }
}

#[tokio::test]
async fn a_group_that_is_named_by_its_id_has_its_name() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let group = rows(&sql, "SELECT Id, Name FROM Groups LIMIT 1").await.remove(0);
        let (id, name) = group.split_once('|').unwrap();
        let named =
            rows(&sql, &format!("SELECT DISTINCT Name FROM GroupMembers WHERE GroupId = '{id}'")).await;
        assert_eq!(named, [name]);
        let joined = format!(
            "SELECT COUNT(*) > 0 FROM GroupMembers m JOIN Groups g ON g.Id = m.GroupId AND g.Name = m.Name WHERE m.GroupId = '{id}'"
        );
        assert_eq!(rows(&sql, &joined).await, ["1"]);
    }
}

#[tokio::test]
async fn a_space_is_named_by_its_number_too() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let number = rows(&sql, "SELECT Id FROM Spaces WHERE Key = 'DOCS'").await.remove(0);
        for table in ["Pages", "SpacePermissions"] {
            let by_key = sorted(&sql, &format!("SELECT * FROM {table} WHERE SpaceKey = 'DOCS'")).await;
            let by_number = sorted(&sql, &format!("SELECT * FROM {table} WHERE SpaceId = '{number}'")).await;
            if table == "Pages" || !by_number.is_empty() {
                assert_eq!(by_number, by_key, "{table}");
            }
        }
    }
}

#[tokio::test]
async fn another_name_of_a_column_is_answered_as_the_column_is() {
    let [cloud, _] = both().await;
    let sql = Sql::new(Wiki::clone(open(&cloud).await.wiki()));
    for (one, other) in
        [("LastUpdatedDatetime", "VersionDatetime"), ("CreatedByAccountId", "CreatedByAccountId")]
    {
        let plan = |column: &str| format!("SELECT Title FROM Pages WHERE {column} >= '2026-01-31'");
        let (one, other) = (sql.explain(plan(one)).await.unwrap(), sql.explain(plan(other)).await.unwrap());
        assert_eq!(one[0].split('(').nth(1), other[0].split('(').nth(1), "{one:?} {other:?}");
    }
}
