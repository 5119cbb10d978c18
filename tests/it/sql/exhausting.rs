//! Statements that would take all time, all memory or all of the answer, through the tool of a server: each ends by an
//! error or within bounds, and the server goes on.

use std::time::{Duration, Instant};

use confluence_client::connection;
use confluence_client::sql::Sql;
use serde_json::{Value, json};
use tests::sandbox::{Fault, Sandbox};

use super::both;
use crate::mcp::process::Process;

async fn server(sandbox: &Sandbox) -> Process {
    Process::with(&["--connection", &sandbox.connection_string(), "--toolsets", "sql"]).await
}

/// The text of the answer to a statement, and whether it was refused.
async fn query(server: &mut Process, sql: &str) -> (String, bool) {
    let answer = server.call("confluence_run_query", json!({"sql": sql})).await;
    let text = answer["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    (text, answer["isError"] == Value::Bool(true))
}

/// A megabyte, without much of a statement.
const LONG: &str = "printf('%.1000000c', 'a')";

/// A table that never ends.
fn endless(select: &str) -> String {
    format!("WITH RECURSIVE n(x, y) AS (SELECT 1, 'a' UNION ALL SELECT x + 1, {LONG} || x FROM n) {select}")
}

/// Tables of which each has twice as many rows as the one before.
fn doubled(times: usize) -> String {
    let next = |at: usize| format!(", c{at} AS (SELECT 1 FROM c{} a, c{} b)", at - 1, at - 1);
    let tables: String = (1..=times).map(next).collect();
    format!("WITH c0 AS (SELECT 1){tables} SELECT COUNT(*) FROM c{times}")
}

/// Tables of which each has all columns of the one before, in sixty-four ways.
fn starred(times: usize) -> String {
    let ways = |at: usize| (0..64).map(|way| format!("c{at} w{at}x{way}")).collect::<Vec<_>>().join(", ");
    let next = |at: usize| format!(", c{at} AS (SELECT * FROM {})", ways(at - 1));
    let tables: String = (1..=times).map(next).collect();
    format!("WITH c0 AS (SELECT 1 AS y){tables} SELECT 1 FROM c{times} WHERE NOT Nope = 1")
}

#[tokio::test]
async fn a_statement_takes_no_more_than_it_may() {
    let [cloud, _] = both().await;
    let mut server = server(&cloud).await;
    let columns = |many: usize| (0..many).map(|at| format!("{at}")).collect::<Vec<_>>().join(", ");
    let wide = format!("SELECT {} FROM (SELECT {LONG} AS x)", vec!["x"; 400].join(", "));
    let nested =
        |open: &str, many: usize, close: &str| format!("SELECT {}1{}", open.repeat(many), close.repeat(many));
    let attacks: Vec<(String, &str)> = vec![
        // Memory: what is sorted, told apart, gathered, queued.
        (endless("SELECT x FROM n ORDER BY y"), "more memory than it may"),
        (endless("SELECT DISTINCT y FROM n LIMIT -1 OFFSET 100000000"), "more memory than it may"),
        (endless("SELECT COUNT(*) FROM n GROUP BY y"), "more memory than it may"),
        (endless("SELECT LEN(LAST_VALUE(y) OVER (PARTITION BY 1)) FROM n"), "more memory than it may"),
        (endless("SELECT JSON_GROUP_ARRAY(y) FROM n"), "more memory than it may|more than 16 MiB"),
        (endless("SELECT GROUP_CONCAT(y) FROM (SELECT y FROM n LIMIT 40)"), "more than 16 MiB"),
        (
            format!(
                "WITH RECURSIVE n(x, y) AS (SELECT 1, 'a' UNION ALL SELECT x + 1, {LONG} || x FROM n, (SELECT 1 UNION ALL SELECT 2)) \
                 SELECT MAX(x) FROM n"
            ),
            "more memory than it may",
        ),
        // Texts.
        ("SELECT printf('%.999999999c', 'a')".to_owned(), "more than 16 MiB"),
        ("SELECT hex(printf('%.9000000c', 'a'))".to_owned(), "more than 16 MiB"),
        ("SELECT REPLACE(REPLICATE('a', 1000000), 'a', REPLICATE('b', 1000))".to_owned(), "more than 16 MiB"),
        (format!("SELECT {}", vec![LONG; 30].join(" || ")), "more than 16 MiB"),
        (wide, "a row has more than 64 MiB"),
        ("SELECT zeroblob(1000000000)".to_owned(), "write REPLICATE"),
        ("SELECT randomblob(1000000000)".to_owned(), "write RAND()"),
        // The statement itself.
        (format!("SELECT {}", columns(10_000)), "too many columns"),
        (format!("SELECT {}", columns(100_000)), "at most 256 KiB"),
        (nested("(", 5000, ")"), "nest at most 250 deep"),
        (nested("- ", 5000, ""), "Recursion limit|Expression tree is too large"),
        (nested("(SELECT ", 200, ")"), "Expression tree is too large"),
        (doubled(40), "nested too deep"),
        (starred(7), "nested too deep"),
        (nested("CONTAINS(", 5000, ", 'x')"), "nest at most 250 deep"),
        (format!("SELECT 1 {}", "UNION ALL SELECT 1 ".repeat(500)), "too many terms in compound SELECT"),
        (
            format!("SELECT {}", vec!["?"; 2000].join(" + ")),
            "too many SQL variables|Expression tree|nest at most 250 deep",
        ),
        // What is not there.
        ("SELECT * FROM sqlite_schema".to_owned(), "sqlite_schema|sqlite_master"),
        ("SELECT * FROM sqlite_temp_master".to_owned(), "cannot be read"),
        ("SELECT * FROM pragma_function_list".to_owned(), "no table|cannot be read|not offered"),
        ("SELECT * FROM dbstat".to_owned(), "no table|cannot be read"),
        ("SELECT load_extension('x.so')".to_owned(), "nothing can be loaded"),
        ("SELECT readfile('/etc/passwd')".to_owned(), "no function readfile"),
        ("SELECT fts3_tokenizer('simple')".to_owned(), "not offered"),
        ("SELECT sqlite_compileoption_get(1)".to_owned(), "not offered"),
        ("SELECT 'a' REGEXP '(a+)+$'".to_owned(), "no regular expressions"),
        ("SELECT 'a' COLLATE nowhere = 'b'".to_owned(), "nowhere"),
        ("SELECT * FROM json_each(printf('%.100000c', '['))".to_owned(), "malformed JSON"),
        (
            "SELECT Pages FROM Pages('x', 'y', 'z') LIMIT 1".to_owned(),
            "no column Pages|too many arguments|no such",
        ),
    ];
    let mut wrong = Vec::new();
    for (sql, said) in &attacks {
        let begun = Instant::now();
        let (text, refused) = query(&mut server, sql).await;
        let shown: String = sql.chars().take(120).collect();
        if !said.split('|').any(|one| text.contains(one)) || !refused {
            wrong.push(format!("{shown}: {text}"));
        }
        if begun.elapsed() > Duration::from_secs(20) {
            wrong.push(format!("{shown}: took {:?}", begun.elapsed()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let peak = server.peak_kib() >> 10;
    assert!(peak < 1024, "the server had {peak} MiB");
    let (text, refused) = query(&mut server, "SELECT Key FROM Spaces WHERE Key = 'DOCS'").await;
    assert!(!refused && text.contains("DOCS"), "{text}");
}

#[tokio::test]
async fn a_query_without_end_is_given_up_with_its_call() {
    let [cloud, _] = both().await;
    let mut server = server(&cloud).await;
    let forever = [
        // Steps of the engine, one function, planning, and a frame that grows with each row.
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n".to_owned(),
        "SELECT printf('%.16000000c', 'a') LIKE '%' || printf('%.8000000c', 'a') || 'b'".to_owned(),
        "SELECT PATINDEX('%a%b%c%d', printf('%.16000000c', 'a'))".to_owned(),
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) \
         SELECT MAX(LEN(y)) FROM (SELECT GROUP_CONCAT(x) OVER (ORDER BY x) AS y FROM n)"
            .to_owned(),
        "SELECT COUNT(*) FROM Pages a, Pages b, Pages c, Pages d, Pages e, Pages f, Pages g, Pages h, Pages i".to_owned(),
    ];
    for (at, sql) in forever.iter().enumerate() {
        let id = format!("endless-{at}");
        let call = json!({"name": "confluence_run_query", "arguments": {"sql": sql}});
        server.send(&json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": call})).await;
        // It works on it, and goes on doing so, however busy the machine is.
        let begun = Instant::now();
        while server.busy_for(Duration::from_millis(500)).await < 0.05 {
            assert!(begun.elapsed() < Duration::from_secs(20), "{sql} has an end");
        }
        assert!(server.busy_for(Duration::from_millis(1000)).await > 0.05, "{sql} has an end");
        let cancel =
            json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
        server.send(&cancel).await;
        let begun = Instant::now();
        while server.busy_for(Duration::from_millis(500)).await > 0.02 {
            assert!(begun.elapsed() < Duration::from_secs(20), "it goes on: {sql}");
        }
    }
    let (text, refused) = query(&mut server, "SELECT Key FROM Spaces WHERE Key = 'DOCS'").await;
    assert!(!refused && text.contains("DOCS"), "{text}");
    let peak = server.peak_kib() >> 10;
    assert!(peak < 1024, "the server had {peak} MiB");
}

/// A program that ends its runtime while it waits for rows is not ended with it: SQLite, in whose calls the wait is, lets no
/// panic through.
#[tokio::test(flavor = "multi_thread")]
async fn a_runtime_that_ends_amid_a_query_ends_no_process() {
    let [cloud, _] = both().await;
    let string = cloud.connection_string();
    let wiki = connection::open(&string).await.unwrap();
    let under_way = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            cloud.next(Fault::Delay(Duration::from_secs(2)));
            let rows = Sql::new(wiki).query("SELECT Title FROM Pages").rows().await.unwrap();
            tokio::time::sleep(Duration::from_millis(300)).await;
            // Whoever drops the rows gives the query up, which then ends by itself.
            std::mem::forget(rows);
        });
        runtime.shutdown_background();
        std::thread::sleep(Duration::from_secs(1));
        cloud
    });
    let cloud = tokio::task::spawn_blocking(move || under_way.join()).await.unwrap().unwrap();
    let again = Sql::new(connection::open(&string).await.unwrap());
    assert_ne!(super::rows(&again, "SELECT COUNT(*) FROM Pages").await, ["0"]);
    drop(cloud);
}
