//! Statements as users of PostgreSQL, MySQL, Oracle and SQL Server write them, through the tool.

use serde_json::json;

use super::both;
use super::tools::Session;

#[tokio::test]
async fn other_databases_words_are_understood() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder).await;
        for (sql, has) in [
            (
                "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND CreatedDate > NOW() - INTERVAL '7 days'",
                "Upgrade",
            ),
            (
                "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND CreatedDate > NOW() - INTERVAL 7 DAY",
                "Upgrade",
            ),
            (
                "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND CreatedDate > DATE_SUB(NOW(), INTERVAL 1 WEEK)",
                "Upgrade",
            ),
            ("SELECT DATE '2026-01-31' + INTERVAL '1 month' - INTERVAL '1 day' AS d", "2026-02-27"),
            (
                "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND CreatedDate > DATE '2020-01-31'",
                "Upgrade",
            ),
            ("SELECT TO_CHAR('2026-01-31 09:30:00', 'DD.MM.YYYY HH24:MI') AS d", "31.01.2026 09:30"),
            ("SELECT DATE_FORMAT('2026-01-31 09:30:00', '%d.%m.%Y at %H:%i') AS d", "31.01.2026 at 09:30"),
            ("SELECT CONVERT(VARCHAR(7), '2026-01-31 09:30:00', 120) AS d", "\n2026-01\n"),
            ("SELECT CONVERT(VARCHAR(10), '2026-01-31 09:30:00', 104) AS d", "\n31.01.2026\n"),
            ("SELECT CAST('2026-01-31 09:30:00' AS VARCHAR(4)) || '!' AS d", "\n2026!\n"),
            (
                "SELECT '42'::int + 1 AS n, (1 + 2)::text || 'x' AS t, '2026-01-31 09:30'::date AS d",
                "43,3x,2026-01-31",
            ),
            (
                "SELECT Title FROM Pages p WHERE p.SpaceKey = 'DOCS' AND p.Title::varchar(4) = 'Upgr'",
                "Upgrade",
            ),
            ("SELECT NVL(NULL, 'z') AS n FROM DUAL", "\nz\n"),
            (
                "SELECT Title FROM Pages WITH (NOLOCK) WHERE SpaceKey = 'DOCS' AND Title ILIKE 'UPG%'",
                "Upgrade",
            ),
            (
                "SELECT STRING_AGG(Name, '; ') WITHIN GROUP (ORDER BY Name DESC) AS n FROM Spaces WHERE Key IN ('DOCS', 'TEAM')",
                "Team space; Product documentation",
            ),
            ("SELECT LISTAGG(Key, ';') AS n FROM Spaces WHERE Key = 'DOCS'", "DOCS"),
            ("SELECT '::', ':x', 'INTERVAL 7 DAY' AS n", "::,:x,INTERVAL 7 DAY"),
            ("SELECT {d '2026-01-31'} AS d, {fn UPPER('x')} AS x", "2026-01-31,X"),
            ("SELECT CAST('abc' AS VARCHAR(MAX)) || CONVERT(NVARCHAR(MAX), 'd') AS d", "\nabcd\n"),
            (
                "SELECT TRIM(BOTH 'x' FROM 'xax') || TRIM(LEADING FROM ' b') || TRIM('y' FROM 'cy') AS d",
                "\nabc\n",
            ),
            ("SELECT Key FROM Spaces WHERE Key IN ('DOCS', 'TEAM') ORDER BY Key OFFSET 1", "\nTEAM\n"),
            ("SELECT Key FROM Spaces WHERE Key IN ('DOCS', 'TEAM') ORDER BY Key OFFSET 1 ROWS", "\nTEAM\n"),
            ("SELECT Key FROM Spaces WHERE Key = 'DOCS' LIMIT ALL", "\nDOCS\n"),
            ("SELECT Key FROM Spaces WHERE Key IN ('DOCS', 'TEAM') MINUS SELECT 'DOCS'", "\nTEAM\n"),
            ("SELECT\u{a0}Key FROM Spaces WHERE Key\u{a0}= \u{2018}DOCS\u{2019}", "\nDOCS\n"),
            (
                "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND CONTAINS(Text, 'queue OR nothingness')",
                "Architecture",
            ),
            ("SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND CONTAINS(Text, 'que*')", "Architecture"),
            (
                "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND CONTAINS(Text, 'queue AND NOT nothingness')",
                "Architecture",
            ),
        ] {
            let found = session.good("confluence_run_query", json!({"sql": sql})).await;
            assert!(found[0].contains(has), "{sql}: {found:?}");
        }
        let plan = session
            .good(
                "confluence_run_query",
                json!({"sql": "EXPLAIN SELECT Title FROM Pages WHERE SpaceKey = 'DOCS'"}),
            )
            .await;
        assert!(plan[0].contains("the service answers SpaceKey ="), "{plan:?}");
    }
}

#[tokio::test]
async fn values_come_by_name_or_in_turn_and_none_is_left_over() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder).await;
        let sql = "SELECT Title FROM Pages WHERE SpaceKey = ? AND Title LIKE ?";
        for (sql, parameters) in [
            (sql, json!(["DOCS", "Upg%"])),
            (sql, json!("[\"DOCS\", \"Upg%\"]")),
            ("SELECT Title FROM Pages WHERE SpaceKey = $1 AND Title LIKE $2", json!(["DOCS", "Upg%"])),
            (
                "SELECT Title FROM Pages WHERE SpaceKey = @a AND Title LIKE :b",
                json!({"@A": "DOCS", "b": "Upg%"}),
            ),
        ] {
            let asked = json!({"sql": sql, "parameters": parameters});
            let found = session.good("confluence_run_query", asked).await;
            assert!(found[0].contains("Upgrade"), "{sql}: {found:?}");
        }
        for (parameters, says) in [
            (json!(["DOCS", "x", "y"]), "more values than parameters"),
            (json!(["DOCS"]), "? number 2 has no value"),
            (json!({"x": 1}), "has no value"),
        ] {
            let asked = json!({"sql": sql, "parameters": parameters});
            let (texts, refused) = session.ask("confluence_run_query", asked).await;
            assert!(refused && texts[0].contains(says), "{texts:?}");
        }
        let asked = json!({"sql": "SELECT Key FROM Spaces", "parameters": {"key": "DOCS"}});
        let (texts, refused) = session.ask("confluence_run_query", asked).await;
        assert!(refused && texts[0].contains("the statement has no parameter @key"), "{texts:?}");
    }
}

#[tokio::test]
async fn what_is_not_offered_says_what_is() {
    let [cloud, _] = both().await;
    let session = Session::start(&cloud, |builder| builder).await;
    for (sql, says) in [
        ("SHOW TABLES", "confluence_get_tables"),
        ("DESCRIBE Pages", "confluence_get_columns"),
        ("CALL Search('x')", "confluence_run_procedure"),
        ("SELECT * FROM INFORMATION_SCHEMA.TABLES", "sys_tables lists the tables"),
        ("SELECT Title FROM Pages WHERE Status = 'draft'", "lists no drafts"),
        ("SELECT CONVERT(VARCHAR(10), CreatedDate, 999) FROM Pages", "no style 999"),
        ("SELECT TO_CHAR(CreatedDate, 'YYYY-Q') FROM Pages", "has Q, which is not known"),
        ("SELECT INTERVAL '7 days'", "stands behind a point in time"),
        ("SELECT NOW() - INTERVAL 'soon'", "a number and a unit"),
        ("SELECT p.Title FROM Pages WHERE p.Id = 1", "no table p in the statement: write Title"),
        ("SELECT p.Titel FROM Pages p", "did you mean Title?"),
        ("WITH c AS (SELECT Id FROM Pages) SELECT c.Title FROM c", "c has no column Title"),
        ("WITH c AS (SELECT Id FROM Pages) SELECT Title FROM c", "there is no column Title here"),
        ("SELECT LEFT(Title) FROM Pages", "write LEFT(x, 3)"),
        ("SELECT ISNULL(Title) FROM Pages WHERE ISNULL(Title)", "write ISNULL(x, y)"),
        ("SELECT MEDIAN(VersionNumber) FROM Pages", "no function MEDIAN here"),
        ("SELECT REGEXP_LIKE(Title, 'x') FROM Pages", "no regular expressions"),
        ("SELECT MODE(Title) FROM Pages", "COUNT(*) DESC"),
        ("SELECT FIRST_DAY(CreatedDate) FROM Pages", "there is no function FIRST_DAY"),
        ("SELECT DISTINCT ON (SpaceKey) Title FROM Pages", "no DISTINCT ON here"),
        ("SELECT SpaceKey FROM Pages GROUP BY ROLLUP(SpaceKey)", "no ROLLUP here"),
        ("SELECT Title FROM Pages QUALIFY ROW_NUMBER() OVER () = 1", "no QUALIFY here"),
        ("SELECT Title FROM Pages WHERE Title ~ 'x'", "no regular expressions"),
        ("SELECT Title FROM Pages WHERE Title RLIKE 'x'", "no regular expressions"),
        ("SELECT Title FROM Pages WHERE Title LIKE ANY ('x')", "x LIKE 'a%' OR"),
        ("(SELECT Title FROM Pages) UNION (SELECT Name FROM Spaces)", "leave out the parentheses"),
        ("SELECT CreatedDate AT TIME ZONE 'UTC' FROM Pages", "Timezone of the connection"),
        ("SELECT Title FROM Pages ORDER BY Title COLLATE Latin1_General_CI_AS", "no collation"),
        ("SELECT Title FROM Pages WHERE Label <> 'x'", "the table Labels"),
        ("SELECT Title FROM Pages WHERE Title LIKE 'a[_]b'", "PATINDEX"),
        ("SELECT Title FROM Pages WHERE Title LIKE 'a\\_b'", "ESCAPE"),
        ("SELECT Title FROM Pages WHERE SUBSTRING(Title FROM '[0-9]+') = '1'", "no regular expressions"),
        ("MERGE INTO Pages USING x", "write an UPDATE"),
    ] {
        let (texts, refused) = session.ask("confluence_run_query", json!({"sql": sql})).await;
        let said = texts.join("\n");
        assert!(refused && said.contains(says), "{sql}: {said}");
    }
    let columns =
        session.good("confluence_get_columns", json!({"table_name": "[Confluence].[Spaces]"})).await;
    assert!(columns[0].contains("Key,VARCHAR"), "{columns:?}");
}

#[tokio::test]
async fn the_views_of_a_page_are_one_request() {
    let [cloud, _] = both().await;
    let session = Session::start(&cloud, |builder| builder).await;
    let page = cloud.page_by_title("DOCS", "Getting started").unwrap().id;
    for (table, column, count) in
        [("ViewsAnalytics", "NumberOfViews", 4), ("ViewersAnalytics", "NumberOfViewers", 3)]
    {
        let sql = format!("SELECT {column} FROM {table} WHERE ContentId = '{page}'");
        let found = session.good("confluence_run_query", json!({"sql": sql})).await;
        assert!(found[0].contains(&format!("\n{count}\n")), "{found:?}");
        assert!(found[1].contains("\"requests\":1,"), "{found:?}");
    }
}

#[tokio::test]
async fn what_a_change_is_about_is_said_by_the_name_that_people_know() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder.unattended(true)).await;
        for (sql, says) in [
            ("DELETE FROM Pages WHERE Title = 'Upgrade'", "\\\"Upgrade\\\" (into the trash)"),
            (
                "UPDATE Spaces SET Name = 'Docs' WHERE Key = 'DOCS'",
                "DOCS \\\"Product documentation\\\": Name = 'Docs'",
            ),
        ] {
            let told = session.good("confluence_run_nonquery", json!({"sql": sql, "dry_run": true})).await;
            assert!(told[0].contains(says), "{sql}: {told:?}");
        }
        let wrong = json!({"sql": "INSERT INTO Pages (Title, CreatedDate) VALUES ('x', '2026-01-01')"});
        let (texts, refused) = session.ask("confluence_run_nonquery", wrong).await;
        assert!(refused && texts[0].contains("cannot set CreatedDate; it sets SpaceKey"), "{texts:?}");
    }
}

#[tokio::test]
async fn operators_in_a_value_that_is_looked_for_are_refused() {
    for sandbox in both().await {
        let session = Session::start(&sandbox, |builder| builder).await;
        let sql = "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND CONTAINS(Text, @words)";
        let asked = json!({"sql": sql, "parameters": {"words": "queue OR nothingness"}});
        let (texts, refused) = session.ask("confluence_run_query", asked).await;
        assert!(refused && texts[0].contains("CONTAINS(Text, @a) OR CONTAINS(Text, @b)"), "{texts:?}");
        let sql = "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND Title LIKE @pattern";
        let asked = json!({"sql": sql, "parameters": {"pattern": "[0-9]%"}});
        let (texts, refused) = session.ask("confluence_run_query", asked).await;
        assert!(refused && texts[0].contains("PATINDEX"), "{texts:?}");
        let searched = json!({"procedure": "EXEC Search SearchTerm = 'type = page and label = howto'"});
        let found = session.good("confluence_run_procedure", searched).await;
        assert!(found.join(" ").contains("CQL = 1"), "{found:?}");
    }
}
