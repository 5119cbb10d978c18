//! What the tool answers: within bounds, and with what helps where it cannot.

use serde_json::{Value, json};
use tests::sandbox::NewPage;

use super::both;
use super::tools::Session;

/// What `--answer-bytes` is here.
const MOST: usize = 40_000;

async fn bounded(sandbox: &tests::sandbox::Sandbox) -> Session {
    Session::start(sandbox, |builder| builder.unattended(true).max_result_bytes(MOST)).await
}

fn facts(texts: &[String]) -> Value {
    serde_json::from_str(texts.last().unwrap()).unwrap()
}

#[tokio::test]
async fn no_answer_has_more_bytes_than_it_may() {
    let [cloud, _] = both().await;
    let session = bounded(&cloud).await;
    let long =
        "a name of a column that is much longer than what stands in it, as people write them for reports";
    let numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 900)";
    let quotes = "REPLICATE('\"', 9) || CHAR(10)";
    for (sql, format) in [
        (format!("{numbers} SELECT x AS [{long}], x AS [{long} too] FROM n"), "json"),
        (format!("{numbers} SELECT x, {quotes} FROM n"), "json"),
        (format!("{numbers} SELECT x, {quotes} FROM n"), "csv"),
        ("SELECT 1, REPLICATE('x', 1000000) || REPLICATE('y', 1000000) AS Long".to_owned(), "csv"),
        ("SELECT 1, REPLICATE('\"', 1000000) AS Long, REPLICATE('y', 90000) AS Other".to_owned(), "json"),
    ] {
        let (mut seen, mut cursor) = (0, Value::Null);
        for _ in 0..50 {
            let call = json!({"sql": sql, "format": format, "max_rows": 1000, "cursor": cursor});
            let answer = session.good("confluence_run_query", call).await;
            let bytes: usize = answer.iter().map(String::len).sum();
            // What stands around the rows is not counted.
            assert!(bytes < MOST + 1_500, "{sql}: {bytes}");
            let facts = facts(&answer);
            seen += facts["rows"].as_u64().unwrap();
            cursor = facts["next_cursor"].clone();
            if sql.contains("Long") {
                let notes = facts["notes"].to_string();
                assert!(notes.contains("Long has ") && notes.contains("SUBSTR(x, "), "{notes}");
            }
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(seen, if sql.contains("Long") { 1 } else { 900 }, "{sql}");
    }
}

#[tokio::test]
async fn a_query_that_costs_too_much_names_its_table_and_what_helps() {
    for sandbox in both().await {
        for number in 0..310 {
            sandbox.add_page(NewPage::new("TEAM", &format!("One of many {number}")));
        }
        let session = bounded(&sandbox).await;
        let query = json!({"sql": "SELECT COUNT(*) FROM PageVersions WHERE SpaceKey = 'TEAM'"});
        let (texts, refused) = session.ask("confluence_run_query", query).await;
        assert!(refused, "{texts:?}");
        for said in ["PageVersions", "300 requests", "PageId", "confluence-mcp query", "SpaceKey"] {
            assert!(texts[0].contains(said), "{said}: {texts:?}");
        }
        assert!(!texts[0].contains("a section"), "{texts:?}");
    }
}

#[tokio::test]
async fn ids_may_come_as_a_list_as_numbers_and_with_a_plus() {
    for sandbox in both().await {
        let session = bounded(&sandbox).await;
        let one = sandbox.add_page(NewPage::new("TEAM", "First listed"));
        let two = sandbox.add_page(NewPage::new("TEAM", "Second listed"));
        let numbers = json!([one.parse::<u64>().unwrap(), two.parse::<u64>().unwrap()]);
        for (sql, parameters, found) in [
            ("SELECT Title FROM Pages WHERE Id IN (@ids)", json!({"ids": [one, two]}), 2),
            ("SELECT Title FROM Pages WHERE Id IN (@ids)", json!({"ids": numbers}), 2),
            ("SELECT Title FROM Pages WHERE Id IN (@ids)", json!({"ids": []}), 0),
            (
                "SELECT Title FROM Pages WHERE Id IN (SELECT value FROM json_each(@ids))",
                json!({"ids": numbers.to_string()}),
                2,
            ),
            (
                "SELECT Title FROM json_each(@ids) j JOIN Pages p ON p.Id = j.value",
                json!({"ids": numbers.to_string()}),
                2,
            ),
            ("SELECT Title FROM Pages WHERE +Id = @id AND SpaceKey = 'TEAM'", json!({"id": one}), 1),
            ("SELECT Title FROM Pages WHERE Id IN (?, ?)", json!([one, two]), 2),
        ] {
            let answer =
                session.good("confluence_run_query", json!({"sql": sql, "parameters": parameters})).await;
            assert_eq!(facts(&answer)["rows"], json!(found), "{sql} {parameters}: {answer:?}");
        }
        let wrong =
            json!({"sql": "SELECT Title FROM Pages WHERE Id = @ids", "parameters": {"ids": [one, two]}});
        let (texts, refused) = session.ask("confluence_run_query", wrong).await;
        assert!(refused && texts[0].contains("IN (@ids)"), "{texts:?}");
        let change = json!({
            "sql": "UPDATE Pages SET Title = Title || '!' WHERE Id IN (@ids)", "parameters": {"ids": [one, two]},
        });
        assert_eq!(facts(&session.good("confluence_run_nonquery", change).await)["affected"], json!(2));
    }
}

#[tokio::test]
async fn decimals_have_the_places_that_they_say() {
    let [cloud, _] = both().await;
    let session = bounded(&cloud).await;
    for (value, is) in [
        ("CAST(2.0 / 3 AS DECIMAL(10,2))", "0.67"),
        ("CAST(20.0 / 3 AS NUMERIC(5, 0))", "7"),
        ("(2.0 / 3)::numeric(10,3)", "0.667"),
        ("CONVERT(DECIMAL(10,1), 2.0 / 3)", "0.7"),
        ("CONVERT(VARCHAR(3), 'abcdef')", "abc"),
        ("CAST('1.25' AS DECIMAL)", "1.25"),
    ] {
        let answer =
            session.good("confluence_run_query", json!({"sql": format!("SELECT {value} AS x")})).await;
        assert!(answer[0].contains(&format!("\nx\n{is}\n")), "{value}: {answer:?}");
    }
}

#[tokio::test]
async fn what_is_said_of_a_slip_leads_to_what_was_meant() {
    let [cloud, _] = both().await;
    let session = bounded(&cloud).await;
    for (sql, says, not) in [
        ("SELECT TRY_CONVERT(INT, '5')", "CAST(x AS INTEGER)", "no column INT"),
        ("SELECT TRY_CAST('x' AS INT)", "CAST(x AS INTEGER)", "cannot be read"),
        ("SELECT JSON_VALUE('{}', '$.a')", "JSON_EXTRACT", "JSON_VALID"),
        ("SELECT TO_NUMBER('5')", "CAST(x AS DECIMAL)", "ROW_NUMBER"),
        ("SELECT UNIX_TIMESTAMP('2026-01-01')", "UNIXEPOCH", "TIME?"),
        ("SELECT DATALENGTH('x')", "OCTET_LENGTH", "DATE?"),
        ("SELECT MONTHNAME('2026-01-01')", "DATENAME(month, x)", "MONTH?"),
        ("SELECT LENGHT('x')", "did you mean LENGTH?", "LEN?"),
        ("SELECT SYSDATE FROM Pages", "GETDATE()", "it has"),
        ("SELECT Title FROM Pages WHERE ROWNUM < 5", "LIMIT 10", "it has"),
        ("SELECT @@VERSION", "no variables", "unrecognized"),
        ("SELECT DISTINT Title FROM Pages", "did you mean DISTINCT?", "it has"),
    ] {
        let (texts, refused) = session.ask("confluence_run_query", json!({"sql": sql})).await;
        assert!(refused && texts[0].contains(says) && !texts[0].contains(not), "{sql}: {texts:?}");
    }
    for (sql, says) in [
        ("UPDATE p SET Title = 'x' FROM Pages p WHERE p.Id = 1", "UPDATE takes no FROM"),
        ("INSERT INTO Pages (Id, SpaceKey, Title) VALUES (1, 'DOCS', 'x')", "gives what is new its id"),
    ] {
        let (texts, refused) = session.ask("confluence_run_nonquery", json!({"sql": sql})).await;
        assert!(refused && texts[0].contains(says) && !texts[0].contains("did you mean"), "{sql}: {texts:?}");
    }
    let many = json!({"sql": "UPDATE Pages SET Title = Title WHERE SpaceKey = 'DOCS'", "max_rows": 1});
    let (texts, _) = session.ask("confluence_run_nonquery", many).await;
    assert!(texts[0].contains("`max_rows`"), "{texts:?}");
}

#[tokio::test]
async fn the_tool_names_every_column_of_a_page_that_it_sets() {
    let [cloud, _] = both().await;
    let wiki = super::wiki(&cloud).await;
    let sql = confluence_client::sql::Sql::new(wiki.clone());
    let server =
        confluence_mcp::Server::builder(wiki).toolsets([confluence_mcp::Toolset::Sql]).build().unwrap();
    let tools = server.tools();
    let tool = tools.iter().find(|tool| tool.name == "confluence_run_nonquery").unwrap();
    let says = tool.description.as_deref().unwrap();
    for column in sql.columns("Pages").unwrap().iter().filter(|column| column.insert || column.update) {
        assert!(says.contains(column.name), "{}: {says}", column.name);
    }
}
