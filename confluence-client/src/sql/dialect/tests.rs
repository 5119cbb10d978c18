use super::*;
use crate::sql::value::Value;

fn utc() -> Zone {
    Zone::new(None)
}

fn same(sql: &str, expected: &str) {
    let rewritten = in_our_words(sql, &utc()).unwrap();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(&rewritten), words(expected), "{sql}");
}

#[test]
fn names_in_several_parts_lose_connection_and_schema() {
    same("SELECT [Id] FROM [MyConfluence].[Confluence].[Pages]", "SELECT [Id] FROM [Pages]");
    same("SELECT Id FROM [Confluence].[Confluence].[Pages]", "SELECT Id FROM [Pages]");
    same("SELECT Confluence.Pages.Id FROM Confluence . Pages", "SELECT Pages.Id FROM Pages");
    same("SELECT p.Id FROM Pages p", "SELECT p.Id FROM Pages p");
    same("SELECT 'a.Confluence.b'", "SELECT 'a.Confluence.b'");
    same("SELECT Id AS Confluence FROM Pages", "SELECT Id AS Confluence FROM Pages");
}

#[test]
fn top_becomes_a_limit_of_its_own_select() {
    same("SELECT TOP 10 Id FROM Pages ORDER BY Id", "SELECT Id FROM Pages ORDER BY Id LIMIT 10");
    same("SELECT DISTINCT TOP (5) Id FROM Pages;", "SELECT DISTINCT Id FROM Pages LIMIT (5)");
    same(
        "SELECT * FROM (SELECT TOP 3 Id FROM Pages) x WHERE Id IN (SELECT TOP 1 Id FROM Pages)",
        "SELECT * FROM (SELECT Id FROM Pages LIMIT 3) x WHERE Id IN (SELECT Id FROM Pages LIMIT 1)",
    );
    same("SELECT Top FROM Pages", "SELECT Top FROM Pages");
    for wrong in [
        "SELECT TOP 1 Id FROM Pages UNION SELECT Id FROM Pages",
        "SELECT TOP 1 Id FROM Pages LIMIT 2",
        "SELECT TOP 10 PERCENT Id FROM Pages",
        "SELECT Id INTO [csv://x] FROM Pages",
    ] {
        assert!(rewritten(wrong, &utc()).is_err(), "{wrong}");
    }
}

#[test]
fn a_fetch_becomes_a_limit() {
    same(
        "SELECT Id FROM Pages ORDER BY Id OFFSET 20 ROWS FETCH NEXT 10 ROWS ONLY",
        "SELECT Id FROM Pages ORDER BY Id LIMIT 10 OFFSET 20",
    );
    same("SELECT Id FROM Pages FETCH FIRST 5 ROWS ONLY", "SELECT Id FROM Pages LIMIT 5");
}

#[test]
fn calls_that_sqlite_does_not_know() {
    same("SELECT ISNULL(a, 'x')", "SELECT ifnull(a, 'x')");
    same("SELECT [a] ISNULL", "SELECT [a] ISNULL");
    same("SELECT LEFT(a, 2), RIGHT (b, 1)", "SELECT left_of(a, 2), right_of (b, 1)");
    same("SELECT a FROM x LEFT JOIN y ON 1", "SELECT a FROM x LEFT JOIN y ON 1");
    same("SELECT CURRENT_TIMESTAMP(), CURRENT_DATE", "SELECT now(), l_today()");
    same("SELECT DATEADD(month, -3, GETDATE())", "SELECT DATEADD('month', -3, GETDATE())");
    same("SELECT DATEADD('d', 5, x)", "SELECT DATEADD('d', 5, x)");
    same("WHERE CONTAINS(Title, 'plan')", "WHERE (Title MATCH 'plan')");
    same("SELECT N'x', TIMESTAMPDIFF(DAY, a, b)", "SELECT 'x', TIMESTAMPDIFF('DAY', a, b)");
    same("SELECT CURRENT_USER(), CURDATE()", "SELECT current_user_id(), l_today()");
}

#[test]
fn casts_to_a_time_are_no_numbers() {
    same("SELECT CAST(x AS DATE), CAST(y AS INT)", "SELECT date_of(x ), CAST(y AS INT)");
    same(
        "SELECT CONVERT(x, SQL_VARCHAR), CONVERT(VARCHAR(10), y)",
        "SELECT CAST(x AS VARCHAR), substr(CAST(y AS VARCHAR), 1, 10)",
    );
    assert!(rewritten("SELECT CONVERT(x, y)", &utc()).is_err());
}

#[test]
fn literals_beside_a_column_are_read_as_its_type() {
    same("WHERE CreatedDate > '2019/03/29 15:00'", "WHERE CreatedDate > '2019-03-29 15:00:00'");
    same(
        "WHERE p.[LastUpdatedDatetime] >= '2026-04-01T00:00:00Z'",
        "WHERE p.[LastUpdatedDatetime] >= '2026-04-01 00:00:00'",
    );
    same(
        "WHERE CreatedDate BETWEEN '2019/1/2' AND '2019/2/3'",
        "WHERE CreatedDate BETWEEN '2019-01-02 00:00:00' AND '2019-02-03 00:00:00'",
    );
    same("WHERE CreatedDate = '2019-03-29'", "WHERE CreatedDate = '2019-03-29 00:00:00'");
    same("WHERE Title = '2019/03/29'", "WHERE Title = '2019/03/29'");
    same("WHERE CreatedDate >= '2019'", "WHERE CreatedDate >= '2019'");
    for none in ["WHERE CreatedDate > 'last week'", "WHERE '31.01.2026' <= LastUpdatedDatetime"] {
        assert!(rewritten(none, &utc()).unwrap_err().to_string().contains("write '2026-01-31'"), "{none}");
    }
    same("WHERE IsLatest = 'true' AND Title = 'true'", "WHERE IsLatest = TRUE AND Title = 'true'");
}

#[test]
fn sides_of_a_comparison_are_read_as_each_other() {
    same(
        "WHERE (CreatedDate) >= ('2026-11-01T00:00:00Z')",
        "WHERE (CreatedDate) >= as_time(('2026-11-01T00:00:00Z'))",
    );
    same("HAVING MAX(CreatedDate) > '2026/11/01'", "HAVING MAX(CreatedDate) > '2026-11-01 00:00:00'");
    same("WHERE CreatedDate >= @since", "WHERE CreatedDate >= as_time(@since)");
    same(
        "WHERE CreatedDate IN ('2026/11/01', ?)",
        "WHERE CreatedDate IN ('2026-11-01 00:00:00', as_time(?))",
    );
    same("WHERE DATE(CreatedDate) = '20261101'", "WHERE DATE(CreatedDate) = '2026-11-01'");
    same("WHERE DATE(CreatedDate) = '2026-11-01T00:00:00Z'", "WHERE DATE(CreatedDate) = '2026-11-01'");
    same("WHERE COALESCE(CreatedDate, 'never') = 'never'", "WHERE COALESCE(CreatedDate, 'never') = 'never'");
    same(
        "SELECT Last FROM (SELECT MAX(CreatedDate) AS Last FROM Pages) WHERE Last < '2026/11/01'",
        "SELECT Last FROM (SELECT MAX(CreatedDate) AS Last FROM Pages) WHERE Last < '2026-11-01 00:00:00'",
    );
    same("WHERE a.CreatedDate = b.LastUpdatedDatetime", "WHERE a.CreatedDate = b.LastUpdatedDatetime");
    same("WHERE CreatedDate > (SELECT MAX(x) FROM y)", "WHERE CreatedDate > (SELECT MAX(x) FROM y)");
    same("WHERE DATE(a) = DATE_TRUNC('day', b)", "WHERE time_or_text(DATE(a)) = DATE_TRUNC('day', b)");
    same("WHERE DATE(a) = DATE(b)", "WHERE DATE(a) = DATE(b)");
    same("WHERE VersionNumber * 2 > @n", "WHERE VersionNumber * 2 > ordered_number(@n)");
    same(
        "CASE DATE(a) WHEN '20261101' THEN 1 WHEN b THEN 2 END",
        "CASE DATE(a) WHEN '2026-11-01' THEN 1 WHEN day_or_text(b) THEN 2 END",
    );
    same("WHERE YEAR(CreatedDate) = '2026'", "WHERE YEAR(CreatedDate) = as_number('2026')");
    same("WHERE MONTH(CreatedDate) IN ('11')", "WHERE MONTH(CreatedDate) IN (as_number('11'))");
    same("HAVING COUNT(*) > @n", "HAVING COUNT(*) > ordered_number(@n)");
    same("WHERE LEFT(Title, 4) = 2026", "WHERE as_number(left_of(Title, 4)) = 2026");
    same("WHERE Id > 9 AND Id = 10", "WHERE as_number(Id) > 9 AND Id = 10");
    same("WHERE IsLatest IN ('true', @x)", "WHERE IsLatest IN (TRUE, truth_of(@x))");
    same("WHERE Title = 'a' AND VersionNumber > '5'", "WHERE Title = 'a' AND VersionNumber > 5");
    same("WHERE Id > '9' AND Id < @last", "WHERE Id > '9' AND Id < @last");
    for none in [
        "HAVING MAX(CreatedDate) > 'last week'",
        "WHERE DATE(CreatedDate) = '29.11.2026'",
        "WHERE CreatedDate IN ('soon')",
        "WHERE COALESCE(LastUpdatedDatetime, CreatedDate) > 'last week'",
        "WHERE CreatedDate > '2026-13-01'",
        "WHERE IsLatest = 'perhaps'",
        "WHERE CreatedDate >= ''",
        "WHERE VersionNumber < 'x'",
        "WHERE FileSize < '10 KB'",
        "WHERE CreatedDate > 2027-01-01",
    ] {
        assert!(in_our_words(none, &utc()).is_err(), "{none}");
    }
}

#[test]
fn sums_of_what_is_no_number_are_calls() {
    same("SELECT 1 + 2 - -3, VersionNumber + 1", "SELECT 1 + 2 - -3, VersionNumber + 1");
    same("SELECT GETDATE() - 30", "SELECT minus(GETDATE() , 30)");
    same("SELECT Title + ' ' + SpaceKey", "SELECT plus(plus(Title , ' ') , SpaceKey)");
    same("SELECT 'n' + VersionNumber * 2 - x", "SELECT minus(plus('n' , VersionNumber * 2) , x)");
    same("SELECT 1 + 2 + Title", "SELECT plus(1 + 2 , Title)");
    same("SELECT Title & ' x', 5 & 3", "SELECT Title || ' x', 5 & 3");
    same("SELECT -x, *, COUNT(*) - 1, (a - b)", "SELECT -x, *, COUNT(*) - 1, (minus(a , b))");
    same("SELECT CASE WHEN 1 THEN a END + 'x'", "SELECT plus(CASE WHEN 1 THEN a END , 'x')");
    same("SELECT a ->> '$.x' + 1", "SELECT plus(a ->> '$.x' , 1)");
    same("WHERE CreatedDate > CURRENT_DATE - 30", "WHERE CreatedDate > as_time(minus(l_today() , 30))");
}

#[test]
fn a_column_is_called_as_the_statement_calls_it() {
    for (sql, named) in [
        (
            "SELECT LEN(Title), Id, CAST(a AS DATE) x FROM Pages",
            "SELECT LEN(Title) AS \"LEN(Title)\", Id, CAST(a AS DATE) x FROM Pages",
        ),
        ("SELECT TOP 5 a + b", "SELECT TOP 5 a + b AS \"a + b\""),
        (
            "SELECT DISTINCT CURRENT_DATE, p.*, 'a' FROM x",
            "SELECT DISTINCT CURRENT_DATE AS \"CURRENT_DATE\", p.*, 'a' FROM x",
        ),
        (
            "WITH n AS (SELECT f(a)) SELECT COUNT(*) FROM n;",
            "WITH n AS (SELECT f(a)) SELECT COUNT(*) AS \"COUNT(*)\" FROM n;",
        ),
        ("SELECT a IS NULL, b AS [c], \"d\"", "SELECT a IS NULL, b AS [c], \"d\""),
        ("SELECT x::date", "SELECT x::date AS \"x::date\""),
        ("VALUES (1)", "VALUES (1)"),
    ] {
        assert_eq!(heads::named(sql).unwrap(), named);
    }
}

#[test]
fn types_of_other_databases_hold_what_they_say() {
    same("SELECT CAST(a AS STRING), CAST(a AS UNSIGNED)", "SELECT CAST(a AS TEXT), CAST(a AS INTEGER)");
    same("SELECT CAST(a AS TIME), CAST(a AS SMALLDATETIME)", "SELECT time_of(a ), datetime_of(a )");
    same("SELECT a::string, a::time, CAST(a AS BIT)", "SELECT CAST(a AS TEXT), time_of(a ), truth_of(a )");
    let error = in_our_words("SELECT CAST(a AS WORDS)", &utc()).unwrap_err().to_string();
    assert!(error.contains("there is no type WORDS"), "{error}");
}

#[test]
fn one_statement_at_a_time() {
    same("SELECT 1; -- done", "SELECT 1 ");
    assert!(rewritten("SELECT 1; DROP TABLE Pages", &utc()).is_err());
    same("SELECT ';'", "SELECT ';'");
}

#[test]
fn the_first_word_tells_what_a_statement_does() {
    assert_eq!(kind(" -- x\n select 1").unwrap(), Statement::Query);
    assert_eq!(kind("(SELECT 1)").unwrap(), Statement::Query);
    assert_eq!(kind("delete from Pages").unwrap(), Statement::Change("DELETE".to_owned()));
    for refused in
        ["", "PRAGMA x", "ATTACH 'x' AS y", "DROP TABLE Pages", "CREATE TABLE x(y)", "UPSERT INTO x"]
    {
        assert!(kind(refused).is_err(), "{refused}");
    }
}

#[test]
fn procedures_are_called_with_named_arguments() {
    let known = |name: &str| (name == "@p").then(|| Value::from("it"));
    let call = exec("EXEC [Confluence].[Search] @SearchTerm = 'a''b', Limit = -5, More=@p;", known).unwrap();
    assert_eq!(call.procedure, "Search");
    let expected = [
        ("SearchTerm".to_owned(), Value::from("a'b")),
        ("Limit".to_owned(), Value::from(-5)),
        ("More".to_owned(), Value::from("it")),
    ];
    assert_eq!(call.arguments, expected);
    let call = exec("CALL Search('x', 2)", known).unwrap();
    assert_eq!(call.arguments, [(String::new(), Value::from("x")), (String::new(), Value::from(2))]);
    for wrong in ["EXEC", "CALL Search('x'", "EXEC Search a = b c", "EXEC Search a =", "CALL Search('x') y"] {
        assert!(exec(wrong, known).is_err(), "{wrong}");
    }
}

#[test]
fn a_change_is_a_query_for_what_is_to_be_changed() {
    let change = changing("UPDATE [Confluence].[Pages] SET Title = Title || ', old', Storage = REPLACE(Storage, 'a', 'b') WHERE Id = 1;").unwrap();
    assert_eq!((change.verb, change.table.as_str()), (Verb::Update, "Pages"));
    assert_eq!(change.columns, ["Title", "Storage"]);
    let words = change.values.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words, "Title || ', old', REPLACE(Storage, 'a', 'b')");
    assert_eq!(change.rest.split_whitespace().collect::<Vec<_>>().join(" "), "WHERE Id = 1");
    let change = changing("INSERT INTO Labels (ContentId, [LabelName]) SELECT Id, 'x' FROM Pages").unwrap();
    assert_eq!((change.verb, change.columns.len()), (Verb::Insert, 2));
    assert_eq!(change.rest.split_whitespace().collect::<Vec<_>>().join(" "), "SELECT Id, 'x' FROM Pages");
    let change = changing("DELETE FROM Comments WHERE Id IN (1, 2)").unwrap();
    assert_eq!((change.verb, change.table.as_str()), (Verb::Delete, "Comments"));
    for wrong in [
        "UPDATE Pages SET Title = 'x'",
        "DELETE FROM Pages",
        "INSERT INTO Pages VALUES (1)",
        "UPDATE Pages SET = 1 WHERE 1",
    ] {
        assert!(changing(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_every_row_has_to_have_is_told_of_conditions_that_hold_for_all() {
    let given = |name: &str| (name == "@id").then(|| "9".to_owned());
    for (condition, wanted) in [
        ("Id = 7", Some("7")),
        ("p.Id = '7' AND Title = 'a'", Some("7")),
        ("Title = 'a' AND Id = @id", Some("9")),
        ("Id = @other", None),
        ("Id = (SELECT Id FROM Pages WHERE Id = 7)", None),
        ("Title IN (SELECT Title FROM Pages WHERE Id = 7)", None),
        ("Id = 7 OR Id = 8", None),
        ("NOT Id = 7", None),
        ("Id = 7 + 1", None),
    ] {
        let change = changing(&format!("UPDATE Pages p SET Title = 'x' WHERE {condition}")).unwrap();
        assert_eq!(change.value_wanted("Id", given).as_deref(), wanted, "{condition}");
    }
}

#[test]
fn words_of_other_databases_are_put_into_ours() {
    for (written, meant) in [
        ("x - INTERVAL '7 days'", "DATEADD('day', -(7), x)"),
        ("NOW() + INTERVAL 2 HOUR", "DATEADD('hour', (2), NOW())"),
        ("p.[x] - INTERVAL (1 + 1) MONTH", "DATEADD('month', -((1 + 1)), p.[x])"),
        ("DATE_ADD(x, INTERVAL @n DAY)", "DATEADD('day', (@n),  x)"),
        ("x::text", "CAST(x AS text)"),
        ("(a + b)::int", "CAST((a + b) AS int)"),
        ("x ILIKE 'a%'", "x LIKE 'a%'"),
        ("x > DATE '2026-01-31'", "x >  '2026-01-31'"),
        ("x = $1", "x = ?1"),
        ("TO_CHAR(x, 'YYYY-MM \"at\" HH24')", "FORMAT(x, 'yyyy-MM \"at\" HH')"),
        ("DATE_FORMAT(x, '%d/%m')", "FORMAT(x, 'dd/MM')"),
        ("LISTAGG(x, ',') WITHIN GROUP (ORDER BY y)", "STRING_AGG(x, ',' ORDER BY y)"),
        ("'INTERVAL 1 DAY', '::', ':name', interval", "'INTERVAL 1 DAY', '::', ':name', interval"),
        ("x AS interval, [a::b]", "x AS interval, [a::b]"),
    ] {
        assert_eq!(
            foreign::translated(written).unwrap().replace("  ", " ").trim_end(),
            meant.replace("  ", " "),
            "{written}"
        );
    }
    for (wrong, says) in [
        ("INTERVAL '1 day'", "behind a point in time"),
        ("x - INTERVAL 'soon'", "a number and a unit"),
        ("::int", "between a value and a type"),
        ("TO_CHAR(x, y)", "its pattern as text"),
        ("DATE_FORMAT(x, '%Z')", "has Z"),
    ] {
        let error = foreign::translated(wrong).unwrap_err().to_string();
        assert!(error.contains(says), "{wrong}: {error}");
    }
    let many = "x - INTERVAL 1 DAY, ".repeat(101);
    assert!(foreign::translated(&many).unwrap_err().to_string().contains("at most 100"));
}

#[test]
fn text_is_cut_after_the_length_of_its_type() {
    for (written, meant) in [
        ("CAST(x AS VARCHAR(7))", "substr(CAST(x AS VARCHAR), 1, 7)"),
        ("CONVERT(VARCHAR(10), x, 104)", "substr(format_value(x, 'dd.MM.yyyy'), 1, 10)"),
        ("CONVERT(VARCHAR, x, 112)", "format_value(x, 'yyyyMMdd')"),
    ] {
        assert_eq!(
            in_our_words(&format!("SELECT {written}"), &utc()).unwrap(),
            format!("SELECT {meant}"),
            "{written}"
        );
    }
}

/// What cost its square, for each comment and each span.
#[test]
fn a_statement_of_any_form_is_rewritten_in_time() {
    let spans = format!("SELECT Id FROM Pages WHERE f({}1) > 0", "L_TODAY(), ".repeat(20_000));
    let hints = format!("SELECT Id FROM Pages WITH ({}NOLOCK)", "NOLOCK, ".repeat(30_000));
    for sql in [
        format!("SELECT{}Id FROM Pages", "/**/".repeat(60_000)),
        format!("SELECT {}Id FROM Pages", "/**/\n".repeat(50_000)),
        format!("SELECT {}Id{} FROM Pages", "{fn ".repeat(30_000), "}".repeat(30_000)),
        spans,
        hints,
    ] {
        let begun = std::time::Instant::now();
        let made = rewritten(&sql, &utc()).unwrap();
        assert!(made.contains("FROM Pages"));
        let begin: String = sql.chars().take(60).collect();
        assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{begin}: {:?}", begun.elapsed());
    }
}
