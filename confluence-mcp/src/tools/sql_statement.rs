//! What kind of statement of SQL it is, and the tool for it.

use crate::advice::Failure;

/// The statement behind `EXPLAIN`, `EXPLAIN QUERY PLAN` and the like.
pub(super) fn explained(sql: &str) -> Option<&str> {
    let mut rest = sql.trim_start();
    let mut any = false;
    for word in ["EXPLAIN", "ANALYZE", "QUERY", "PLAN", "FOR"] {
        let Some((first, behind)) = rest.split_once(char::is_whitespace) else { break };
        if first.eq_ignore_ascii_case(word) {
            (rest, any) = (behind.trim_start(), true);
        } else if !any {
            break;
        }
    }
    any.then_some(rest)
}

/// Refuses a statement that another tool takes.
pub(super) fn check_tool(sql: &str, tool: &str, takes: &str) -> Result<(), Failure> {
    match elsewhere(sql) {
        Some((does, other)) if other != tool => Err(Failure::new(
            format!("this statement {does}, and {takes}"),
            format!("Call {other}, where that is offered."),
        )),
        _ => Ok(()),
    }
}

/// What a statement does, and the tool for it.
fn elsewhere(sql: &str) -> Option<(&'static str, &'static str)> {
    let word = sql.split_whitespace().next()?.to_ascii_uppercase();
    match word.as_str() {
        "INSERT" | "UPDATE" | "DELETE" => Some(("changes the wiki", "confluence_run_nonquery")),
        "SHOW" => match sql.split_whitespace().nth(1)?.to_ascii_uppercase().as_str() {
            "COLUMNS" | "FIELDS" => Some(("lists columns", "confluence_get_columns")),
            _ => Some(("lists tables", "confluence_get_tables")),
        },
        "SELECT" | "VALUES" => Some(("asks for rows", "confluence_run_query")),
        "DESCRIBE" | "DESC" => Some(("lists columns", "confluence_get_columns")),
        "EXEC" | "EXECUTE" | "CALL" => Some(("runs a procedure", "confluence_run_procedure")),
        _ => None,
    }
}
