//! Clauses of other databases that are not here, and what does their work: the engine would name the sign at which it could
//! not go on, and nothing of what would be right.

/// The words of a clause one behind the other, and what is said of it.
const CLAUSES: &[(&[&str], &str)] = &[
    (
        &["DISTINCT", "ON"],
        "write ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) AS n in FROM (...), and WHERE n = 1",
    ),
    (&["ROLLUP"], "write a SELECT for each sum, with UNION ALL between them"),
    (&["CUBE"], "write a SELECT for each sum, with UNION ALL between them"),
    (&["GROUPING", "SETS"], "write a SELECT for each sum, with UNION ALL between them"),
    (&["QUALIFY"], "put the SELECT into FROM (...), and its condition into WHERE"),
    (&["RLIKE"], "there are no regular expressions: write LIKE, or PATINDEX('%[0-9]%', x) > 0"),
    (&["SIMILAR", "TO"], "there are no regular expressions: write LIKE, or PATINDEX('%[0-9]%', x) > 0"),
    (&["~"], "there are no regular expressions: write LIKE, or PATINDEX('%[0-9]%', x) > 0"),
    (&["LIKE", "ANY"], "write x LIKE 'a%' OR x LIKE 'b%'"),
    (&["LIKE", "ALL"], "write x LIKE 'a%' AND x LIKE '%b'"),
    (&["ANY", "("], "write IN (...)"),
    (&["LATERAL"], "write a JOIN, or a SELECT in parentheses among the columns"),
    (&["CROSS", "APPLY"], "write a JOIN, or a SELECT in parentheses among the columns"),
    (&["OUTER", "APPLY"], "write a LEFT JOIN, or a SELECT in parentheses among the columns"),
    (
        &["AT", "TIME", "ZONE"],
        "points in time are told in the Timezone of the connection: write DATEADD(hour, 2, x)",
    ),
    (&["PIVOT"], "write SUM(CASE WHEN x = 'a' THEN 1 ELSE 0 END) for each column"),
    (&["UNPIVOT"], "write a SELECT for each column, with UNION ALL between them"),
    (&["SEPARATOR"], "write STRING_AGG(x, ', ')"),
    (&["FOR", "UPDATE"], "nothing is locked: leave it out"),
    (&["RETURNING"], "the answer has the id of each row: leave it out"),
    (&["OUTPUT"], "the answer has the id of each row: leave it out"),
    (&["ON", "CONFLICT"], "write an UPDATE for the rows that are there, and an INSERT for the others"),
    (&["ON", "DUPLICATE"], "write an UPDATE for the rows that are there, and an INSERT for the others"),
    (&["UNION", "("], "leave out the parentheses around the SELECTs, or write SELECT * FROM (...) for each"),
    (
        &["UNION", "ALL", "("],
        "leave out the parentheses around the SELECTs, or write SELECT * FROM (...) for each",
    ),
];

/// What is said of the first clause of a statement that is not offered.
pub(super) fn elsewhere(sql: &str) -> Option<String> {
    let words = words(sql);
    let is_at = |at: usize, clause: &[&str]| {
        let there = words.get(at..at + clause.len());
        there.is_some_and(|there| {
            there.iter().zip(clause).all(|(word, other)| word.eq_ignore_ascii_case(other))
        })
    };
    let clause = |at: usize| CLAUSES.iter().find(|(clause, _)| is_at(at, clause));
    let (clause, instead) = (0..words.len()).find_map(clause)?;
    let name = clause.join(" ");
    Some(format!("there is no {} here: {instead}", name.trim_end_matches(" (")))
}

/// The words and signs of a statement without what is quoted.
fn words(sql: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), sql);
    while let Some(letter) = rest.chars().next() {
        let in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let end = match letter {
            '\'' | '"' | '`' => {
                rest.get(1..).and_then(|body| body.find(letter)).map_or(rest.len(), |at| at + 2)
            }
            '[' => rest.find(']').map_or(rest.len(), |at| at + 1),
            _ if in_word(letter) => rest.find(|other| !in_word(other)).unwrap_or(rest.len()),
            _ => letter.len_utf8(),
        };
        let (word, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if !letter.is_whitespace() {
            found.push(word);
        }
        rest = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_of_others_is_told_of_by_name() {
        for (sql, says) in [
            ("SELECT DISTINCT ON (SpaceKey) Title FROM Pages", "no DISTINCT ON here: write ROW_NUMBER()"),
            ("SELECT a FROM b GROUP BY ROLLUP(a)", "no ROLLUP here"),
            ("SELECT a FROM b WHERE a ~ 'x'", "PATINDEX"),
            ("(SELECT a FROM b) UNION (SELECT c FROM d)", "no UNION here: leave out the parentheses"),
            ("DELETE FROM Pages WHERE Id = 1 RETURNING Id", "the answer has the id"),
        ] {
            let said = elsewhere(sql).unwrap_or_default();
            assert!(said.contains(says), "{sql}: {said}");
        }
        assert_eq!(elsewhere("SELECT 'QUALIFY ~', [LATERAL] FROM Pages WHERE x = 'it''s RLIKE'"), None);
    }
}
