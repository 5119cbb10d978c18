//! What tables and columns there are, for those who ask before they query.

use serde::Serialize;

use super::faults::no_table;
use super::statement_error::fault;
use super::table::{About, Push, Shown, Table};
use super::tables;
use super::writable::{self, Writable};
use crate::error::Result;
use crate::site::Deployment;

/// A SQL table: its name, description and columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableInfo {
    /// Its name.
    pub name: &'static str,
    /// Other names by which it can be read.
    pub other_names: &'static [&'static str],
    /// What its rows are.
    pub description: &'static str,
    /// Whether this deployment has it.
    pub available: bool,
    /// Whether INSERT, UPDATE or DELETE work on it.
    pub writable: bool,
}

/// A column of a SQL table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ColumnInfo {
    /// Its name.
    pub name: &'static str,
    /// Its type in SQL.
    pub kind: &'static str,
    /// What it is.
    pub description: &'static str,
    /// Whether `SELECT *` has it.
    pub in_star: bool,
    /// The column that this is another name of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias_of: Option<&'static str>,
    /// Whether it is there only to be given a value in WHERE.
    pub condition_only: bool,
    /// Whether case does not count where it is compared.
    pub any_case: bool,
    /// Whether this deployment has it; none of a table that it lacks.
    pub available: bool,
    /// Whether INSERT can set it.
    pub insert: bool,
    /// Whether UPDATE can set it.
    pub update: bool,
    /// The conditions that the service answers; all others are left to the engine.
    pub pushed: Vec<PushedCondition>,
}

impl ColumnInfo {
    /// What it is and how it may be used, in a sentence or two.
    #[must_use]
    pub fn summary(&self) -> String {
        let aside = match (self.alias_of, self.condition_only, self.in_star) {
            (_, true, _) => return format!("Only in WHERE {} = ...: {}", self.name, self.description),
            (Some(of), ..) => return format!("Another name of {of}."),
            (None, false, false) => " Not in SELECT *.",
            (None, false, true) => "",
        };
        let set = match (self.insert, self.update) {
            (true, true) => " INSERT and UPDATE set it.",
            (true, false) => " INSERT sets it.",
            (false, true) => " UPDATE sets it.",
            (false, false) => "",
        };
        format!("{}{aside}{set}", self.description)
    }
}

/// A condition that is pushed down: the service answers it (predicate pushdown).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PushedCondition {
    /// `= IN`, `< <= > >= BETWEEN`, `LIKE`, `CONTAINS`, `ORDER BY`.
    pub operators: &'static str,
    /// The operation that answers it here.
    pub operation: &'static str,
}

pub(super) fn tables(deployment: Deployment) -> Vec<TableInfo> {
    let info = |table: &'static dyn Table| TableInfo {
        name: table.name(),
        other_names: table.aliases(),
        description: table.doc(),
        available: table.only().is_none_or(|only| only == deployment),
        writable: writable::of(table.name()).is_some(),
    };
    tables::all().map(info).collect()
}

pub(super) fn columns(table: &str, deployment: Deployment) -> Result<Vec<ColumnInfo>> {
    // As it is written in a statement: [Confluence].[Pages].
    let bare = table.rsplit('.').next().unwrap_or(table).trim().trim_matches(['[', ']', '"', '`']);
    let table = tables::find(bare).ok_or_else(|| fault(no_table(bare)))?;
    let changes = writable::of(table.name());
    let here = table.only().is_none_or(|only| only == deployment);
    let info = |about: &About| {
        let real = table.place(about.name).and_then(|at| table.real(at)).unwrap_or(about);
        let info = ColumnInfo { pushed: pushed(real, deployment), ..column(about, deployment, changes) };
        ColumnInfo { available: here && info.available, ..info }
    };
    Ok(table.columns().map(info).collect())
}

fn column(about: &About, deployment: Deployment, changes: Option<&Writable>) -> ColumnInfo {
    ColumnInfo {
        name: about.name,
        kind: about.kind.name(),
        description: about.doc,
        in_star: about.shown == Shown::Always,
        alias_of: match about.shown {
            Shown::Alias(of) => Some(of),
            _ => None,
        },
        condition_only: about.shown.is_condition(),
        any_case: about.any_case,
        available: about.only.is_none_or(|only| only == deployment),
        insert: changes.is_some_and(|changes| changes.insert.contains(&about.name)),
        update: changes.is_some_and(|changes| changes.update.contains(&about.name)),
        pushed: pushed(about, deployment),
    }
}

fn pushed(about: &About, deployment: Deployment) -> Vec<PushedCondition> {
    let kinds: [(&'static str, Option<Push>); 5] = [
        ("= IN", about.equal),
        ("< <= > >= BETWEEN", about.range),
        ("LIKE", about.like),
        ("CONTAINS", about.matching),
        ("ORDER BY", about.order),
    ];
    let named = |(operators, push): (&'static str, Option<Push>)| {
        let push = push?;
        let operation = match deployment {
            Deployment::Cloud => push.cloud,
            Deployment::DataCenter => push.data_center,
        };
        (!operation.is_empty()).then_some(PushedCondition { operators, operation })
    };
    kinds.into_iter().filter_map(named).collect()
}
