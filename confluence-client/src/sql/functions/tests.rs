use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::Value;
use tokio::time::Instant;

use crate::sql::dialect::rewritten;
use crate::sql::run::Stop;
use crate::sql::safety;
use crate::sql::time::Zone;

/// What a function gives; the query takes place on Wednesday, the 15th of April 2026, at 10:20:30.
type Row = (&'static str, &'static str);

const TEXTS: &[Row] = &[
    ("ASCII('Abc')", "65"),
    ("CHAR(65, 66)", "AB"),
    ("CHARINDEX('B', 'abcb')", "2"),
    ("CHARINDEX('b', 'abcb', 3)", "4"),
    ("CHARINDEX('z', 'abc')", "0"),
    ("CHARINDEX('a', 'abc', -9223372036854775808)", "1"),
    ("CHAR_LENGTH('größe')", "5"),
    ("CHARACTER_LENGTH('größe')", "5"),
    ("CONCAT('a', NULL, 1)", "a1"),
    ("CONTAINS('Our release notes', 'NOTES release')", "1"),
    ("CONTAINS('Our releases', 'release')", "0"),
    ("'Our release notes' MATCH 'NOTES release'", "1"),
    ("ENDSWITH('Release', 'SE')", "1"),
    ("INDEXOF('abc', 'b')", "1"),
    ("INSTR('größe', 'ß')", "4"),
    ("INSTR('abc', 'z')", "0"),
    ("ISNULL(NULL, 'x')", "x"),
    ("LEFT('größe', 3)", "grö"),
    ("LEFT('x', -1)", ""),
    ("LEN('größe')", "5"),
    ("LEN(NULL)", "NULL"),
    ("LOCATE('c', 'abc')", "3"),
    ("LOWER('GRÖSSE')", "grösse"),
    ("LTRIM('  a ') || '.'", "a ."),
    ("LTRIM('xxa', 'x')", "a"),
    ("MASK('1234567890', '*')", "**********"),
    ("MASK('1234567890', '*', 4)", "1234******"),
    ("MASK('1234567890', '*', 4, 2)", "1234****90"),
    ("NCHAR(8364)", "€"),
    ("OCTET_LENGTH('größe')", "7"),
    ("PATINDEX('%b_d%', 'abcde')", "2"),
    ("PATINDEX('%[0-9]%', 'page 42')", "6"),
    ("PATINDEX('%[^a-z]%', 'page 42')", "5"),
    ("PATINDEX('b%', 'abc')", "0"),
    ("PATINDEX('%c', 'abcabc')", "6"),
    ("POSITION('c', 'abc')", "3"),
    ("POSITION('c' IN 'abc')", "3"),
    ("QUOTENAME('a]b')", "[a]]b]"),
    ("REPLACE('aXbX', 'X', 'yy')", "ayybyy"),
    ("REPLACE('abc', '', 'x')", "abc"),
    ("REPLICATE('ab', 3)", "ababab"),
    ("LEN(REPLICATE('ab', 999999999))", "1048576"),
    ("REVERSE('abc')", "cba"),
    ("RIGHT('größe', 3)", "öße"),
    ("RTRIM(' a  ') || '.'", " a."),
    ("RTRIM('a/', '/')", "a"),
    ("SOUNDEX('smythe')", "S530"),
    ("SPACE(2) || '.'", "  ."),
    ("SPLIT('a/b/c/d', '/', 3)", "c"),
    ("SPLIT('a/b/c/d', '/', -2)", "c"),
    ("SPLIT('a/b', '/', 9)", "NULL"),
    ("STARTSWITH('Release', 'rel')", "1"),
    ("STR('123.456')", "123"),
    ("STR(123.456, 10, 2)", "123.46"),
    ("STR(123.456, 2)", "**"),
    ("STUFF('abcdef', 2, 3, 'x')", "axef"),
    ("SUBSTRING('abcdef', 2, 3)", "bcd"),
    ("SUBSTRING('abcdef' FROM 2 FOR 3)", "bcd"),
    ("TOSTRING(12)", "12"),
    ("TRIM('  a ')", "a"),
    ("TRIM('xyaxy', 'yx')", "a"),
    ("UNICODE('€')", "8364"),
    ("UPPER('größe')", "GRÖSSE"),
    ("'Größe' LIKE 'GRÖß_'", "1"),
    ("'a%c' LIKE 'a!%c' ESCAPE '!'", "1"),
    ("'abc' LIKE 'a!%c' ESCAPE '!'", "0"),
    ("'abcbd' LIKE '%b_'", "1"),
    ("'abc' LIKE NULL", "NULL"),
    ("42 LIKE '4%'", "1"),
    ("'Page 1' GLOB 'P* [0-9]'", "1"),
    ("'page 1' GLOB 'P*'", "0"),
];

const DOCUMENTS: &[Row] = &[
    ("FORMAT(1234.5, '#,##0.00')", "1,234.50"),
    ("FORMAT(1234567, '#,##0')", "1,234,567"),
    ("FORMAT(12.34, '#')", "12"),
    ("FORMAT(12.34, '#.###')", "12.34"),
    ("FORMAT(1234, '0.000E0')", "1.234E3"),
    ("FORMAT(0.125, '0.0%')", "12.5%"),
    ("FORMAT(7, '000')", "007"),
    ("FORMAT(-2.5, '0')", "-3"),
    ("FORMAT(-5, '0;(0)')", "(5)"),
    ("FORMAT(-0.001, '0.00')", "0.00"),
    ("FORMAT(3.5, '$0.00')", "$3.50"),
    ("FORMAT(1234.5, 'N1')", "1,234.5"),
    ("FORMAT('2026-04-15 09:05', 'dd.MM.yyyy HH:mm')", "15.04.2026 09:05"),
    ("FORMAT('2026-04-15 15:05:09.12', 'd MMMM yy, h:mm tt, ss.fff')", "15 April 26, 3:05 PM, 09.120"),
    ("FORMAT('2026-04-15', 'ddd ''the'' dd-MMM')", "Wed the 15-Apr"),
    ("FORMAT('20190131', 'yyyyMMdd', 'yyyy-MM-dd')", "2019-01-31"),
    ("FORMAT(NULL, '0')", "NULL"),
    ("FORMAT('%d pages', 3)", "3 pages"),
    ("HASHBYTES('SHA2_256', 'abc')", "0xBA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"),
    ("LEFT(HASHBYTES('sha2_512', 'abc'), 10)", "0xDDAF35A1"),
    ("JSON_EXTRACT('{\"a\": {\"b\": [1, 2]}}', '$.a.b[1]')", "2"),
    ("JSON_EXTRACT('[{\"grade\": \"A\"}]', '[0].grade')", "A"),
    ("JSON_COUNT('[1, 2, 3, 4, 5]', '[x]')", "5"),
    ("JSON_COUNT('[1, 2, 3, 4, 5]', '$[3..]')", "2"),
    ("JSON_SUM('[{\"score\": 2}, {\"score\": 39}]', '[x].score')", "41"),
    ("JSON_AVG('[1, 2, 3, 4, 5]', '$[3..]')", "4.5"),
    ("JSON_MAX('{\"a\": [1, 2, 3, 4, 5]}', '$.a[..3]')", "3"),
    ("JSON_MIN('[5, 4]', '[x]')", "4"),
    ("JSON_SUM('[1]', '[x]') + JSON_SUM(JSON_EXTRACT('{\"a\": [2, 3]}', 'a'), '[x]')", "6"),
    ("XML_EXTRACT('<vowels><ch>a</ch><ch>e</ch></vowels>', '/vowels/ch')", "a,e"),
    ("XML_EXTRACT('<vowels><ch>a</ch><ch>e</ch></vowels>', 'ch', ';')", "a;e"),
    (
        "XML_EXTRACT('<p>x <ri:page ri:content-title=\"A &amp; B\"/></p><p/>', '//ri:page/@ri:content-title')",
        "A & B",
    ),
    ("XML_EXTRACT('<p>a &lt; <b>b</b>&nbsp;c</p>', '/p/b')", "b"),
    ("XML_EXTRACT('<p>a</p>', '/table/tr')", "NULL"),
];

const NUMBERS: &[Row] = &[
    ("ABS(-2)", "2"),
    ("ROUND(ACOS(-1), 5)", "3.14159"),
    ("ROUND(ASIN(1), 4)", "1.5708"),
    ("ATAN(0)", "0"),
    ("ROUND(ATAN2(1, 1), 4)", "0.7854"),
    ("ROUND(ATN2(1, 1), 4)", "0.7854"),
    ("CEIL(1.2)", "2"),
    ("CEILING(1.2)", "2"),
    ("COS(0)", "1"),
    ("ROUND(COT(1), 4)", "0.6421"),
    ("DEGREES(PI())", "180"),
    ("EXP(0)", "1"),
    ("FLOOR(-1.2)", "-2"),
    ("GREATEST(1, 5, 3)", "5"),
    ("LEAST(4, 2, NULL)", "2"),
    ("LN(1)", "0"),
    ("LOG(1)", "0"),
    ("LOG(8, 2)", "3"),
    ("LOG10(1000)", "3"),
    ("MOD(7, 4)", "3"),
    ("MOD(7, 0)", "NULL"),
    ("POW(2, 3)", "8"),
    ("POWER(2, 10)", "1024"),
    ("ROUND(RADIANS(180), 4)", "3.1416"),
    ("RAND() BETWEEN 0 AND 1", "1"),
    ("RAND(7) = RAND(7)", "1"),
    ("ROUND(2.345, 1)", "2.3"),
    ("ROUND(1250, -2)", "1300"),
    ("SIGN(-3)", "-1"),
    ("SIN(0)", "0"),
    ("SQRT(16)", "4"),
    ("SQRT(-1)", "NULL"),
    ("SQUARE(3)", "9"),
    ("TAN(0)", "0"),
    ("TRUNC('9.9')", "9"),
    ("TRUNC(1.239, 2)", "1.23"),
    ("(SELECT COUNT(DISTINCT x) FROM (SELECT 1 AS x UNION ALL SELECT 1))", "1"),
    ("(SELECT AVG(x) || MIN(x) || MAX(x) || SUM(x) FROM (SELECT 1 AS x UNION ALL SELECT 3))", "2.0134"),
];

const DATES: &[Row] = &[
    ("CURRENT_DATE()", "2026-04-15"),
    ("CURRENT_DATE", "2026-04-15"),
    ("CURRENT_TIMESTAMP()", "2026-04-15 10:20:30"),
    ("CURRENT_TIMESTAMP(3)", "2026-04-15 10:20:30"),
    ("CURRENT_TIME", "10:20:30"),
    ("GETDATE()", "2026-04-15 10:20:30"),
    ("GETUTCDATE()", "2026-04-15 10:20:30"),
    ("NOW()", "2026-04-15 10:20:30"),
    ("SYSDATETIME()", "2026-04-15 10:20:30"),
    ("SYSUTCDATETIME()", "2026-04-15 10:20:30"),
    ("DATEADD('d', 5, '2026-02-26')", "2026-03-03 00:00:00"),
    ("DATEADD(month, -1, '2026-03-31 08:00')", "2026-02-28 08:00:00"),
    ("DATEADD('hh', 1, GETDATE())", "2026-04-15 11:20:30"),
    ("DATEADD('yy', 99999999, GETDATE())", "NULL"),
    ("DATEDIFF(day, '2026-04-01 23:00', '2026-04-02 01:00')", "1"),
    ("DATEDIFF('year', '2025-12-31', '2026-01-01')", "1"),
    ("DATEDIFF('month', '2026-04-01', '2026-01-31')", "-3"),
    ("DATEDIFF('week', '2026-04-12', '2026-04-13')", "1"),
    ("DATEFROMPARTS(2026, 2, 28)", "2026-02-28"),
    ("DATEFROMPARTS(2026, 2, 30)", "NULL"),
    ("DATETIMEFROMPARTS(2026, 2, 28, 1, 2, 3, 40)", "2026-02-28 01:02:03.040"),
    ("DATETIME2FROMPARTS(2026, 2, 28, 1, 2, 3, 5, 1)", "2026-02-28 01:02:03.500"),
    ("SMALLDATETIMEFROMPARTS(2026, 2, 28, 1, 2)", "2026-02-28 01:02:00"),
    ("DATENAME(month, '2026-04-15')", "April"),
    ("DATENAME('weekday', '2026-04-15')", "Wednesday"),
    ("DATEPART(quarter, '2026-04-15')", "2"),
    ("EXTRACT(YEAR FROM '2026-04-15')", "2026"),
    ("DATE_TRUNC('week', '2026-04-15 10:00')", "2026-04-13 00:00:00"),
    ("DATETRUNC(quarter, '2026-05-15')", "2026-04-01 00:00:00"),
    ("DAY('2026-04-15')", "15"),
    ("DAYOFMONTH('2026-04-15')", "15"),
    ("DAYOFWEEK('2026-04-15')", "4"),
    ("DAYOFYEAR('2026-04-15')", "105"),
    ("EOMONTH('2026-02-10')", "2026-02-28"),
    ("EOMONTH('2026-02-10', 1)", "2026-03-31"),
    ("FDWEEK('2026-04-15')", "2026-04-13"),
    ("LDWEEK('2026-04-15')", "2026-04-19"),
    ("FDMONTH('2026-04-15')", "2026-04-01"),
    ("LDMONTH('2026-04-15')", "2026-04-30"),
    ("FDQUARTER('2026-05-15')", "2026-04-01"),
    ("LDQUARTER('2026-05-15')", "2026-06-30"),
    ("FROM_DAYS(719528)", "1970-01-01"),
    ("FROM_UNIXTIME(1540495231)", "2018-10-25 19:20:31"),
    ("FROM_UNIXTIME(1540495231, 1)", "2018-10-25 19:20:31"),
    ("FROM_UNIXTIME(1540495357385, 0)", "2018-10-25 19:22:37.385"),
    ("HOUR('2026-04-15 10:20:30')", "10"),
    ("ISDATE('2026-02-28')", "1"),
    ("ISDATE('2026-02-30')", "0"),
    ("LAST_WEEK()", "2026-04-08 10:20:30"),
    ("LAST_MONTH()", "2026-03-15 10:20:30"),
    ("LAST_YEAR()", "2025-04-15 10:20:30"),
    ("L_TODAY()", "2026-04-15"),
    ("L_TOMORROW()", "2026-04-16"),
    ("L_YESTERDAY()", "2026-04-14"),
    ("MAKEDATE(2026, 32)", "2026-02-01"),
    ("MINUTE('2026-04-15 10:20:30')", "20"),
    ("MONTH('2026-04-15')", "4"),
    ("QUARTER('2026-04-15')", "2"),
    ("SECOND('2026-04-15 10:20:30')", "30"),
    ("STRTODATE('03*04*2020', 'dd*MM*yyyy')", "2020-04-03 00:00:00"),
    ("STRTODATE('20200403 15:30', 'yyyyMMdd HH:mm')", "2020-04-03 15:30:00"),
    ("STRTODATE('Wed, 15 April 26 3:05 PM', 'ddd, d MMMM yy h:mm tt')", "2026-04-15 15:05:00"),
    ("STRTODATE('31.02.2020', 'dd.MM.yyyy')", "NULL"),
    ("TO_DAYS('1970-01-02')", "719529"),
    ("WEEK('2026-04-15')", "16"),
    ("YEAR('2026/04/15')", "2026"),
    ("YEAR('soon')", "NULL"),
    ("CAST('2026-04-15 10:00' AS DATE)", "2026-04-15"),
    ("CAST('2026/04/15' AS DATETIME)", "2026-04-15 00:00:00"),
];

/// Spans, told by comparisons that hold.
const SPANS: &[&str] = &[
    "'2026-04-15 00:00:00' = L_TODAY()",
    "'2026-04-15' = L_TODAY()",
    "'2026-04-15 23:59:59.999' = L_TODAY()",
    "'2026-04-16 00:00:00' <> L_TODAY()",
    "'2026-04-16 00:00:00' > L_TODAY()",
    "'2026-04-15 12:00:00' >= L_TODAY()",
    "'2026-04-15 12:00:00' <= L_TODAY()",
    "NOT '2026-04-15 12:00:00' > L_TODAY()",
    "NOT '2026-04-15 12:00:00' < L_TODAY()",
    "'2026-04-14 12:00:00' = L_YESTERDAY()",
    "'2026-04-16 12:00:00' = L_TOMORROW()",
    "'2026-04-06' = L_LAST_WEEK() AND '2026-04-12 23:00:00' = L_LAST_WEEK() AND '2026-04-13' <> L_LAST_WEEK()",
    "'2026-04-13' = L_THIS_WEEK() AND '2026-04-19 23:00:00' = L_THIS_WEEK()",
    "'2026-04-20' = L_NEXT_WEEK()",
    "'2026-03-31 23:00:00' = L_LAST_MONTH()",
    "'2026-04-01' = L_THIS_MONTH()",
    "'2026-05-31 08:00:00' = L_NEXT_MONTH()",
    "'2026-01-01' = L_LAST_QUARTER()",
    "'2026-06-30 08:00:00' = L_THIS_QUARTER()",
    "'2026-07-01' = L_NEXT_QUARTER()",
    "'2025-12-31 08:00:00' = L_LAST_YEAR()",
    "'2026-12-31 08:00:00' = L_THIS_YEAR()",
    "'2027-01-01' = L_NEXT_YEAR()",
    "'2026-01-15' = L_LAST_90_DAYS() AND '2026-01-14' <> L_LAST_90_DAYS() AND '2026-04-15' <> L_LAST_90_DAYS()",
    "'2026-04-15' = L_NEXT_90_DAYS() AND '2026-07-13 08:00:00' = L_NEXT_90_DAYS() AND '2026-07-14' <> L_NEXT_90_DAYS()",
    "'2026-04-12' = L_LAST_N_DAYS(3) AND '2026-04-11' <> L_LAST_N_DAYS(3) AND '2026-04-15' <> L_LAST_N_DAYS(3)",
    "'2026-04-15' = L_NEXT_N_DAYS(3) AND '2026-04-17 08:00:00' = L_NEXT_N_DAYS(3) AND '2026-04-18' <> L_NEXT_N_DAYS(3)",
    "'2026-03-30' = L_LAST_N_WEEKS(2) AND '2026-04-13' <> L_LAST_N_WEEKS(2)",
    "'2026-04-20' = L_NEXT_N_WEEKS(2) AND '2026-05-04' <> L_NEXT_N_WEEKS(2)",
    "'2026-02-01' = L_LAST_N_MONTHS(1 + 1)",
    "'2026-06-30 08:00:00' = L_NEXT_N_MONTHS(2)",
    "'2025-10-01' = L_LAST_N_QUARTERS(2)",
    "'2026-12-31 08:00:00' = L_NEXT_N_QUARTERS(2)",
    "'2024-01-01' = L_LAST_N_YEARS(2)",
    "'2028-12-31 08:00:00' = L_NEXT_N_YEARS(2)",
    "'2026-04-02' BETWEEN L_LAST_MONTH() AND L_TODAY()",
    "'2026-04-15 12:00:00' BETWEEN L_LAST_MONTH() AND L_TODAY()",
];

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
    drop(safety::confine(&mut connection, &[], &stop()).unwrap());
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
        ("DATEADD('fortnight', 1, GETDATE())", "fortnight is no part of a date: year"),
        ("FORMAT('soon', '0.0')", "'soon' is neither"),
        ("FORMAT(5, 'C2')", "the pattern 'C2' is not offered"),
        ("FORMAT('2026-04-15', 'dd.QQ')", "QQ, which stands for nothing"),
        ("FORMAT(5, '#,##0', 'en-US')", "no culture such as 'en-US'"),
        ("STRTODATE('1', '''open')", "a quote is not closed"),
        ("HASHBYTES('MD5', 'x')", "HASHBYTES has no MD5: it has SHA2_256 and SHA2_512"),
        ("XML_EXTRACT('<a/>', '//a[1]')", "a[1] is no name"),
        ("JSON_SUM('[1]', 1)", "JSON_SUM takes JSON and a path as text"),
        ("'2026-04-15' = L_LAST_N_DAYS(0)", "takes a whole number above 0"),
        ("'2026-04-15' = L_LAST_N_DAYS()", "L_LAST_N_DAYS takes a number"),
        ("'2026-04-15' = L_LAST_WEEK(2)", "L_LAST_WEEK takes nothing"),
        ("'2026-04-15' = L_LAST_N_YEARS(99999)", "beyond the calendar"),
        ("L_LAST_WEEK() = '2026-04-15'", "write it behind what is compared with it"),
        ("L_TODAY() = '2026-04-15'", "CreatedDate = L_TODAY()"),
        ("L_THIS_MONTH()", "stands for a span of days"),
        ("'2026-04-15' IN (L_LAST_WEEK())", "stands for a span of days"),
        ("'2026-04-15' = L_LAST_N_DAYS(?)", "name the parameter"),
        ("REPLACE(REPLICATE('a', 1000000), 'a', REPLICATE('b', 1000))", "more than 16 MiB"),
        ("'a' LIKE 'b' ESCAPE 'xy'", "ESCAPE takes one letter"),
        ("random()", "not authorized"),
    ] {
        let told = value(&connection, expression).unwrap_err();
        assert!(told.contains(said), "{expression}: {told}");
    }
    assert!(super::elsewhere("filesize").unwrap().contains("FileSize of Attachments"));
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
