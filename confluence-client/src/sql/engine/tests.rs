use super::*;
use crate::client::Client;
use crate::site::Site;
use crate::sql::result::Rows;
use crate::sql::table::testing::TABLES;

fn wiki() -> Wiki {
    Wiki::new(Client::builder(Site::cloud("https://x.atlassian.net").unwrap()).build().unwrap())
}

fn work(sql: &str) -> Work {
    Work {
        sql: sql.to_owned(),
        explain: false,
        whole: false,
        parameters: Vec::new(),
        limits: QueryLimits::default(),
        tables: TABLES,
    }
}

struct Found {
    rows: Vec<String>,
    scans: Vec<String>,
    cut: bool,
}

async fn run(work: Work) -> Result<Found> {
    let mut rows = Rows::of(begin(&wiki(), work).await?);
    let mut found = Vec::new();
    while let Some(row) = rows.next().await {
        found.push(row?.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    }
    Ok(Found { rows: found, scans: rows.notes(), cut: rows.is_cut() })
}

async fn ask(sql: &str) -> Found {
    run(work(sql)).await.unwrap()
}

async fn refused(sql: &str) -> String {
    run(work(sql)).await.err().map(|error| error.to_string()).unwrap_or_default()
}

#[tokio::test]
async fn conditions_reach_the_source_and_are_checked_again() {
    let found = ask("SELECT Id, Even FROM Numbers WHERE Parent = 3 AND Name LIKE '%5'").await;
    assert_eq!(found.rows, ["35,false"]);
    assert_eq!(found.scans, ["scan[Parent=3]"]);
    let found = ask("SELECT Id FROM [X].[Confluence].[Numbers] WHERE Id IN (7, '9', 7, NULL, 900)").await;
    assert_eq!(
        (found.rows, found.scans),
        (vec!["7".into(), "9".into()], vec!["scan[Id=7|9|900]".to_owned()])
    );
    let found = ask("SELECT COUNT(*) FROM Figures WHERE Id = NULL").await;
    assert_eq!((found.rows, found.scans.len()), (vec!["0".to_owned()], 0));
}

#[tokio::test]
async fn a_number_and_a_text_of_digits_are_the_same_id() {
    for id in ["35", "'35'"] {
        assert_eq!(ask(&format!("SELECT Name FROM Numbers WHERE Id = {id}")).await.rows, ["Number 35"]);
        assert_eq!(ask(&format!("SELECT COUNT(*) FROM Numbers WHERE Parent = {id}")).await.rows, ["10"]);
    }
}

#[tokio::test]
async fn a_body_is_fetched_where_a_column_needs_it() {
    assert_eq!(ask("SELECT Id FROM Numbers WHERE Parent = 1").await.scans, ["scan[Parent=1]"]);
    assert_eq!(ask("SELECT Body FROM Numbers WHERE Parent = 1").await.scans, ["scan[Parent=1]+body"]);
    assert_eq!(
        ask("SELECT COUNT(*) FROM Numbers WHERE Id = 1 AND Body LIKE '%d%'").await.scans,
        ["scan[Id=1]+body"]
    );
}

#[tokio::test]
async fn a_join_looks_up_some_keys_at_a_time_and_none_twice() {
    let found = ask("SELECT c.Id FROM Numbers p JOIN Numbers c ON c.Id = p.Parent WHERE p.Parent = 3").await;
    assert_eq!(found.rows.len(), 10);
    // The engine concludes that only the number 3 is meant.
    assert_eq!(found.scans, ["scan[Id=3]", "scan[Parent=3]"]);
    let found = ask("SELECT COUNT(*) FROM Numbers p JOIN Numbers c ON c.Id = p.Id WHERE p.Parent = 4").await;
    assert_eq!(found.rows, ["10"]);
    assert_eq!(found.scans, ["scan[Parent=4]", "scan[Id=40|41|42|43]", "scan[Id=44|45|46|47|48|49]"]);
}

#[tokio::test]
async fn a_scan_that_is_repeated_is_read_once() {
    let sql = "SELECT COUNT(*) FROM Numbers a CROSS JOIN (SELECT 1 UNION ALL SELECT 2) b CROSS JOIN Numbers c \
               WHERE a.Parent = 1 AND c.Parent = 2";
    let found = ask(sql).await;
    assert_eq!(
        (found.rows, found.scans),
        (vec!["200".to_owned()], vec!["scan[Parent=1]".into(), "scan[Parent=2]".into()])
    );
}

#[tokio::test]
async fn what_is_hidden_is_had_by_name_and_what_is_a_condition_is_given_back() {
    assert_eq!(
        ask("SELECT * FROM Numbers WHERE Id = 1").await.rows,
        ["1,0,Number 1,false,body,2026-04-01 10:00:00"]
    );
    assert_eq!(ask("SELECT Hidden, Mood FROM Numbers WHERE Id = 1 AND Mood = 'x'").await.rows, ["hidden,x"]);
    for name in ["Name", "Called"] {
        assert_eq!(
            ask(&format!("SELECT Id FROM Numbers WHERE {name} = 'number 7'")).await.rows,
            ["7"],
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_condition_alone_counts_each_time_and_is_never_left_out_silently() {
    let both = ask("SELECT Id FROM Numbers WHERE Id = 1 AND Mood = 'good' AND Mood = 'glad'").await;
    assert_eq!(both.scans, ["scan[Id=1,Mood=good,Mood=glad]"]);
    let either = ask("SELECT Id FROM Numbers WHERE Id = 1 AND Mood IN ('good', 'glad')").await;
    assert_eq!((either.rows, either.scans), (vec!["1".into()], vec!["scan[Id=1,Mood=glad|good]".into()]));
    let joined = "SELECT n.Id FROM Numbers n JOIN (SELECT 'good' AS M) m ON n.Mood = m.M WHERE n.Id = 1";
    assert_eq!(ask(joined).await.scans, ["scan[Id=1,Mood=good]"]);
    for wrong in [
        "SELECT Id FROM Numbers WHERE Mood <> 'sad'",
        "SELECT Id FROM Numbers WHERE Mood LIKE 'g%'",
        "SELECT Id FROM Numbers WHERE Mood IS NULL",
        "SELECT Id FROM Numbers WHERE NOT (Mood = 'sad')",
        "SELECT Mood FROM Numbers",
        "SELECT Mood FROM Numbers WHERE Mood IN ('good', 'glad')",
        "SELECT Id FROM Numbers ORDER BY Mood",
        "SELECT a.Id FROM Numbers a LEFT JOIN Numbers b ON b.Id = a.Mood",
    ] {
        let told = refused(wrong).await;
        assert!(told.contains("Mood is a condition alone: write WHERE Mood = '...'"), "{wrong}: {told}");
    }
    for wrong in [
        "SELECT Id FROM Numbers WHERE Only IN ('a', 'b')",
        "SELECT Id FROM Numbers WHERE Only = 'a' AND Only = 'b'",
    ] {
        assert!(refused(wrong).await.contains("Only takes one value"), "{wrong}");
    }
}

#[tokio::test]
async fn limits_cut_the_result_and_say_so() {
    let limited = |limits| Work { limits, ..work("SELECT Id FROM Numbers") };
    let found = run(limited(QueryLimits::new().rows(3).skip(10))).await.unwrap();
    assert_eq!((found.rows.join(" "), found.cut), ("10 11 12".to_owned(), true));
    let found = run(limited(QueryLimits::new().rows(500))).await.unwrap();
    assert_eq!((found.rows.len(), found.cut), (500, false));
    let found = run(limited(QueryLimits::new().bytes(50))).await.unwrap();
    assert!(found.rows.len() < 50 && found.cut);
}

#[tokio::test]
async fn the_reason_of_a_failure_reaches_the_caller() {
    let error = run(work("SELECT Id FROM Numbers WHERE Mood = 'sad'")).await.err().unwrap();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Forbidden, "getNumbers"));
}

#[tokio::test]
async fn time_ends_a_query_that_waits_and_one_that_reckons() {
    let soon = QueryLimits::new().time(Duration::from_millis(100));
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n";
    for sql in ["SELECT COUNT(*) FROM Numbers WHERE Mood = 'slow'", endless] {
        let error = run(Work { limits: soon, ..work(sql) }).await.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{sql}");
    }
}

#[tokio::test]
async fn dropping_the_rows_ends_the_query() {
    let mut rows =
        Rows::of(begin(&wiki(), work("SELECT Id FROM Numbers WHERE Mood = 'slow'")).await.unwrap());
    assert!(rows.next().await.unwrap().is_ok());
    let stop = Arc::clone(&rows_stop(&rows));
    drop(rows);
    assert!(stop.is_over());
}

fn rows_stop(rows: &Rows) -> Arc<Stop> {
    rows.stop()
}

#[tokio::test]
async fn a_query_does_nothing_but_read() {
    for sql in [
        "PRAGMA table_info(Numbers)",
        "ATTACH DATABASE 'x.db' AS x",
        "CREATE TABLE x(y)",
        "DROP TABLE Numbers",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('x')",
        "SELECT * FROM dbstat",
        "WITH x AS (SELECT 1) DELETE FROM Numbers",
        "SELECT randomblob(10)",
        "VACUUM INTO 'x.db'",
        "SELECT 1; SELECT 2",
        "INSERT INTO Numbers(Id) VALUES (1)",
    ] {
        assert!(!refused(sql).await.is_empty(), "{sql}");
    }
}

#[tokio::test]
async fn the_rows_of_a_table_of_the_statement_are_counted() {
    for (sql, rows) in [
        ("WITH n AS (SELECT Id FROM Numbers WHERE Parent = 1) SELECT COUNT(*) FROM n", "10"),
        ("WITH n(x) AS (VALUES (1), (2)) SELECT COUNT(*) OVER () FROM n LIMIT 1", "2"),
        ("SELECT COUNT(*) FROM (SELECT 1 UNION ALL SELECT 2) AS two", "2"),
    ] {
        assert_eq!(ask(sql).await.rows, [rows], "{sql}");
    }
    for sql in [
        "SELECT COUNT(*) FROM sqlite_schema",
        "SELECT COUNT(*) FROM pragma_function_list",
        "SELECT COUNT(*) FROM dbstat",
    ] {
        assert!(!refused(sql).await.is_empty(), "{sql}");
    }
}

#[tokio::test]
async fn errors_name_what_would_be_right() {
    let text = refused("SELECT Id FROM Numbers WHERE Name = \"x\"").await;
    assert!(text.contains("single quotes, 'x'"), "{text}");
    let text = refused("SELECT nme FROM Numbers").await;
    assert!(text.contains("no column nme"), "{text}");
    let text = refused("SELECT lenght(Id) FROM Numbers").await;
    assert!(text.contains("did you mean LENGTH?"), "{text}");
    let text = refused("SELECT Id FROM Numbers a, Numbers b").await;
    assert!(text.contains("write table.Id"), "{text}");
    let text = refused("SELECT Id FORM Numbers").await;
    assert!(text.contains("Numbers"), "{text}");
    let text = refused("SELECT Id FROM Numbers WHERE Id = @id").await;
    assert!(text.contains("@id has no value"), "{text}");
}

#[tokio::test]
async fn parameters_are_given_by_name_and_in_order() {
    let given = |sql: &str, parameters: Vec<(&str, Value)>| Work {
        parameters: parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..work(sql)
    };
    let by_name = given("SELECT Name FROM Numbers WHERE Id = @Id", vec![("id", "3".into())]);
    assert_eq!(run(by_name).await.unwrap().rows, ["Number 3"]);
    let in_order = given(
        "SELECT Id FROM Numbers WHERE Parent = ? AND Even = ?",
        vec![("", 3.into()), ("", true.into())],
    );
    assert_eq!(run(in_order).await.unwrap().rows.len(), 5);
    for sql in ["SELECT Name FROM Numbers WHERE Id = ?", "SELECT Name FROM Numbers WHERE Id = $1"] {
        for name in ["1", "$1", "?1"] {
            assert_eq!(
                run(given(sql, vec![(name, "3".into())])).await.unwrap().rows,
                ["Number 3"],
                "{sql}: {name}"
            );
        }
        assert!(run(given(sql, vec![("1", "3".into()), ("2", "4".into())])).await.is_err(), "{sql}");
    }
    // Those that have a name are not counted.
    for sql in [
        "Parent = @k AND Id = ? AND Id = ?",
        "Id = ? AND Parent = @k AND Id = ?",
        "Id IN (?1, ?2) AND Parent = @k",
    ] {
        let sql = format!("SELECT Name FROM Numbers WHERE {sql}");
        let values = || vec![("1", "37".into()), ("k", 3.into()), ("2", "37".into())];
        assert_eq!(run(given(&sql, values())).await.unwrap().rows, ["Number 37"], "{sql}");
        let left = values().into_iter().chain([("3", 1.into())]).collect();
        assert!(run(given(&sql, left)).await.is_err(), "{sql}");
        let missing = run(given(&sql, vec![("1", "37".into()), ("k", 3.into())])).await.err().unwrap();
        assert!(missing.to_string().contains("? number 2 has no value"), "{sql}: {missing}");
    }
    let injected = given("SELECT Id FROM Numbers WHERE Id = @id", vec![("id", "1' OR '1'='1".into())]);
    assert!(run(injected).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_plan_says_what_the_service_answers() {
    let told =
        run(Work { explain: true, ..work("SELECT Id FROM Numbers WHERE Parent = 3 AND Name LIKE 'x%'") })
            .await;
    let told = told.unwrap().rows.join("\n");
    let expected = "the service answers Parent = (getChildren); the engine checks Name LIKE";
    assert!(told.ends_with(expected), "{told}");
}

#[tokio::test]
async fn another_name_takes_the_place_of_no_column_that_is_shown() {
    for (sql, rows) in [
        ("SELECT Called FROM Numbers WHERE Id = 7", vec!["Number 7"]),
        ("SELECT n.Called FROM Numbers n WHERE [Called] = 'number 7'", vec!["Number 7"]),
        (
            "SELECT Id FROM Numbers JOIN Others ON Name = Called WHERE Called <> 'x' ORDER BY Id",
            vec!["7", "9", "10"],
        ),
        ("SELECT Called FROM Numbers JOIN Others USING (Called) WHERE Id = 9", vec!["Number 9"]),
        ("SELECT (SELECT Id FROM Numbers WHERE Name = Others.Called) FROM Others LIMIT 1", vec!["7"]),
        ("SELECT COUNT(*) FROM Others WHERE Called IN (SELECT Numbers.Called FROM Numbers)", vec!["3"]),
        (
            "SELECT Called, (SELECT n.Id FROM Numbers n WHERE n.Called = o.Called) FROM Others o LIMIT 1",
            vec!["Number 7,7"],
        ),
        (
            "SELECT n.Id FROM Numbers n WHERE n.Called <> 'x' AND Called = 'Number 7' UNION ALL \
             SELECT Called FROM Others LIMIT 2",
            vec!["7", "Number 7"],
        ),
    ] {
        assert_eq!(ask(sql).await.rows, rows, "{sql}");
    }
    for either in [
        "SELECT (SELECT Id FROM Numbers WHERE Name = Called) FROM Others",
        "SELECT COUNT(*) FROM Others WHERE EXISTS (SELECT 1 FROM Numbers WHERE Name = Called AND Id = 7)",
        "SELECT COUNT(*) FROM Others WHERE Called IN (SELECT Called FROM Figures)",
        "SELECT (SELECT Id FROM Numbers WHERE Name = Called AND Numbers.Called <> 'x') FROM Others",
        "SELECT (SELECT Id FROM Numbers n WHERE [n].\"Called\" <> 'x' AND Name = Called) FROM Others",
    ] {
        let told = refused(either).await;
        assert!(told.contains("write Others.Called or Numbers.Called"), "{either}: {told}");
    }
}

#[tokio::test]
async fn ids_come_in_the_order_of_their_numbers() {
    let ordered = "SELECT Id FROM Numbers WHERE Id > '9' AND Id < '101' ORDER BY Id LIMIT 2";
    assert_eq!(ask(ordered).await.rows, ["10", "11"]);
    assert_eq!(ask("SELECT COUNT(*) FROM Numbers WHERE Id BETWEEN '9' AND '100'").await.rows, ["92"]);
    assert_eq!(ask("SELECT MAX(Id), COUNT(*) FROM Numbers WHERE Id > 8").await.rows, ["499,491"]);
    assert_eq!(ask("SELECT COUNT(*) FROM Others JOIN Numbers ON Id = NextId").await.rows, ["3"]);
    let last = |last: &str| Work {
        parameters: vec![("last".to_owned(), last.into())],
        ..work("SELECT Id FROM Numbers WHERE Id > @last ORDER BY Id LIMIT 1")
    };
    for (from, id) in [("", "0"), ("9", "10"), ("99", "100")] {
        assert_eq!(run(last(from)).await.unwrap().rows, [id], "{from}");
    }
}
