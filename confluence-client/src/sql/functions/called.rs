//! What people call functions, how they are called, and what does the work of those that are not here.

use super::{BUILT_IN, names};

/// Names that SQLite's grammar would not take, and those that people write for them.
const WRITTEN: &[(&str, &str)] = &[
    ("date_of", "CAST AS DATE"),
    ("datetime_of", "CAST AS DATETIME"),
    ("eomonth", "EOMONTH"),
    ("format_value", "FORMAT"),
    ("ifnull", "ISNULL"),
    ("iif", "IF"),
    ("left_of", "LEFT"),
    ("match", "CONTAINS"),
    ("right_of", "RIGHT"),
    ("round_to", "ROUND"),
    ("time_of", "CAST AS TIME"),
];

/// What the dialect puts around values, and operators: nobody calls them.
const INTERNAL: &[&str] = &[
    "->",
    "->>",
    "as_day",
    "as_number",
    "as_time",
    "date_of",
    "datetime_of",
    "day_or_text",
    "glob",
    "l_span_begin",
    "l_span_end",
    "like",
    "like_pattern",
    "minus",
    "ordered_number",
    "plus",
    "time_of",
    "time_or_text",
    "truth_of",
];

/// How functions are called whose values people miscount.
const USAGE: &[(&str, &str)] = &[
    ("ceil", "CEIL(x)"),
    ("ceiling", "CEILING(x)"),
    ("char_length", "CHAR_LENGTH(x)"),
    ("charindex", "CHARINDEX(part, x) or CHARINDEX(part, x, from)"),
    ("coalesce", "COALESCE(x, y), with two values or more"),
    ("date_trunc", "DATE_TRUNC('month', x)"),
    ("dateadd", "DATEADD(day, -7, x)"),
    ("datediff", "DATEDIFF(day, from, to)"),
    ("datefromparts", "DATEFROMPARTS(year, month, day)"),
    ("datename", "DATENAME(month, x)"),
    ("datepart", "DATEPART(month, x)"),
    ("endswith", "ENDSWITH(x, part)"),
    ("eomonth", "EOMONTH(x) or EOMONTH(x, months)"),
    ("floor", "FLOOR(x)"),
    ("format_value", "FORMAT(x, 'yyyy-MM-dd') or FORMAT(x, '#,##0.00')"),
    ("ifnull", "ISNULL(x, y)"),
    ("iif", "IF(condition, x, y)"),
    ("indexof", "INDEXOF(x, part)"),
    ("instr", "INSTR(x, part)"),
    ("left_of", "LEFT(x, 3)"),
    ("len", "LEN(x)"),
    ("length", "LENGTH(x)"),
    ("locate", "LOCATE(part, x) or LOCATE(part, x, from)"),
    ("lower", "LOWER(x)"),
    ("match", "CONTAINS(x, 'words')"),
    ("mod", "MOD(x, y)"),
    ("month", "MONTH(x)"),
    ("nullif", "NULLIF(x, y)"),
    ("power", "POWER(x, y)"),
    ("replace", "REPLACE(x, 'a', 'b')"),
    ("replicate", "REPLICATE(x, 3)"),
    ("reverse", "REVERSE(x)"),
    ("right_of", "RIGHT(x, 3)"),
    ("round", "ROUND(x) or ROUND(x, places)"),
    ("split", "SPLIT(x, '/', 1)"),
    ("startswith", "STARTSWITH(x, part)"),
    ("strtodate", "STRTODATE(x, 'dd.MM.yyyy')"),
    ("stuff", "STUFF(x, start, length, part)"),
    ("substr", "SUBSTR(x, 2) or SUBSTR(x, 2, 3)"),
    ("substring", "SUBSTRING(x, 2) or SUBSTRING(x, 2, 3)"),
    ("trim", "TRIM(x) or TRIM(x, characters)"),
    ("trunc", "TRUNC(x) or TRUNC(x, places)"),
    ("upper", "UPPER(x)"),
    ("year", "YEAR(x)"),
];

/// What people write for a function of this name.
pub(super) fn written(name: &str) -> String {
    let known = WRITTEN.iter().find(|(ours, _)| ours.eq_ignore_ascii_case(name));
    known.map_or_else(|| name.to_ascii_uppercase(), |(_, theirs)| (*theirs).to_owned())
}

/// What is said of a function that was given another number of values than it takes.
pub(in crate::sql) fn usage(name: &str) -> String {
    let looked_at = name.strip_prefix("number_in_").unwrap_or(name);
    match USAGE.iter().find(|(ours, _)| ours.eq_ignore_ascii_case(looked_at)) {
        Some((_, usage)) => {
            format!("{} was given another number of values than it takes: write {usage}", written(looked_at))
        }
        None => format!("{} does not take so many values, or so few", written(looked_at)),
    }
}

/// The functions that people may call, by the names that they write.
pub(in crate::sql) fn known() -> Vec<String> {
    let all = names().chain(BUILT_IN.iter().copied());
    let called = all.filter(|name| !INTERNAL.contains(name) && !name.starts_with("number_in_"));
    called.map(written).collect()
}

const TRIED: &str = "a CAST to a number makes 0 of a text that is none: write CASE WHEN x <> '' AND x NOT GLOB '*[^0-9]*' THEN \
                     CAST(x AS INTEGER) END, and CASE WHEN ISDATE(x) THEN CAST(x AS DATE) END";
const SAMPLE: &str = "write SQRT((SUM(x * x) - SUM(x) * AVG(x)) / (COUNT(x) - 1))";
const SAMPLE_SQUARED: &str = "write (SUM(x * x) - SUM(x) * AVG(x)) / (COUNT(x) - 1)";

/// Functions of other databases that have no place here, and what does what they are for.
const ELSEWHERE: &[(&str, &str)] = &[
    ("FILESIZE", "no query reads files; the column FileSize of Attachments is the size of an attachment"),
    (
        "FILEMODIFIEDTIME",
        "no query reads files; LastUpdatedDatetime of Attachments is when a file was changed",
    ),
    ("SCOPE_IDENTITY", "the answer of an INSERT has the id of each row"),
    ("CHOOSE", "write CASE x WHEN 1 THEN a WHEN 2 THEN b END"),
    ("DECODE", "write CASE x WHEN 1 THEN a WHEN 2 THEN b END"),
    ("TO_DATE", "write STRTODATE(x, 'dd.MM.yyyy'), or CAST(x AS DATE) for '2026-01-31'"),
    ("TO_TIMESTAMP", "write STRTODATE(x, 'dd.MM.yyyy HH:mm'), or CAST(x AS DATETIME)"),
    ("STR_TO_DATE", "write STRTODATE(x, 'dd.MM.yyyy')"),
    ("ADD_MONTHS", "write DATEADD(month, n, x)"),
    ("MONTHS_BETWEEN", "write DATEDIFF(month, a, b)"),
    ("AGE", "write DATEDIFF(day, a, b)"),
    ("TRY_CAST", TRIED),
    ("FREETEXT", "write CONTAINS(Text, 'word')"),
    ("CONVERT_TZ", "points in time are told in the Timezone of the connection: write DATEADD(hour, 2, x)"),
    ("CURRENTUSER", "write CURRENT_USER, without parentheses"),
    ("L_LAST_30_DAYS", "write L_LAST_N_DAYS(30)"),
    ("L_LAST_7_DAYS", "write L_LAST_N_DAYS(7)"),
    ("SETDATEFIRST", "a week begins on Monday"),
    (
        "SETLOCALE",
        "names of months and days are English; a point in time is text such as 2026-01-31 09:30:00",
    ),
    (
        "WEEKDAY",
        "databases count it differently: DAYOFWEEK(x) is 1 on Sunday, DATENAME(weekday, x) is its name",
    ),
    ("TIMEFROMPARTS", "write DATETIMEFROMPARTS, or the time as text"),
    ("DATE_TRUNC2", "write DATE_TRUNC('week', x), of which the week begins on Monday"),
    ("REGEXP", "there are no regular expressions: write LIKE, GLOB '*[0-9]*' or PATINDEX('%[0-9]%', x)"),
    ("REGEXP_LIKE", "there are no regular expressions: write LIKE, or PATINDEX('%[0-9]%', x) > 0"),
    ("REGEXP_MATCHES", "there are no regular expressions: write LIKE, or PATINDEX('%[0-9]%', x) > 0"),
    ("REGEXP_REPLACE", "there are no regular expressions: write REPLACE(x, 'a', 'b')"),
    ("REGEXP_SUBSTR", "there are no regular expressions: write SUBSTRING(x, PATINDEX('%[0-9]%', x), 4)"),
    ("MEDIAN", "write AVG(x) for the mean, or ROW_NUMBER() OVER (ORDER BY x) and take the row in the middle"),
    ("PERCENTILE_CONT", "write NTILE(100) OVER (ORDER BY x)"),
    ("MODE", "write GROUP BY x ORDER BY COUNT(*) DESC LIMIT 1"),
    ("STDDEV", SAMPLE),
    ("STDDEV_SAMP", SAMPLE),
    ("STDEV", SAMPLE),
    ("STDDEV_POP", "write SQRT(AVG(x * x) - AVG(x) * AVG(x))"),
    ("STDEVP", "write SQRT(AVG(x * x) - AVG(x) * AVG(x))"),
    ("VARIANCE", SAMPLE_SQUARED),
    ("VAR", SAMPLE_SQUARED),
    ("VAR_SAMP", SAMPLE_SQUARED),
    ("VAR_POP", "write AVG(x * x) - AVG(x) * AVG(x)"),
    ("VARP", "write AVG(x * x) - AVG(x) * AVG(x)"),
    ("LPAD", "write RIGHT(REPLICATE('0', 8) || x, 8)"),
    ("RPAD", "write LEFT(x || SPACE(8), 8)"),
    ("ARRAY_AGG", "write STRING_AGG(x, ', '), or JSON_GROUP_ARRAY(x)"),
    ("BOOL_OR", "write MAX(x)"),
    ("BOOL_AND", "write MIN(x)"),
    ("TRY_CONVERT", TRIED),
    ("JSON_VALUE", "write JSON_EXTRACT(x, '$.name')"),
    ("JSON_QUERY", "write JSON_EXTRACT(x, '$.name')"),
    ("TO_NUMBER", "write CAST(x AS DECIMAL)"),
    ("UNIX_TIMESTAMP", "write UNIXEPOCH(x)"),
    ("TO_UNIXTIME", "write UNIXEPOCH(x)"),
    ("DATALENGTH", "write OCTET_LENGTH(x) for bytes, LEN(x) for characters"),
    ("MONTHNAME", "write DATENAME(month, x)"),
    ("DAYNAME", "write DATENAME(weekday, x)"),
    ("SYSDATE", "write GETDATE()"),
    ("ADDDATE", "write DATEADD(day, n, x)"),
    ("SUBDATE", "write DATEADD(day, -n, x)"),
    ("BIN", "write PRINTF('%x', x) for hexadecimal digits"),
    ("INITCAP", "write UPPER(LEFT(x, 1)) || LOWER(SUBSTRING(x, 2))"),
    ("ISNUMERIC", "write x <> '' AND PATINDEX('%[^0-9]%', x) = 0"),
    ("NVL2", "write CASE WHEN x IS NOT NULL THEN a ELSE b END"),
    ("SUBSTRING_INDEX", "write SPLIT(x, '/', 1), of which the last part is SPLIT(x, '/', -1)"),
    ("EXPR", "write the expression itself"),
    ("RANDOM", "write RAND()"),
    ("ZEROBLOB", "write REPLICATE('0', 10)"),
    ("RANDOMBLOB", "write RAND()"),
    ("LOAD_EXTENSION", "nothing can be loaded"),
];

/// What is said of a function that is not here.
pub(in crate::sql) fn elsewhere(name: &str) -> Option<String> {
    let (name, instead) = ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
    Some(format!("there is no function {name} here: {instead}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_of_names_that_are_ours_alone() {
        let known = known();
        for name in ["LEFT", "RIGHT", "ISNULL", "IF", "FORMAT", "CONTAINS", "ROUND"] {
            assert!(known.iter().any(|known| known == name), "{name}");
        }
        assert!(known.iter().all(|name| !name.contains("_OF") && !name.contains("_IN_")), "{known:?}");
        assert_eq!(
            usage("left_of"),
            "LEFT was given another number of values than it takes: write LEFT(x, 3)"
        );
        assert_eq!(usage("number_in_sum"), "SUM does not take so many values, or so few");
    }

    #[test]
    fn what_is_told_of_is_there() {
        let there: Vec<&str> = names().chain(BUILT_IN.iter().copied()).collect();
        for name in USAGE.iter().chain(WRITTEN).map(|(ours, _)| ours) {
            assert!(there.contains(name), "{name}");
        }
        for (name, _) in ELSEWHERE {
            assert!(!there.contains(&name.to_ascii_lowercase().as_str()), "{name}");
        }
    }
}
