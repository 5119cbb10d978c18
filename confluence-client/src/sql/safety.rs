//! What a query may do: read our tables, call functions that are known, and no more, for so long and no longer.

use std::collections::HashSet;
use std::ffi::c_int;
use std::sync::{Arc, Mutex};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, Result};

use super::bounds::{LONGEST_STATEMENT, LONGEST_VALUE};
use super::functions;
use super::other_names::Suspect;
use super::run::Stop;
use super::table::EVERY;

mod memory;

/// Bounds of a statement. They are far above what people and models write, and far below what hurts.
const LIMITS: &[(Limit, i32)] = &[
    (Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE as i32),
    // What the dialect makes of a statement may be longer than it.
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 4 * LONGEST_STATEMENT as i32),
    (Limit::SQLITE_LIMIT_COLUMN, 500),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (Limit::SQLITE_LIMIT_VDBE_OP, 250_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 100),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 1000),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

/// How many steps SQLite takes between two looks at the clock and the memory: some microseconds, or some tenths of a
/// second where each step makes the longest text.
const STEPS: c_int = 200;

/// What was refused last, in words.
pub(super) type Refused = Arc<Mutex<Option<String>>>;

/// Takes from a connection everything that a query has no use for.
pub(super) fn confine(
    connection: &mut Connection,
    tables: &[&'static str],
    suspect: Option<Suspect>,
    stop: &Arc<Stop>,
) -> Result<Refused> {
    // What is sorted stays in memory.
    connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;")?;
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
    ] {
        connection.set_db_config(config, on)?;
    }
    for (limit, most) in LIMITS {
        connection.set_limit(*limit, *most)?;
    }
    let watch = Arc::clone(stop);
    let ends = move || {
        if memory::is_short() {
            watch.takes_too_much();
        }
        watch.is_over()
    };
    connection.progress_handler(STEPS, Some(ends))?;
    let refused = Refused::default();
    let told = Arc::clone(&refused);
    let judge = Judge::new(tables, suspect);
    connection.authorizer(Some(move |context: AuthContext<'_>| match judge.refuses(context.action) {
        None => Authorization::Allow,
        Some(why) => {
            if let Ok(mut told) = told.lock() {
                told.get_or_insert(why);
            }
            Authorization::Deny
        }
    }))?;
    Ok(refused)
}

/// Whether SQLite keeps a table of this name for itself.
fn is_internal(table: &str) -> bool {
    let name = table.to_ascii_lowercase();
    ["sqlite_", "pragma_", "dbstat", "fts"].iter().any(|prefix| name.starts_with(prefix))
}

struct Judge {
    /// Another name that must not be read, to learn whether it would be.
    suspect: Option<Suspect>,
    tables: HashSet<String>,
    functions: HashSet<&'static str>,
}

impl Judge {
    fn new(tables: &[&'static str], suspect: Option<Suspect>) -> Self {
        let tables = tables.iter().map(|name| name.to_ascii_lowercase());
        Self {
            suspect,
            tables: tables.chain(["json_each".to_owned(), "json_tree".to_owned()]).collect(),
            functions: functions::names()
                .chain(functions::BUILT_IN.iter().copied())
                .chain([functions::CALLER])
                .collect(),
        }
    }

    fn refuses(&self, action: AuthAction<'_>) -> Option<String> {
        let bare = |table: &'_ str| table.trim_start_matches(EVERY).to_ascii_lowercase();
        match action {
            AuthAction::Select | AuthAction::Recursive => None,
            AuthAction::Read { table_name, column_name }
                if self.suspect.is_some_and(|suspect| suspect.is_read(table_name, column_name)) =>
            {
                self.suspect.map(|suspect| suspect.said())
            }
            AuthAction::Read { table_name, .. } if self.tables.contains(&bare(table_name)) => None,
            // A table of the statement itself (`WITH n AS ...`) of which no column is read, but only how many rows it has.
            AuthAction::Read { table_name, column_name: "" } if !is_internal(table_name) => None,
            AuthAction::Read { table_name, .. } => {
                Some(format!("{table_name} cannot be read: {}", super::dialect::METADATA))
            }
            AuthAction::Function { function_name }
                if self.functions.contains(function_name.to_ascii_lowercase().as_str()) =>
            {
                None
            }
            AuthAction::Function { function_name } => Some(
                functions::elsewhere(function_name)
                    .unwrap_or_else(|| format!("the function {function_name} is not offered")),
            ),
            AuthAction::Pragma { .. } => Some(format!("there is no PRAGMA: {}", super::dialect::METADATA)),
            AuthAction::Attach { .. } | AuthAction::Detach { .. } => {
                Some("other databases are not offered".to_owned())
            }
            AuthAction::Insert { table_name }
            | AuthAction::Delete { table_name }
            | AuthAction::Update { table_name, .. } => Some(format!("a query does not change {table_name}")),
            _ => Some("a query reads, and does nothing else".to_owned()),
        }
    }
}
