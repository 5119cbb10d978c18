//! Nothing in a statement reaches a space that the policy leaves out, and nothing makes the engine fail otherwise than by
//! an error.

use std::time::Duration;

use confluence_client::connection;
use confluence_client::sql::{QueryLimits, Sql};
use tests::sandbox::{NewPage, Person, Sandbox};

use super::{ask, both, rows};

/// A wiki with a space that is left out, in which everything is called a walrus.
async fn bounded(sandbox: &Sandbox) -> (Sql, String, String) {
    bounded_by(sandbox, "Spaces=OPEN").await
}

async fn bounded_by(sandbox: &Sandbox, policy: &str) -> (Sql, String, String) {
    for key in ["OPEN", "CLOSED"] {
        sandbox.add_space(key, key);
    }
    let open = sandbox.add_page(NewPage::new("OPEN", "Open page").storage("<p>fine</p>"));
    let closed = NewPage::new("CLOSED", "Walrus page").storage("<p>walrus</p>").labels(["walrus"]);
    let closed = sandbox.add_page(closed);
    sandbox.add_comment(&closed, None, "<p>walrus</p>", Person::ALAN);
    sandbox.add_attachment(&closed, "walrus.txt", "text/plain", b"walrus");
    let string = format!("{};{policy}", sandbox.connection_string());
    let wiki = connection::open(&string).await.expect("a wiki");
    (Sql::new(wiki), open, closed)
}

#[tokio::test]
async fn no_statement_leaves_the_spaces_of_the_policy() {
    for policy in ["Spaces=OPEN", "BlockedSpaces=CLOSED", "Spaces=OPEN,CLOSED;BlockedSpaces=CLOSED"] {
        for sandbox in both().await {
            leaves_no_space(&sandbox, policy).await;
        }
    }
}

async fn leaves_no_space(sandbox: &Sandbox, policy: &str) {
    {
        let (sql, open, closed) = bounded_by(sandbox, policy).await;
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
            "SELECT p.* FROM (SELECT 'CLOSED' AS K) k JOIN Pages p ON p.SpaceKey = k.K".to_owned(),
            "SELECT p.* FROM (SELECT 'CLOSED' AS K) k LEFT JOIN Pages p ON p.CQL = 'space = ' || k.K".to_owned(),
            "SELECT * FROM Pages WHERE SpaceKey IN (SELECT 'CLO' || 'SED')".to_owned(),
            "WITH w AS (SELECT * FROM Pages WHERE Label = 'walrus') SELECT COUNT(*), MAX(Title) FROM w".to_owned(),
            "SELECT [Title] FROM [CLOSED].[Confluence].[Pages]".to_owned(),
            "SELECT Title FROM Pages WHERE CQL = 'id > 0) or (space = CLOSED'".to_owned(),
            "SELECT Title FROM Pages WHERE CQL = 'text ~ walrus order by title'".to_owned(),
            "SELECT Title FROM Pages WHERE Label = 'walrus\" or space = \"CLOSED'".to_owned(),
            format!("SELECT * FROM PageContents WHERE PageId = {closed}"),
            format!("SELECT * FROM Pages WHERE AncestorId = {closed} OR Id = {closed}"),
            format!("SELECT EXISTS (SELECT 1 FROM Pages WHERE Id = {closed} AND Title LIKE 'W%') AND 0, 'x'"),
            "SELECT * FROM SpacePermissions WHERE SpaceKey = 'CLOSED'".to_owned(),
            "SELECT * FROM PageDescendants WHERE SpaceKey = 'CLOSED'".to_owned(),
            "SELECT * FROM Folders".to_owned(),
            "SELECT * FROM sys_tables".to_owned(),
        ];
        for text in statements {
            match ask(&sql, &text).await {
                Ok(answer) => {
                    // What a value was is said of the statement, and not of a page.
                    let notes = answer.notes.iter().filter(|note| !note.contains("fits no row"));
                    let told = format!("{:?}{:?}", answer.rows, notes.collect::<Vec<_>>()).to_lowercase();
                    let named = text.contains("CLO") && told.contains("there is no space closed that");
                    assert!(
                        !told.contains("walrus") && (named || !told.contains("closed")),
                        "{text}: {told}"
                    );
                }
                Err(error) => {
                    let told = error.to_string().to_lowercase();
                    assert!(!told.contains("walrus"), "{text}: {told}");
                }
            }
        }
        assert_eq!(rows(&sql, "SELECT COUNT(*) FROM Pages WHERE Title = 'Walrus page'").await, ["0"]);
        let comments =
            format!("SELECT COUNT(*) FROM Comments WHERE ContainerId = {closed} OR Storage LIKE '%walrus%'");
        assert_eq!(rows(&sql, &comments).await, ["0"]);
        for hanging in
            ["PageChildren", "PageVersions", "Watchers", "Properties", "Labels", "UsersContentRestrictions"]
        {
            let column = if hanging.starts_with("Page") { "PageId" } else { "ContentId" };
            let answer =
                ask(&sql, &format!("SELECT COUNT(*) FROM {hanging} WHERE {column} = {closed}")).await;
            let told = answer.map_or_else(|error| error.to_string(), |answer| format!("{:?}", answer.rows));
            let refused = told.contains("limited to the spaces OPEN") || told.contains("policy");
            assert!(told == "[\"0\"]" || refused, "{hanging}: {told}");
        }
        for change in [
            format!("UPDATE Pages SET Title = 'mine' WHERE Id = {closed}"),
            format!("DELETE FROM Pages WHERE Id = {closed}"),
            format!("INSERT INTO Comments (ContainerId, Markdown) VALUES ({closed}, 'hello')"),
            format!("INSERT INTO Labels (ContentId, LabelName) VALUES ({closed}, 'mine')"),
            "INSERT INTO Pages (SpaceKey, Title) VALUES ('CLOSED', 'mine')".to_owned(),
            format!("UPDATE Pages SET ParentId = {closed} WHERE Id = {open}"),
            format!(
                "UPDATE Pages SET Storage = (SELECT Storage FROM Pages WHERE Id = {closed}) WHERE Id = {open}"
            ),
            "DELETE FROM Spaces WHERE Key = 'CLOSED'".to_owned(),
        ] {
            nothing_changed(sandbox, &sql, &change, &closed).await;
        }
    }
}

/// A change that is refused, or is about no row.
async fn nothing_changed(sandbox: &Sandbox, sql: &Sql, change: &str, page: &str) {
    match sql.change(change).run().await {
        Ok(changed) => assert_eq!(changed.affected, 0, "{change}: {changed:?}"),
        // What may be read and not written is named.
        Err(error) if error.to_string().contains("may write in") => {}
        Err(error) => assert!(!error.to_string().to_lowercase().contains("walrus"), "{error}"),
    }
    let now = sandbox.page_by_id(page).unwrap();
    assert_eq!((now.title.as_str(), now.status), ("Walrus page", "current"), "{change}");
    assert_eq!(now.labels, ["walrus"], "{change}");
    assert!(sandbox.page_by_title("CLOSED", "mine").is_none(), "{change}");
}

#[tokio::test]
async fn what_may_be_read_and_not_written_is_not_written() {
    for sandbox in both().await {
        let (sql, open, closed) = bounded_by(&sandbox, "WriteSpaces=OPEN").await;
        assert_eq!(rows(&sql, "SELECT COUNT(*) FROM Pages WHERE Title = 'Walrus page'").await, ["1"]);
        for change in [
            format!("UPDATE Pages SET Title = 'mine' WHERE Id = {closed}"),
            "UPDATE Pages SET Title = 'mine' WHERE Label = 'walrus'".to_owned(),
            format!("DELETE FROM Pages WHERE Id = {closed}"),
            format!("INSERT INTO Comments (ContainerId, Markdown) VALUES ({closed}, 'hello')"),
            format!(
                "INSERT INTO Labels (ContentId, LabelName) SELECT Id, 'mine' FROM Pages WHERE Id = {closed}"
            ),
            "DELETE FROM Labels WHERE LabelName = 'walrus'".to_owned(),
            "INSERT INTO Pages (SpaceKey, Title) VALUES ('closed', 'mine')".to_owned(),
            format!("UPDATE Pages SET ParentId = {closed} WHERE Id = {open}"),
            "DELETE FROM Attachments WHERE Title = 'walrus.txt'".to_owned(),
        ] {
            nothing_changed(&sandbox, &sql, &change, &closed).await;
        }
        let allowed =
            sql.change(format!("UPDATE Pages SET Title = 'Renamed' WHERE Id = {open}")).run().await.unwrap();
        assert_eq!(allowed.affected, 1);
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

/// Statements that work, to be spoilt.
const GOOD: [&str; 12] = [
    "SELECT TOP 3 [Title] FROM [X].[Confluence].[Pages] WHERE SpaceKey = 'OPEN' ORDER BY CreatedDate DESC",
    "SELECT p.Title, COUNT(*) FROM Pages p JOIN Comments c ON c.ContainerId = p.Id GROUP BY p.Id HAVING COUNT(*) > 0",
    "SELECT * FROM Pages WHERE CONTAINS(Text, 'fine') AND Label IN ('a', 'b') AND CQL = 'type = page'",
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9) SELECT x, REPLICATE('y', x) FROM n",
    "SELECT ISNULL(LastUpdatedMessage, N'none'), LEFT(Title, 2), CAST(CreatedDate AS DATE) FROM Pages",
    "SELECT CONVERT(VARCHAR(10), VersionNumber), DATEDIFF(day, CreatedDate, GETDATE()) FROM Pages",
    "SELECT Title FROM Pages WHERE CreatedDate BETWEEN '2019/1/2' AND '2099/2/3' OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY",
    "SELECT Parameters ->> '$.language', json_each.value FROM Macros, json_each(Macros.Parameters)",
    "UPDATE Pages SET Title = Title || '!', Storage = REPLACE(Storage, '<p>', '<p>x') WHERE SpaceKey = 'OPEN'",
    "INSERT INTO Comments (ContainerId, Markdown) SELECT Id, 'Hello' FROM Pages WHERE SpaceKey = 'OPEN'",
    "DELETE FROM Labels WHERE ContentId IN (SELECT Id FROM Pages) AND LabelName = 'x'",
    "EXEC [Confluence].[Search] @SearchTerm = 'a''b', Limit = -5, CQL = 0;",
];

/// A statement with some letters taken away, doubled, or put in.
fn spoilt(random: &mut fastrand::Rng) -> String {
    let signs = [
        '\'', '"', '[', ']', '(', ')', ',', ';', '-', '/', '*', '@', '?', '.', '\0', '\u{feff}', 'é', '0',
        ' ', '%',
    ];
    let mut letters: Vec<char> = GOOD[random.usize(..GOOD.len())].chars().collect();
    for _ in 0..random.usize(1..5) {
        let at = random.usize(..letters.len().max(1));
        match random.usize(..4) {
            0 if at < letters.len() => drop(letters.remove(at)),
            0 => {}
            1 => letters.insert(at, signs[random.usize(..signs.len())]),
            2 => letters.truncate(at.max(1)),
            _ => {
                let end = (at + random.usize(..12)).min(letters.len());
                let part = letters[at..end].to_vec();
                letters.extend(part);
            }
        }
    }
    letters.into_iter().collect()
}

#[tokio::test]
async fn a_spoilt_statement_is_a_result_or_an_error_and_writes_nothing() {
    let [cloud, _] = both().await;
    let (sql, _, closed) = bounded(&cloud).await;
    let mut random = fastrand::Rng::with_seed(1616);
    let sql = sql.with_limits(QueryLimits::new().rows(20).requests(5).time(Duration::from_millis(500)));
    cloud.reset_traffic();
    for _ in 0..500 {
        let text = spoilt(&mut random);
        if let Ok(rows) = sql.query(text.clone()).rows().await {
            let told = format!("{:?}", rows.all().await);
            assert!(!told.contains("Walrus"), "{text}: {told}");
        }
        drop(sql.explain(text.clone()).await);
        if let Ok(told) = sql.change(text.clone()).dry_run().run().await {
            assert!(told.affected == 0 && !format!("{told:?}").contains("Walrus"), "{text}: {told:?}");
        }
        drop(Sql::call(&text, &[]));
    }
    for request in cloud.requests() {
        assert!(!["PUT", "DELETE"].contains(&request.method.as_str()), "{request:?}");
    }
    assert_eq!(cloud.page_by_id(&closed).unwrap().title, "Walrus page");
}
