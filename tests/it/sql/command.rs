//! `confluence-mcp query`: rows on standard output, everything else on standard error, and a status that tells.

use std::process::Stdio;
use std::time::Duration;

use tests::sandbox::Sandbox;
use tokio::io::AsyncWriteExt as _;

use super::both;
use crate::mcp::process::command;

struct Ended {
    code: Option<i32>,
    out: String,
    told: String,
}

/// Runs it with this on its standard input.
async fn query_of(sandbox: &Sandbox, arguments: &[&str], input: &str) -> Ended {
    let connection = sandbox.connection_string();
    let arguments: Vec<&str> = [&["query", "--connection", &connection], arguments].concat();
    let mut command = command(&arguments);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // What needs no input may end before it is written.
    drop(stdin.write_all(input.as_bytes()).await);
    drop(stdin);
    let ended = tokio::time::timeout(Duration::from_secs(60), child.wait_with_output());
    let ended = ended.await.expect("it does not end").unwrap();
    Ended {
        code: ended.status.code(),
        out: String::from_utf8(ended.stdout).unwrap(),
        told: String::from_utf8(ended.stderr).unwrap(),
    }
}

async fn query(sandbox: &Sandbox, arguments: &[&str]) -> Ended {
    query_of(sandbox, arguments, "").await
}

const SPACES: &str =
    "SELECT Key, NULL AS None, '' AS Empty FROM Spaces WHERE Key IN ('DOCS', 'TEAM') ORDER BY Key";

#[tokio::test]
async fn rows_have_the_form_that_is_asked_for() {
    for sandbox in both().await {
        for (format, expected) in [
            ("csv", "Key,None,Empty\r\nDOCS,,\"\"\r\nTEAM,,\"\"\r\n"),
            (
                "json",
                "[{\"Key\":\"DOCS\",\"None\":null,\"Empty\":\"\"},\n{\"Key\":\"TEAM\",\"None\":null,\"Empty\":\"\"}]\n",
            ),
            (
                "ndjson",
                "{\"Key\":\"DOCS\",\"None\":null,\"Empty\":\"\"}\n{\"Key\":\"TEAM\",\"None\":null,\"Empty\":\"\"}\n",
            ),
            ("table", "Key   None  Empty\n----  ----  -----\nDOCS\nTEAM\n"),
        ] {
            let ended = query(&sandbox, &[SPACES, "--format", format]).await;
            assert_eq!((ended.code, ended.out.as_str()), (Some(0), expected), "{format}: {}", ended.told);
            // Nobody is at a terminal, and nothing has to be said.
            assert_eq!(ended.told, "");
        }
        let piped = query(&sandbox, &[SPACES]).await;
        assert!(piped.out.starts_with("Key,None,Empty\r\n"), "no terminal: CSV, not {}", piped.out);
        for (format, nothing) in [("csv", "Key\r\n"), ("json", "[]\n"), ("ndjson", "")] {
            let ended = query(&sandbox, &["SELECT Key FROM Spaces WHERE 1 = 0", "--format", format]).await;
            assert_eq!((ended.code, ended.out.as_str()), (Some(0), nothing));
        }
    }
}

#[tokio::test]
async fn many_rows_come_in_pieces_that_are_one_result() {
    let [cloud, _] = both().await;
    // More than is written at a time.
    let many = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9000) SELECT x, REPLICATE('y', 50) AS Y FROM n";
    let csv = query(&cloud, &[many]).await.out;
    assert_eq!((csv.lines().count(), csv.matches("x,Y").count()), (9001, 1));
    let json: serde_json::Value =
        serde_json::from_str(&query(&cloud, &[many, "--format", "json"]).await.out).unwrap();
    let rows = json.as_array().unwrap();
    assert!(rows.len() == 9000 && rows.iter().enumerate().all(|(at, row)| row["x"] == at + 1));
}

#[tokio::test]
async fn a_statement_comes_from_an_argument_a_file_or_standard_input() {
    let [cloud, _] = both().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.sql");
    std::fs::write(&file, "\u{feff}-- Which spaces?\nSELECT Key FROM Spaces WHERE Key = @key;\n").unwrap();
    let file = file.to_str().unwrap();
    let from_file = query(&cloud, &["--file", file, "--parameter", "key=TEAM"]).await;
    assert_eq!(from_file.out, "Key\r\nTEAM\r\n", "{}", from_file.told);
    let typed = query_of(&cloud, &[], "SELECT Key FROM Spaces WHERE Key = 'DOCS'\n").await;
    assert_eq!(typed.out, "Key\r\nDOCS\r\n", "{}", typed.told);
    let called = query(&cloud, &["EXEC Search SearchTerm = 'queue', Limit = 1"]).await;
    assert!(
        called.out.starts_with("Id,Type,Title,") && called.out.contains("Architecture"),
        "{}",
        called.out
    );
}

#[tokio::test]
async fn what_was_left_out_is_told_beside_the_rows() {
    let [cloud, data_center] = both().await;
    let ended = query(&cloud, &["SELECT Title FROM Pages", "--max-rows", "2"]).await;
    assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 3));
    assert_eq!(ended.told, "There are more rows than 2: --max-rows NUMBER gives more.\n");
    let ended = query(&data_center, &["SELECT OwnerId FROM Pages LIMIT 1"]).await;
    assert_eq!(ended.told, "Note: Pages has no OwnerId here: only Cloud has it\n");
    for sandbox in [&cloud, &data_center] {
        let ended = query(sandbox, &["SELECT Title FROM Pages WHERE SpaceKey = 'DCOS'"]).await;
        assert_eq!(ended.told, "Note: there is no space DCOS that can be seen here\n");
    }
}

#[tokio::test]
async fn a_plan_the_tables_and_the_columns_ask_nothing() {
    let [cloud, _] = both().await;
    cloud.reset_traffic();
    let plan = "SELECT c.Title FROM Pages p LEFT JOIN Comments c ON c.ContainerId = p.Id WHERE p.SpaceKey = 'DOCS' ORDER BY c.Title";
    let plan = query(&cloud, &["--explain", plan]).await;
    let told = "Pages (p): the service answers SpaceKey = (getPagesInSpace)\n\
                Comments (c): the service answers ContainerId = (searchContentByCQL)\n\
                the engine works out ORDER BY\n";
    assert_eq!(plan.out, told);
    let tables = query(&cloud, &["--tables"]).await;
    assert!(tables.out.contains("\r\nPages,true,true,") && tables.out.contains("\r\nAllUsers,false,false,"));
    let columns = query(&cloud, &["--columns", "pages"]).await;
    assert!(columns.out.contains("\r\nSpaceKey,VARCHAR,= IN,"), "{}", columns.out);
    assert!(columns.out.contains("UPDATE set"), "which columns can be set is told: {}", columns.out);
    assert!(cloud.requests().is_empty());
}

#[tokio::test]
async fn what_is_wrong_is_said_on_standard_error_with_what_would_be_right() {
    let [cloud, _] = both().await;
    for (arguments, said) in [
        (&["SELECT Titel FROM Pages"][..], "did you mean Title?"),
        (&["SELECT Title FROM Pagess"], "did you mean Pages?"),
        (&["SELECT * FROM AllUsers"], "the table AllUsers is there on Data Center alone"),
        (&["SELECT Title FROM Pages WHERE Title = \"Upgrade\""], "single quotes, 'Upgrade'"),
        (&["SELECT 1; SELECT 2"], "one statement at a time"),
        (&["SELECT Title FROM Pages WHERE SpaceKey = @space"], "@space has no value"),
        (&["SELECT Title FROM Pages WHERE Label <> 'howto'"], "Label is a condition alone"),
        (&["SELECT Title FROM Pages WHERE CreatedDate > 'last week'"], "write '2026-01-31'"),
        (&["SELECT Title FROM Pages WHERE CQL IN ('a', 'b')"], "CQL takes one value"),
        (&["SELECT * FROM ViewsAnalytics WHERE FromDate = 'soon'"], "names no day"),
        (&["DELETE FROM Pages WHERE Id = 1"], "a query is a SELECT"),
        (&["EXEC Serch SearchTerm = 'x'"], "did you mean Search?"),
        (&["EXEC Search Term = 'x'"], "did you mean SearchTerm?"),
        (&["EXEC UploadAttachment ContentId = '1', FileName = 'a', FileData = 'aGk='"], "read-only"),
        (&["--columns", "Pagez"], "did you mean Pages?"),
        (&["--columns", "AllUsers"], "not a table of this deployment"),
        (&["--file", "/nowhere/at/all.sql"], "/nowhere/at/all.sql"),
        (&[""], "there is no statement"),
        (&["SELECT COUNT(*) FROM PageVersions", "--max-requests", "3"], "3 requests"),
    ] {
        let ended = query(&cloud, arguments).await;
        assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(
            ended.told.starts_with("error: ") && ended.told.contains(said),
            "{arguments:?}: {}",
            ended.told
        );
    }
    for (arguments, said) in [
        (&["SELECT 1", "--format", "xml"][..], "table"),
        (&["SELECT 1", "--parameter", "space"], "NAME=VALUE"),
        (&["SELECT 1", "--file", "x"], "cannot be used with"),
    ] {
        let ended = query(&cloud, arguments).await;
        assert!(ended.code == Some(2) && ended.told.contains(said), "{arguments:?}: {}", ended.told);
    }
}

#[cfg(target_os = "linux")]
mod at_a_terminal {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::mcp::terminal::{Terminal, no_terminal};

    /// What a terminal is told when a line is read: that pasted text is to be marked as such.
    const READY: &str = "\u{1b}[?2004h";

    #[tokio::test]
    async fn statements_are_asked_for_completed_and_remembered() {
        if no_terminal() {
            return;
        }
        let [cloud, _] = both().await;
        let home = tempfile::tempdir().unwrap();
        let connection = cloud.connection_string();
        let arguments = ["query", "--connection", &connection];
        let mut terminal = Terminal::start(home.path(), &arguments);
        terminal.until("Ctrl-D ends it.").await;
        terminal.until(READY).await;
        // Tab completes a table, and then a column of it.
        terminal.typed("SELECT Key FROM Spac\t").await;
        terminal.until("FROM Space").await;
        terminal.enter("s ORDER BY 1;").await;
        terminal.until("----").await;
        terminal.until("DOCS").await;
        terminal.until("3 rows, 1 request").await;
        terminal.until(READY).await;
        terminal.enter("SELECT Name, half of a statement").await;
        terminal.until(READY).await;
        // Nothing of a statement that is interrupted is left.
        terminal.typed("\u{3}").await;
        terminal.until(READY).await;
        for (typed, shown) in [
            ("SELECT Nme FROM Spaces;", "did you mean Name?"),
            (".format xml", ".format takes table, csv, json or ndjson"),
            (".format ndjson", "Rows are shown as ndjson."),
            ("SELECT Name FROM Spaces", READY),
            // A statement of two lines ends with an empty one.
            ("WHERE Key = 'DOCS'", READY),
            ("", "{\"Name\":\"Product documentation\"}"),
            (".max 1", "No more rows than 1 are shown."),
            ("SELECT Key FROM Spaces;", "There are more rows than 1: .max NUMBER gives more."),
            (".nonsense", "there is no .nonsense"),
            (".columns Labels", "\"Column\":\"ContentId\""),
            (".explain SELECT Title FROM Pages WHERE SpaceKey = 'DOCS';", "the service answers SpaceKey ="),
        ] {
            terminal.enter(typed).await;
            terminal.until(shown).await;
            if shown != READY {
                terminal.until(READY).await;
            }
        }
        terminal.typed("\u{4}").await;
        terminal.ended().await;

        let kept = home.path().join(".local/state/confluence/query_history");
        assert_eq!(std::fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(
            std::fs::read_to_string(&kept).unwrap().contains("SELECT Name FROM Spaces WHERE Key = 'DOCS'")
        );
        // The next time what was typed last is one key away.
        let mut again = Terminal::start(home.path(), &arguments);
        again.until(READY).await;
        again.typed("\u{1b}[A\u{1b}[A\u{1b}[A\u{1b}[A").await;
        again.until("SELECT Key FROM Spaces;").await;
        again.enter("").await;
        again.until("TEAM").await;
        again.enter(".quit").await;
        again.ended().await;
    }

    #[tokio::test]
    async fn what_is_typed_ahead_or_pasted_is_answered_in_its_turn() {
        if no_terminal() {
            return;
        }
        let [cloud, _] = both().await;
        let home = tempfile::tempdir().unwrap();
        let connection = cloud.connection_string();
        let mut terminal = Terminal::start(home.path(), &["query", "--connection", &connection]);
        terminal.until(READY).await;
        terminal.enter(".format ndjson").await;
        terminal.until("Rows are shown as ndjson.").await;
        terminal.until(READY).await;
        // Lines that come at once, as from a terminal that does not mark what is pasted.
        let many: String = (0..200).map(|at| format!("SELECT 'row {at}'\nAS Typed;\n")).collect();
        cloud.set_latency(Duration::from_millis(300));
        terminal.enter("SELECT Key FROM Spaces\nWHERE Key = 'DOCS';").await;
        terminal.typed(&many).await;
        terminal.until("{\"Key\":\"DOCS\"}").await;
        for at in 0..200 {
            terminal.until(&format!("{{\"Typed\":\"row {at}\"}}")).await;
        }
        // While a query runs.
        terminal.enter("SELECT Name FROM Spaces WHERE Key = 'TEAM';").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        terminal.typed("SELECT 'typed meanwhile' AS Typed;\n").await;
        terminal.until("{\"Name\":").await;
        terminal.until("{\"Typed\":\"typed meanwhile\"}").await;
        terminal.until(READY).await;
        // What a terminal marks as pasted waits for Enter, and may be several statements and the beginning of one.
        let pasted = "SELECT ';' AS One\n\nFROM Spaces WHERE Key = 'DOCS'; -- the first\n.format csv\nSELECT 2 AS Two; SELECT 3";
        terminal.typed(&format!("\u{1b}[200~{pasted}\u{1b}[201~")).await;
        terminal.enter("").await;
        terminal.until("{\"One\":\";\"}").await;
        // Lines of CSV end with both, and a terminal puts one more before the second.
        terminal.until("Two\r\r\n2").await;
        terminal.until("...> ").await;
        terminal.enter("AS Three;").await;
        terminal.until("Three\r\r\n3").await;
        terminal.until(READY).await;
        terminal.enter(".quit").await;
        terminal.ended().await;
    }

    #[tokio::test]
    async fn a_query_at_a_terminal_answers_a_table_and_what_it_took() {
        if no_terminal() {
            return;
        }
        let [cloud, _] = both().await;
        let home = tempfile::tempdir().unwrap();
        let connection = cloud.connection_string();
        let arguments = ["query", "--connection", &connection, "SELECT Key FROM Spaces ORDER BY 1"];
        let shown = Terminal::start(home.path(), &arguments).ended().await;
        assert!(shown.contains("Key\r\n----\r\nDOCS\r\n") && shown.contains("3 rows, 1 request"), "{shown}");
        // Whoever waits is told how far it is, in a line that goes away again.
        cloud.set_latency(Duration::from_millis(700));
        let shown = Terminal::start(home.path(), &arguments).ended().await;
        assert!(shown.contains("request so far") || shown.contains("requests so far"), "{shown}");
        assert!(shown.contains("\r\u{1b}[KKey"), "{shown:?}");
    }
}
