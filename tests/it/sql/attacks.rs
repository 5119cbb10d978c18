//! Nothing in a statement reaches a space that the policy leaves out, and nothing makes the engine fail otherwise than by
//! an error.

use std::time::Duration;

use confluence_client::connection;
use confluence_client::sql::{QueryLimits, Sql};
use tests::sandbox::{NewPage, Person, Sandbox};

use super::{ask, both, rows};

/// A wiki with a space that is left out, in which everything is called a walrus.
async fn bounded(sandbox: &Sandbox) -> (Sql, String, String) {
    for key in ["OPEN", "CLOSED"] {
        sandbox.add_space(key, key);
    }
    let open = sandbox.add_page(NewPage::new("OPEN", "Open page").storage("<p>fine</p>"));
    let closed = NewPage::new("CLOSED", "Walrus page").storage("<p>walrus</p>").labels(["walrus"]);
    let closed = sandbox.add_page(closed);
    sandbox.add_comment(&closed, None, "<p>walrus</p>", Person::ALAN);
    sandbox.add_attachment(&closed, "walrus.txt", "text/plain", b"walrus");
    let string = format!("{};Spaces=OPEN", sandbox.connection_string());
    let wiki = connection::open(&string).await.expect("a wiki");
    (Sql::new(wiki), open, closed)
}

#[tokio::test]
async fn no_statement_leaves_the_spaces_of_the_policy() {
    for sandbox in both().await {
        let (sql, open, closed) = bounded(&sandbox).await;
        let statements = [
            "SELECT * FROM Pages".to_owned(),
            "SELECT * FROM Pages WHERE SpaceKey IN ('OPEN', 'CLOSED')".to_owned(),
            "SELECT * FROM Pages WHERE Title = 'Walrus page'".to_owned(),
            format!("SELECT * FROM Pages WHERE Id IN ({open}, {closed})"),
            format!("SELECT * FROM Pages WHERE ParentId = {closed}"),
            "SELECT * FROM Pages WHERE CQL = 'space = CLOSED or type = page'".to_owned(),
            "SELECT * FROM Pages WHERE CQL = 'text ~ walrus'".to_owned(),
            "SELECT * FROM Pages WHERE CONTAINS(Text, 'walrus')".to_owned(),
            "SELECT * FROM Pages WHERE Label = 'walrus'".to_owned(),
            "SELECT * FROM Comments".to_owned(),
            format!("SELECT * FROM Comments WHERE ContainerId = {closed}"),
            "SELECT * FROM Attachments".to_owned(),
            "SELECT * FROM Labels WHERE LabelName = 'walrus'".to_owned(),
            format!("SELECT * FROM Labels WHERE ContentId = {closed}"),
            "SELECT * FROM Spaces WHERE Key = 'CLOSED'".to_owned(),
            "SELECT * FROM Spaces".to_owned(),
            "SELECT * FROM PageContents".to_owned(),
            "SELECT * FROM Links".to_owned(),
            "SELECT * FROM PageDescendants".to_owned(),
            "SELECT * FROM Tasks".to_owned(),
            "SELECT Title FROM Pages UNION ALL SELECT Title FROM Comments UNION SELECT Title FROM Attachments".to_owned(),
            "SELECT (SELECT GROUP_CONCAT(Title) FROM Pages) FROM Spaces".to_owned(),
            "SELECT * FROM Pages p JOIN Pages q ON q.SpaceKey <> p.SpaceKey".to_owned(),
        ];
        for text in statements {
            match ask(&sql, &text).await {
                Ok(answer) => {
                    let told = format!("{:?}{:?}", answer.rows, answer.notes).to_lowercase();
                    assert!(!told.contains("walrus") && !told.contains("closed"), "{text}: {told}");
                }
                Err(error) => {
                    let told = error.to_string().to_lowercase();
                    assert!(!told.contains("walrus"), "{text}: {told}");
                }
            }
        }
        assert_eq!(rows(&sql, "SELECT COUNT(*) FROM Pages WHERE Title = 'Walrus page'").await, ["0"]);
        assert_eq!(rows(&sql, "SELECT COUNT(*) FROM Comments").await, ["0"]);
        for hanging in
            ["PageChildren", "PageVersions", "Watchers", "Properties", "Labels", "UsersContentRestrictions"]
        {
            let column = if hanging.starts_with("Page") { "PageId" } else { "ContentId" };
            let answer =
                ask(&sql, &format!("SELECT COUNT(*) FROM {hanging} WHERE {column} = {closed}")).await;
            let told = answer.map_or_else(|error| error.to_string(), |answer| format!("{:?}", answer.rows));
            assert!(told == "[\"0\"]" || told.contains("limited to the spaces OPEN"), "{hanging}: {told}");
        }
    }
}

#[tokio::test]
async fn a_value_steps_out_of_nothing() {
    for sandbox in both().await {
        let (sql, ..) = bounded(&sandbox).await;
        for value in [
            "' OR '1'='1",
            "x\" or space = \"CLOSED",
            "x\\\" or space = CLOSED or label = \"x",
            "a) or (b",
            "\u{0}",
            "%",
        ] {
            for column in ["Label", "ParentId", "SpaceKey", "Title", "CreatedByAccountId", "Id", "CQL"] {
                let query = sql.query(format!("SELECT Title FROM Pages WHERE {column} = @value"));
                if let Ok(rows) = query.parameter("value", value).rows().await
                    && let Ok(found) = rows.all().await
                {
                    assert!(!format!("{found:?}").contains("Walrus"), "{column} {value}");
                }
            }
        }
    }
}

#[tokio::test]
async fn any_text_is_a_result_or_an_error() {
    let [cloud, _] = both().await;
    let (sql, ..) = bounded(&cloud).await;
    let pieces = [
        "SELECT",
        "*",
        "FROM",
        "Pages",
        "WHERE",
        "SpaceKey",
        "=",
        "'OPEN'",
        "AND",
        "OR",
        "(",
        ")",
        ",",
        "TOP",
        "10",
        "LIMIT",
        "ISNULL",
        "LEFT",
        "JOIN",
        "ON",
        "[Id]",
        "\"Title\"",
        "N'x'",
        "@p",
        "?",
        "CAST",
        "AS",
        "DATE",
        "CONVERT",
        "UNION",
        "DATEADD",
        "month",
        "-1",
        "CONTAINS",
        "[",
        "'",
        "--",
        "/*",
        ";",
        ".",
        "Confluence",
        "Ä",
        "\u{0}",
        "FETCH",
        "NEXT",
        "OFFSET",
        "ROWS",
        "ONLY",
        "BETWEEN",
        "IN",
        "NULL",
        "Labels",
        "GROUP BY",
        "ORDER BY",
        "1",
        "MATCH",
    ];
    let random = fastrand::Rng::with_seed(16);
    let mut random = random;
    let limits = QueryLimits::new().rows(20).requests(5).time(Duration::from_millis(500));
    for _ in 0..600 {
        let count = random.usize(1..14);
        let text: Vec<&str> = (0..count).map(|_| pieces[random.usize(..pieces.len())]).collect();
        let text = format!("SELECT {}", text.join(" "));
        if let Ok(rows) = sql.query(text.clone()).limits(limits).rows().await {
            let told = format!("{:?}", rows.all().await);
            assert!(!told.contains("Walrus"), "{text}: {told}");
        }
    }
}
