use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::Value;
use tokio::time::Instant;

use crate::sql::dialect::rewritten;
use crate::sql::run::Stop;
use crate::sql::safety;
use crate::sql::time::Zone;

mod tables;

use tables::{DATES, DOCUMENTS, NUMBERS, Row, SPANS, TEXTS};

/// Every function that the reference of the dialect names.
const NAMED: &[&str] = &[
    "ASCII CHAR CHARINDEX CHAR_LENGTH CONCAT CONTAINS ENDSWITH FILESIZE FORMAT FROM_UNIXTIME HASHBYTES INDEXOF ISNULL",
    "JSON_AVG JSON_COUNT JSON_EXTRACT JSON_MAX JSON_MIN JSON_SUM LEFT LEN LOCATE LOWER LTRIM MASK NCHAR OCTET_LENGTH",
    "PATINDEX POSITION QUOTENAME REPLACE REPLICATE REVERSE RIGHT RTRIM SOUNDEX SPACE SPLIT STARTSWITH STR STUFF",
    "SUBSTRING TOSTRING TRIM UNICODE UPPER XML_EXTRACT CURRENT_DATE CURRENT_TIMESTAMP DATEADD DATEDIFF DATEFROMPARTS",
    "DATENAME DATEPART DATE_TRUNC DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR EOMONTH GETDATE GETUTCDATE HOUR ISDATE",
    "L_LAST_N_DAYS L_LAST_WEEK L_NEXT_N_DAYS L_THIS_WEEK L_TODAY L_TOMORROW L_YESTERDAY LAST_MONTH MAKEDATE MINUTE",
    "MONTH QUARTER SECOND STRTODATE SYSDATETIME TO_DAYS WEEK YEAR ABS CEILING EXP FLOOR GREATEST LEAST LOG MOD POWER",
    "RAND ROUND SIGN SQRT TRUNC COUNT AVG MIN MAX SUM FILEMODIFIEDTIME SCOPE_IDENTITY",
];

fn stop() -> Arc<Stop> {
    Arc::new(Stop::at(Instant::now() + Duration::from_secs(60)))
}

/// A connection as a query has it, with its bounds.
fn connection() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    super::register(&connection, &Zone::new(None), "2026-04-15T10:20:30Z".parse().unwrap(), &stop()).unwrap();
    drop(safety::confine(&mut connection, &[], None, &stop()).unwrap());
    connection
}

fn value(connection: &Connection, expression: &str) -> Result<String, String> {
    let sql =
        rewritten(&format!("SELECT {expression}"), &Zone::new(None)).map_err(|error| error.to_string())?;
    let found: Value =
        connection.query_row(&sql, [], |row| row.get(0)).map_err(|error| format!("{sql}: {error}"))?;
    Ok(match found {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(_) => "blob".to_owned(),
    })
}

fn rows() -> impl Iterator<Item = &'static Row> {
    [TEXTS, DOCUMENTS, NUMBERS, DATES].into_iter().flatten()
}

#[test]
fn each_gives_what_other_databases_give() {
    let connection = connection();
    let mut wrong = Vec::new();
    for (expression, expected) in rows() {
        match value(&connection, expression) {
            Ok(found) if found == *expected => {}
            found => wrong.push(format!("{expression}: {found:?}, not {expected}")),
        }
    }
    for comparison in SPANS {
        match value(&connection, comparison) {
            Ok(found) if found == "1" => {}
            found => wrong.push(format!("{comparison}: {found:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn none_is_left_out_of_the_tables_above() {
    let written: String = rows().map(|(expression, _)| *expression).chain(SPANS.iter().copied()).fold(
        String::new(),
        |mut all, expression| {
            all.push_str(&format!(
                "{expression} {}\n",
                rewritten(&format!("SELECT {expression}"), &Zone::new(None)).unwrap()
            ));
            all
        },
    );
    let written = written.to_lowercase();
    let called = |name: &str| written.contains(&format!("{}(", name.to_lowercase()));
    // The engine calls these for operators.
    let operators = ["like", "glob", "match"];
    for name in super::names() {
        assert!(called(name) || operators.contains(&name), "{name}");
    }
    for name in NAMED.iter().flat_map(|line| line.split(' ')) {
        assert!(called(name) || super::elsewhere(name).is_some(), "{name}");
    }
}

#[test]
fn what_is_wrong_with_a_call_is_said() {
    let connection = connection();
    for (expression, said) in [
        ("DATEADD('fortnight', 1, GETDATE())", "fortnight is not a part of a date: year"),
        ("FORMAT('soon', '0.0')", "'soon' is neither"),
        ("FORMAT(5, 'C2')", "the pattern 'C2' is not offered"),
        ("FORMAT('2026-04-15', 'dd.QQ')", "QQ, which stands for nothing"),
        ("FORMAT(5, '#,##0', 'en-US')", "no culture such as 'en-US'"),
        ("STRTODATE('1', '''open')", "a quote is not closed"),
        ("HASHBYTES('MD5', 'x')", "HASHBYTES has no MD5: it has SHA2_256 and SHA2_512"),
        ("XML_EXTRACT('<a/>', '//a[1]')", "a[1] is not a name"),
        ("JSON_SUM('[1]', 1)", "JSON_SUM takes JSON and a path as text"),
        ("'2026-04-15' = L_LAST_N_DAYS(0)", "takes a whole number above 0"),
        ("'2026-04-15' = L_LAST_N_DAYS()", "L_LAST_N_DAYS takes a number"),
        ("'2026-04-15' = L_LAST_WEEK(2)", "L_LAST_WEEK takes nothing"),
        ("'2026-04-15' = L_LAST_N_YEARS(99999)", "beyond the calendar"),
        ("L_LAST_WEEK() = '2026-04-15'", "write it behind what is compared with it"),
        ("L_TODAY() = '2026-04-15'", "CreatedDate = L_TODAY()"),
        ("'2026-04-15' = TODAY() - 1", "stands for a span of days"),
        ("L_THIS_MONTH()", "stands for a span of days"),
        ("'2026-04-15' = L_LAST_N_DAYS(?)", "name the parameter"),
        ("REPLICATE('ab', 999999999)", "REPLICATE makes no text of more than 1048576 bytes"),
        ("SPACE(9999999)", "SPACE makes no text of more than 1048576 bytes"),
        ("REPLACE(REPLICATE('a', 1000000), 'a', REPLICATE('b', 1000))", "more than 16 MiB"),
        ("'a' LIKE 'b' ESCAPE 'xy'", "ESCAPE takes one character"),
        ("random()", "not authorized"),
        ("LOWER('abc') - 1", "'abc' is subtracted or subtracted from"),
        ("GETDATE() > LTRIM('last week')", "'last week' stands beside a point in time and is none"),
        ("CAST('perhaps' AS BOOLEAN)", "neither true nor false"),
        ("'a_b' LIKE 'a\\_b'", "ESCAPE"),
        ("'a_b' LIKE 'a[_]b'", "PATINDEX"),
        ("'page 1' LIKE '%[0-9]%'", "PATINDEX"),
        ("'a_b' LIKE like_pattern('a[_]b')", "PATINDEX"),
        ("CONTAINS('a', LTRIM('b OR c'))", "has the operator OR in a value"),
        ("CONTAINS('a', 'b NEAR c')", "NEAR, which is not offered"),
        ("CONTAINS('a', 'b AND (c OR d)')", "parentheses"),
        ("CONTAINS('a', 'b OR')", "ends with an operator"),
        ("SUBSTRING('abc' FROM '[0-9]+')", "no regular expressions"),
        ("TO_CHAR(5, '999PR')", "has 9"),
        ("YEAR('soon')", "YEAR takes a point in time, and 'soon' is none"),
        ("DATEADD(day, 'x', GETDATE())", "DATEADD takes a number, and 'x' is none"),
        ("EOMONTH(LTRIM('soon'))", "EOMONTH takes a point in time"),
        ("TRUNC('soon')", "TRUNC takes a point in time"),
        ("TRUNC(GETDATE(), 'DAY')", "DATE_TRUNC('week', x)"),
        ("SQRT('abc')", "SQRT takes a number, and 'abc' is none"),
        ("POWER(2, 'abc')", "POWER takes a number"),
        ("ROUND(GETDATE())", "ROUND takes a number, and '2026-04-15 10:20:30' is none"),
        ("ROUND('abc', -2)", "ROUND takes a number"),
        ("(SELECT SUM(x) FROM (SELECT 'abc' AS x))", "SUM takes a number, and 'abc' is none"),
    ] {
        let told = value(&connection, expression).unwrap_err();
        assert!(told.contains(said), "{expression}: {told}");
    }
    assert!(super::elsewhere("stdev").unwrap().contains("COUNT(x) - 1"));
    assert!(super::elsewhere("filesize").unwrap().contains("FileSize of Attachments"));
}

#[test]
fn what_would_be_wrong_rows_is_said() {
    let connection = connection();
    for (expression, said) in [
        ("CASE '2026-04-15' WHEN L_TODAY() THEN 1 END", "stands for a span of days"),
        ("'2026-04-15' IS NOT DISTINCT FROM L_TODAY()", "stands for a span of days"),
        ("'2026-04-15' IS L_TODAY()", "stands for a span of days"),
        ("'2026-04-15' = L_TODAY() - 1", "stands for a span of days"),
        ("('2026-04-15', 1) IN ((L_TODAY(), 1))", "stands for a span of days"),
        ("'2026-04-15' IN (L_TODAY(), ?, @since)", "takes no parameter ?"),
        ("GETDATE() > 2027-01-01", "a date goes into quotes: '2027-01-01'"),
        ("GETDATE() >= ''", "'' stands beside a point in time and is none"),
        ("LEN('abc') < 'x'", "'x' is compared with a number and is none"),
        ("ordered_number('10 KB')", "'10 KB' is compared with a number and is none"),
        ("CAST('01.11.2026' AS DATE)", "CAST AS DATE takes a point in time, and '01.11.2026' is none"),
        ("CONVERT(DATE, 'soon', 103)", "in the form dd/MM/yyyy, and 'soon' is none"),
        ("CONVERT(DATE, '2026-01-01', 999)", "no style 999 here: write STRTODATE"),
        ("DATEFROMPARTS(2026, 2, 30)", "DATEFROMPARTS(2026, 2, 30) is not a point in time"),
    ] {
        let told = value(&connection, expression).unwrap_err();
        assert!(told.contains(said), "{expression}: {told}");
    }
}

#[test]
fn a_function_that_takes_long_ends_with_the_query() {
    let connection = Connection::open_in_memory().unwrap();
    let stop = Arc::new(Stop::at(Instant::now() + Duration::from_millis(200)));
    super::register(&connection, &Zone::new(None), "2026-04-15T10:20:30Z".parse().unwrap(), &stop).unwrap();
    let begun = std::time::Instant::now();
    // Years by SQLite's own functions, for each of the first three.
    let long = "printf('%.8000000c', 'a')";
    for quick in [
        format!("SELECT instr({long}, printf('%.4000000c', 'a') || 'b')"),
        format!("SELECT length(replace({long}, printf('%.4000000c', 'a') || 'b', ''))"),
        format!("SELECT trim({long}, printf('%.4000000c', 'b') || 'c') IS NULL"),
    ] {
        let found: i64 = connection.query_row(&quick, [], |row| row.get(0)).unwrap();
        assert!(found == 0 || found == 8_000_000, "{quick}");
    }
    let slow = format!("SELECT {long} LIKE '%' || printf('%.4000000c', 'a') || 'b'");
    let error = connection.query_row(&slow, [], |row| row.get::<_, bool>(0)).unwrap_err();
    assert!(error.to_string().contains("the time for the query ran out"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
