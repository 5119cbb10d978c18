//! The columns of which a statement asks for what they are not: `Status NOT IN ('current')`.

use std::collections::HashSet;

use super::token::{Placed, placed};

/// What may follow the `NOT` behind a column.
const TESTS: [&str; 4] = ["IN", "LIKE", "GLOB", "BETWEEN"];

/// The columns that stand in a negated condition of a `WHERE` or `ON`, in capitals. SQLite offers a table no such condition,
/// so that a table whose rows are usually of one kind would not know that others are asked for.
pub(in crate::sql) fn negated(written: &str) -> HashSet<String> {
    let tokens = placed(written);
    let mut names = HashSet::new();
    let mut open = vec![Part::default()];
    for (at, token) in tokens.iter().enumerate() {
        // What closes more than was opened is no statement, of which SQLite tells.
        let Some(part) = open.last_mut() else { break };
        match &*token.text {
            "(" => {
                let within = Part { negates: part.negates || is_negated(&tokens, at), ..*part };
                open.push(within);
            }
            ")" => drop(open.pop()),
            "WHERE" | "ON" => part.condition = true,
            "SELECT" | "FROM" | "GROUP" | "HAVING" | "ORDER" | "LIMIT" => *part = Part::default(),
            _ if part.condition => {
                let negated = part.negates || is_negated(&tokens, at) || is_tested_against(&tokens, at + 1);
                names.extend(token.name().filter(|_| negated).map(str::to_owned));
            }
            _ => {}
        }
    }
    names
}

/// Where in a statement a token stands.
#[derive(Clone, Copy, Default)]
struct Part {
    /// Behind `WHERE` or `ON`.
    condition: bool,
    /// In parentheses that a `NOT` stands before.
    negates: bool,
}

/// Whether a `NOT` stands before this, with the name of its table between them or without.
fn is_negated(tokens: &[Placed], at: usize) -> bool {
    let text = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at)).map(|token| &*token.text);
    match text(1) {
        Some("NOT") => true,
        Some(".") => text(3) == Some("NOT"),
        _ => false,
    }
}

/// Whether `NOT IN` and the like stand at a place.
fn is_tested_against(tokens: &[Placed], at: usize) -> bool {
    tokens.get(at).is_some_and(|not| not.text == "NOT")
        && tokens.get(at + 1).is_some_and(|test| TESTS.contains(&&*test.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_in_negated_conditions_alone() {
        let has = |sql: &str| negated(sql).contains("STATUS");
        for sql in [
            "SELECT Id FROM Pages WHERE Status NOT IN ('current')",
            "SELECT Id FROM Pages p WHERE p.[status] NOT LIKE 'cur%' AND Id > 1",
            "SELECT Id FROM Pages WHERE NOT (SpaceKey = 'DOCS' OR (Pages.Status = 'current'))",
            "SELECT Id FROM Pages p WHERE NOT p.Status = 'current'",
            "SELECT 1 FROM Spaces s JOIN Pages p ON p.SpaceKey = s.Key AND p.Status NOT IN ('x') WHERE 1",
        ] {
            assert!(has(sql), "{sql}");
        }
        for sql in [
            "SELECT Status, Status NOT IN ('x') FROM Pages WHERE Status IN ('current')",
            "SELECT Id FROM Pages WHERE Status = 'current' AND Id NOT IN (SELECT 1 FROM Labels)",
            "SELECT Id FROM Pages WHERE Id NOT IN (SELECT ContentId FROM x WHERE Status = 'y')",
            "SELECT Id FROM Pages WHERE Status IS NOT NULL ORDER BY Status NOT IN ('x')",
            ")) NOT Status",
        ] {
            assert!(!has(sql), "{sql}");
        }
    }
}
