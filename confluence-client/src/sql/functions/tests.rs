use rusqlite::Connection;
use rusqlite::types::Value;

use crate::sql::time::Zone;

fn connection() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    super::register(&connection, &Zone::new(None), "2026-04-15T10:20:30Z".parse().unwrap()).unwrap();
    connection
}

#[track_caller]
fn is(expression: &str, expected: &str) {
    let connection = connection();
    let found: Value = connection.query_row(&format!("SELECT {expression}"), [], |row| row.get(0)).unwrap();
    let shown = match found {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(_) => "blob".to_owned(),
    };
    assert_eq!(shown, expected, "{expression}");
}

#[test]
fn texts() {
    is("upper('größe')", "GRÖSSE");
    is("len('größe')", "5");
    is("charindex('B', 'abcb')", "2");
    is("charindex('b', 'abcb', 3)", "4");
    is("charindex('z', 'abc')", "0");
    is("locate('c', 'abc')", "3");
    is("indexof('abc', 'b')", "1");
    is("left_of('größe', 3)", "grö");
    is("right_of('größe', 3)", "öße");
    is("left_of('x', -1)", "");
    is("replicate('ab', 3)", "ababab");
    is("length(replicate('ab', 999999999))", "1048576");
    is("reverse('abc')", "cba");
    is("stuff('abcdef', 2, 3, 'x')", "axef");
    is("split('a,b,c', ',', 2)", "b");
    is("startswith('Release', 'rel')", "1");
    is("endswith('Release', 'SE')", "1");
    is("quotename('a]b')", "[a]]b]");
    is("len(NULL)", "NULL");
    is("'Our release notes' MATCH 'NOTES release'", "1");
    is("'Our releases' MATCH 'release'", "0");
}

#[test]
fn numbers() {
    is("ceiling(1.2)", "2");
    is("floor(-1.2)", "-2");
    is("power(2, 10)", "1024");
    is("sqrt(-1)", "NULL");
    is("mod(7, 0)", "NULL");
    is("greatest(1, 5, 3)", "5");
    is("least(4, 2, NULL)", "2");
    is("trunc('9.9')", "9");
}

#[test]
fn dates() {
    is("getdate()", "2026-04-15 10:20:30");
    is("dateadd('d', 5, '2026-02-26')", "2026-03-03 00:00:00");
    is("dateadd('month', -1, '2026-03-31 08:00')", "2026-02-28 08:00:00");
    is("dateadd('hh', 1, getdate())", "2026-04-15 11:20:30");
    is("dateadd('yy', 99999999, getdate())", "NULL");
    is("datediff('day', '2026-04-01 23:00', '2026-04-02 01:00')", "1");
    is("datediff('year', '2025-12-31', '2026-01-01')", "1");
    is("datediff('month', '2026-04-01', '2026-01-31')", "-3");
    is("datediff('week', '2026-04-12', '2026-04-13')", "1");
    is("datepart('quarter', '2026-04-15')", "2");
    is("datename('month', '2026-04-15')", "April");
    is("datename('weekday', '2026-04-15')", "Wednesday");
    is("date_trunc('week', '2026-04-15 10:00')", "2026-04-13 00:00:00");
    is("date_trunc('quarter', '2026-05-15')", "2026-04-01 00:00:00");
    is("year('2026/04/15')", "2026");
    is("year('soon')", "NULL");
    is("eomonth('2026-02-10')", "2026-02-28");
    is("date_of('2026-04-15 10:00')", "2026-04-15");
    is("datefromparts(2026, 2, 30)", "NULL");
    is("isdate('2026-02-30')", "0");
    is("l_yesterday()", "2026-04-14");
}

#[test]
fn a_part_that_is_none_is_named() {
    let error =
        connection().query_row("SELECT dateadd('fortnight', 1, getdate())", [], |_| Ok(())).unwrap_err();
    assert!(error.to_string().contains("fortnight is no part of a date: year"), "{error}");
}
