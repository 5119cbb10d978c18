//! Clauses of other databases that are not here, and what does their work: the engine would name the sign at which it could
//! not go on, and nothing of what would be right.

use super::token::{Placed, placed};

/// What does the work of `MERGE` and its like.
pub(super) const UPSERT: &str = "write an UPDATE for the rows that are there, and an INSERT for the others";
const SUMS: &str = "write a SELECT for each sum, with UNION ALL between them";
const PATTERNS: &str = "there are no regular expressions: write LIKE, or PATINDEX('%[0-9]%', x) > 0";
const ANSWERED: &str = "the answer has the id of each row: leave it out";
const INNER: &str = "write a JOIN, or a SELECT in parentheses among the columns";
const PARAMETER: &str = "a parameter is written ? or @name";
const BARE: &str = "leave out the parentheses around the SELECTs, or write SELECT * FROM (...) for each";

/// The words of a clause one behind the other, and what is said of it.
const CLAUSES: &[(&[&str], &str)] = &[
    (
        &["DISTINCT", "ON"],
        "write ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) AS n in FROM (...), and WHERE n = 1",
    ),
    (&["GROUP", "BY", "ALL"], "write the columns that are no sum and no count: GROUP BY SpaceKey, Status"),
    (&["ROLLUP"], SUMS),
    (&["CUBE"], SUMS),
    (&["GROUPING", "SETS"], SUMS),
    (&["QUALIFY"], "put the SELECT into FROM (...), and its condition into WHERE"),
    (&["RLIKE"], PATTERNS),
    (&["SIMILAR", "TO"], PATTERNS),
    (&["~"], PATTERNS),
    (&["LIKE", "ANY"], "write x LIKE 'a%' OR x LIKE 'b%'"),
    (&["LIKE", "ALL"], "write x LIKE 'a%' AND x LIKE '%b'"),
    (&["ANY", "("], "write IN (...)"),
    (&["ALL", "("], "write x > (SELECT MAX(...) ...), or x < (SELECT MIN(...) ...)"),
    (&["(", "+", ")"], "write LEFT JOIN ... ON ..."),
    (&["DIV"], "write a / b, which is a whole number where both are"),
    (&["MOD"], "write MOD(a, b), or a % b"),
    (&["AGAINST"], "write CONTAINS(Text, 'word')"),
    (&["OPTION", "("], "leave it out"),
    (&["%", "S"], PARAMETER),
    (&["%", "("], PARAMETER),
    (&["LATERAL"], INNER),
    (&["CROSS", "APPLY"], INNER),
    (&["OUTER", "APPLY"], "write a LEFT JOIN, or a SELECT in parentheses among the columns"),
    (
        &["AT", "TIME", "ZONE"],
        "points in time are shown in the Timezone of the connection: write DATEADD(hour, 2, x)",
    ),
    (&["PIVOT"], "write SUM(CASE WHEN x = 'a' THEN 1 ELSE 0 END) for each column"),
    (&["UNPIVOT"], "write a SELECT for each column, with UNION ALL between them"),
    (&["SEPARATOR"], "write STRING_AGG(x, ', ')"),
    (&["FOR", "UPDATE"], "nothing is locked: leave it out"),
    (&["RETURNING"], ANSWERED),
    (&["OUTPUT"], ANSWERED),
    (&["ON", "CONFLICT"], UPSERT),
    (&["ON", "DUPLICATE"], UPSERT),
    (&["UNION", "("], BARE),
    (&["UNION", "ALL", "("], BARE),
];

/// What is said of the first clause of a statement that is not offered.
pub(in crate::sql) fn unoffered_clause(sql: &str) -> Option<String> {
    let tokens = placed(sql);
    // What is quoted is never a word of a clause, since it has its quotes.
    let same = |(token, word): (&Placed, &&str)| token.text == *word;
    let is_at = |at: usize, clause: &[&str]| {
        tokens.get(at..at + clause.len()).is_some_and(|there| there.iter().zip(clause).all(same))
    };
    let clause = |at: usize| CLAUSES.iter().find(|(clause, _)| is_at(at, clause));
    let (clause, instead) = (0..tokens.len()).find_map(clause)?;
    let name = clause.join(" ");
    Some(format!("there is no {} here: {instead}", name.trim_end_matches(" (")))
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
            ("SELECT a FROM b WHERE a > ALL (SELECT c FROM d)", "no ALL here: write x > (SELECT MAX"),
            ("SELECT a FROM b, c WHERE a = c(+)", "LEFT JOIN"),
            ("SELECT 5 DIV 2", "a / b"),
            ("SELECT a FROM b WHERE a = %s", "written ? or @name"),
        ] {
            let said = unoffered_clause(sql).unwrap_or_default();
            assert!(said.contains(says), "{sql}: {said}");
        }
        assert_eq!(
            unoffered_clause("SELECT 'QUALIFY ~', [LATERAL] FROM Pages WHERE x = 'it''s RLIKE'"),
            None
        );
    }
}
