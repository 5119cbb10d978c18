//! Conditions that ask for what a column is not, or for more than one value of it: `Status NOT IN ('current')`. SQLite offers
//! a table no such condition, so that a table whose rows are usually of one kind would not know that others are asked for.

use std::collections::BTreeSet;

use super::scopes::Scopes;
use super::token::{Kind, Token};
use super::{before, is, next, put};
use crate::sql::table::EVERY;

/// What may follow the `NOT` behind a column.
const TESTS: [&str; 4] = ["IN", "LIKE", "GLOB", "BETWEEN"];

/// What makes something else of a column.
const JOINS: [&str; 3] = ["||", "+", "&"];

/// Lets those tables give rows of every kind of which that is asked, each by itself: the same table may stand there twice.
pub(super) fn rewrite(tokens: &mut [Token<'_>]) {
    let scopes = Scopes::of(tokens);
    let mut asked = BTreeSet::new();
    for at in scopes.compared() {
        if is_involved(tokens, &scopes, at) {
            asked.extend(scopes.unusual(at));
        }
    }
    let named: Vec<_> = asked.into_iter().filter_map(|at| Some((at, scopes.table_at(at)?))).collect();
    for (at, (name, is_called_so)) in named {
        let called = if is_called_so { format!(" AS {name}") } else { String::new() };
        put(tokens, at, Kind::Name, format!("\"{EVERY}{name}\"{called}"));
    }
}

/// Whether a condition says more of the column at this place than which value it has.
fn is_involved(tokens: &[Token<'_>], scopes: &Scopes<'_, '_>, at: usize) -> bool {
    let point = before(tokens, at).filter(|at| is(tokens, Some(*at), |token| token.is_sign(".")));
    let start = point.and_then(|point| before(tokens, point)).unwrap_or(at);
    let (previous, behind) = (before(tokens, start), next(tokens, at + 1));
    let joined = |token: &Token<'_>| JOINS.iter().any(|sign| token.is_sign(sign));
    let tested = |token: &Token<'_>| TESTS.iter().any(|test| token.is(test));
    let not = |token: &Token<'_>| token.is("NOT");
    let is_tested =
        || is(tokens, behind, not) && is(tokens, behind.and_then(|at| next(tokens, at + 1)), tested);
    scopes.condition(at) == Some(true)
        || is(tokens, previous, not)
        || is(tokens, previous, joined)
        || is(tokens, behind, joined)
        || is_tested()
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    /// The tables that are asked for rows of every kind, by the names of the statement.
    fn asked(sql: &str) -> String {
        let mut found = tokens(sql).unwrap();
        rewrite(&mut found);
        let name = |at: usize| {
            let token = found.get(at).filter(|token| token.text.contains(EVERY))?;
            let own = token.text.split(" AS ").nth(1).map(str::to_owned);
            own.or_else(|| found.get(next(&found, at + 1)?)?.name())
        };
        (0..found.len()).filter_map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_condition_that_is_no_value_asks_for_every_kind() {
        for sql in [
            "SELECT Id FROM Pages WHERE Status NOT IN ('current')",
            "SELECT Id FROM [Pages] WHERE [Pages].[status] NOT LIKE 'cur%' AND Id > 1",
            "SELECT Id FROM Pages WHERE NOT (SpaceKey = 'DOCS' OR (Pages.Status = 'current'))",
            "SELECT Id FROM Pages WHERE NOT \"Status\" = 'current'",
            "SELECT Id FROM Pages WHERE LOWER(Status) = 'trashed'",
            "SELECT Id FROM Pages WHERE CASE WHEN Status = 'x' THEN 1 ELSE 0 END = 1",
            "SELECT Id FROM Pages WHERE Id = 1 OR Status = 'trashed'",
            "SELECT Id FROM (SELECT Id, Status FROM Pages) x WHERE x.Status NOT IN ('current')",
            "WITH x AS (SELECT * FROM Pages) SELECT Id FROM x WHERE Status NOT IN ('current')",
            "WITH x(a, b) AS (SELECT Id, Status FROM Pages UNION SELECT Key, Status FROM Spaces) SELECT a FROM x WHERE NOT b = 'c'",
            "SELECT Status, COUNT(*) FROM Pages GROUP BY Status HAVING NOT Status = 'current'",
        ] {
            assert_eq!(asked(sql), "Pages", "{sql}");
        }
        for (sql, tables) in [
            (
                "SELECT 1 FROM Spaces s JOIN Pages p ON p.SpaceKey = s.Key AND p.Status NOT IN ('x') WHERE 1",
                "p",
            ),
            ("SELECT 1 FROM Pages p JOIN Pages c ON c.ParentId = p.Id WHERE NOT c.Status = 'current'", "c"),
            ("SELECT 1 FROM (Pages p JOIN Blogposts b ON NOT b.Status = p.Title) WHERE p.Status = 'x'", "b"),
            ("SELECT 1 FROM Pages p WHERE EXISTS (SELECT 1 FROM Labels WHERE NOT p.Status = 'x')", "p"),
            (
                "SELECT 1 FROM (SELECT p.Id, s.Status FROM Pages p JOIN Spaces s ON 1) x WHERE x.Status NOT IN ('archived')",
                "",
            ),
        ] {
            assert_eq!(asked(sql), tables, "{sql}");
        }
    }

    #[test]
    fn what_is_said_of_another_table_or_of_a_value_asks_for_nothing() {
        for sql in [
            "SELECT Status, Status NOT IN ('x') FROM Pages WHERE Status IN ('current')",
            "SELECT Id FROM Pages WHERE Status = 'current' AND (Id = 1 OR Id = 2)",
            "SELECT Id FROM Pages WHERE Status = 'current' AND Id NOT IN (SELECT 1 FROM Labels)",
            "SELECT Id FROM Pages WHERE Id NOT IN (SELECT ContentId FROM x WHERE Status = 'y')",
            "SELECT Id FROM Pages WHERE Status IS NOT NULL ORDER BY Status NOT IN ('x')",
            "SELECT Id FROM Pages WHERE SpaceKey IN (SELECT Key FROM Spaces WHERE Status NOT IN ('archived'))",
            "SELECT 1 FROM Pages p JOIN Spaces s ON s.Key = p.SpaceKey WHERE s.Status NOT IN ('archived')",
            "SELECT 1 FROM Pages p, Tasks t WHERE t.PageId = p.Id AND NOT (t.Status = 'complete')",
            "WITH Pages AS (SELECT 'x' AS Status) SELECT 1 FROM Pages WHERE Status NOT IN ('y')",
            ")) NOT Status",
        ] {
            assert_eq!(asked(sql), "", "{sql}");
        }
    }
}
