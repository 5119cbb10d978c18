//! Which conditions of a query the service answers: from what SQLite offers to a plan, and from a plan and its values to
//! a scan. Nothing here asks anything.

use super::scan::{Filter, Operator, Scan};
use super::table::{About, Domain, Push, Reach, Shown, Table, needs};
use super::value::Value;
use crate::site::Deployment;

/// A condition as SQLite offers it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offered {
    pub(super) at: usize,
    pub(super) column: usize,
    pub(super) operator: Operator,
    /// Whether its value is known by then.
    pub(super) usable: bool,
    /// Whether it is an `IN` with several values.
    pub(super) many: bool,
}

/// What a statement asks of one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) conditions: Vec<Offered>,
    /// Columns of the order, and whether it is descending.
    pub(super) order: Vec<(usize, bool)>,
    /// LIMIT and OFFSET together, if both are known.
    pub(super) limit: Option<u64>,
    /// Conditions that no operator here stands for, and the columns of those on one.
    pub(super) others: usize,
    pub(super) otherwise: Vec<usize>,
    /// The columns that are used, a bit for each; the highest for all behind the 62nd.
    pub(super) used: u64,
}

/// A condition whose value is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) at: usize,
    pub(super) column: usize,
    pub(super) operator: Operator,
    pub(super) many: bool,
    /// Whether the service answers it; otherwise its value is only looked at.
    pub(super) pushed: bool,
}

/// How a table is to be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) chosen: Vec<Chosen>,
    pub(super) order: Option<(&'static str, bool)>,
    pub(super) limit: Option<u64>,
    pub(super) needs: u32,
    pub(super) used: u64,
    pub(super) cost: f64,
    pub(super) rows: f64,
}

/// How many rows the engine reads in the time of one request.
const ROWS_A_REQUEST: f64 = 1000.0;

/// Works out what the service answers of what is asked.
pub(super) fn plan(table: &dyn Table, asked: &Asked, deployment: Deployment) -> Plan {
    let pushed = |offered: &Offered| offered.operator.push(table.real(offered.column)?);
    let chosen: Vec<Chosen> = asked
        .conditions
        .iter()
        .filter(|offered| offered.usable)
        .map(|it| {
            let (at, column, operator, many) = (it.at, it.column, it.operator, it.many);
            Chosen { at, column, operator, many, pushed: pushed(it).is_some() }
        })
        .filter(|chosen| chosen.pushed || is_looked_at(table, chosen))
        .collect();
    let answered = chosen.iter().filter(|chosen| chosen.pushed).count();
    let narrowest = asked
        .conditions
        .iter()
        .filter(|offered| offered.usable)
        .filter_map(|offered| Some((pushed(offered)?, offered.many)))
        .min_by_key(|(push, _)| push.reach);
    let (rows, requests) = match narrowest {
        Some((push, many)) => of_push(push, many, answered),
        None => (table.rows(), table.rows() * table.walk()),
    };
    let every = if is_about_the_unusual(table, asked) { needs::EVERY_STATUS } else { 0 };
    let needs = used(table, asked.used).fold(every, |all, column| all | column.needs);
    let mut plan = Plan {
        chosen,
        order: None,
        limit: None,
        needs,
        used: asked.used,
        cost: rows + requests * ROWS_A_REQUEST,
        rows,
    };
    plan.order = order(table, asked, &plan, deployment);
    let all_pushed = asked.others == 0 && answered == asked.conditions.len();
    if all_pushed && (asked.order.is_empty() || plan.order.is_some()) {
        plan.limit = asked.limit;
    }
    plan
}

/// Whether a value is looked at that the service has no use for: of a word that no row can have it is told.
fn is_looked_at(table: &dyn Table, chosen: &Chosen) -> bool {
    let closed = |column: &About| matches!(column.domain, Domain::Words(_));
    chosen.operator == Operator::Equal && table.real(chosen.column).is_some_and(closed)
}

/// Whether a condition asks for other rows than the usual ones in another way than by `=`.
fn is_about_the_unusual(table: &dyn Table, asked: &Asked) -> bool {
    let compared = asked.conditions.iter().filter(|it| it.operator != Operator::Equal).map(|it| it.column);
    let mut columns = compared.chain(asked.otherwise.iter().copied());
    columns.any(|column| table.column(column).is_some_and(|column| column.usual.is_some()))
}

fn of_push(push: Push, many: bool, conditions: usize) -> (f64, f64) {
    let rows = push.reach.rows() * if many { 10.0 } else { 1.0 };
    // Each further condition leaves less of it.
    let further = u32::try_from(conditions.saturating_sub(1)).unwrap_or(8).min(8);
    let rows = (rows / f64::from(1 << further)).max(1.0);
    let requests = if push.reach == Reach::Many { (rows / 250.0).max(1.0) } else { 1.0 };
    (rows, requests)
}

/// The order, if the service keeps it for these conditions.
fn order(
    table: &dyn Table,
    asked: &Asked,
    plan: &Plan,
    deployment: Deployment,
) -> Option<(&'static str, bool)> {
    let [(column, descending)] = asked.order.as_slice() else { return None };
    let about = table.real(*column)?;
    about.order?;
    let order = (about.name, *descending);
    let scan = Scan { order: Some(order), ..plan.outline(table) };
    table.ordered(&scan, deployment).then_some(order)
}

/// The columns that are used.
fn used<'t>(table: &'t (dyn Table + 't), mask: u64) -> impl Iterator<Item = &'t About> {
    let set = move |at: usize| mask & (1 << at.min(63)) != 0;
    table.columns().enumerate().filter(move |(at, _)| set(*at)).map(|(_, column)| column)
}

impl Plan {
    /// The columns that the statement uses.
    pub(super) fn used_columns<'t>(&self, table: &'t (dyn Table + 't)) -> impl Iterator<Item = &'t About> {
        used(table, self.used)
    }

    /// The scan as far as it is known without its values.
    fn outline(&self, table: &dyn Table) -> Scan {
        let filters = self.chosen.iter().filter(|chosen| chosen.pushed).filter_map(|chosen| {
            let column = table.real(chosen.column)?.name;
            let many = if chosen.many { 2 } else { 1 };
            Some(Filter { column, operator: chosen.operator, values: vec![Value::Null; many] })
        });
        Scan { filters: filters.collect(), order: None, limit: None, needs: self.needs }
    }

    /// The scan with the values of the chosen conditions, in their order. `None` if no row can fit.
    pub(super) fn scan(&self, table: &dyn Table, values: Vec<Vec<Value>>) -> Option<Scan> {
        let mut filters = Vec::with_capacity(values.len());
        for (chosen, mut values) in self.chosen.iter().zip(values) {
            // Nothing equals NULL, and nothing is less or more.
            values.retain(|value| *value != Value::Null);
            if values.is_empty() {
                return None;
            }
            // What is only looked at is no part of what is asked for: all its values share one scan.
            if !chosen.pushed {
                continue;
            }
            let column = table.real(chosen.column)?.name;
            filters.push(Filter { column, operator: chosen.operator, values });
        }
        Some(Scan { filters, order: self.order, limit: self.limit, needs: self.needs })
    }

    /// What is said where a column is used that has one value in all rows, or none, since no condition asks for another.
    pub(super) fn left_out(&self, table: &dyn Table) -> Option<String> {
        let asked =
            |place: usize| self.chosen.iter().any(|it| it.column == place && it.operator == Operator::Equal);
        let used = |place: usize| self.used & (1 << place.min(63)) != 0;
        let starred = |(place, column): (usize, &About)| column.shown != Shown::Always || used(place);
        if self.needs & needs::EVERY_STATUS != 0 || table.columns().enumerate().all(starred) {
            return None;
        }
        let mut columns = table.columns().enumerate().filter(|(place, _)| used(*place) && !asked(*place));
        columns.find_map(|(_, column)| {
            let name = column.name;
            if column.leading {
                return Some(format!(
                    "{} has a {name} only where one is asked for: {name} = '...' or {name} IN (...)",
                    table.name()
                ));
            }
            let usual = column.usual?;
            Some(format!(
                "the rows of {} are those whose {name} is {usual}: {name} = '...' or {name} IN (...) asks for others",
                table.name()
            ))
        })
    }

    /// A condition of one value that was given several.
    pub(super) fn ambiguous(&self, table: &dyn Table, scan: &Scan) -> Option<&'static str> {
        let chosen = self.chosen.iter().filter(|it| it.operator == Operator::Equal);
        let columns = chosen.filter_map(|it| table.column(it.column));
        let of_one = columns.filter(|column| column.shown == Shown::FilterOfOne).map(|column| column.name);
        let mut several = of_one.filter(|column| scan.given(column).is_none());
        several.next()
    }

    /// The plan in words: what the service answers, by which operation, and what is left to the engine.
    pub(super) fn in_words(&self, table: &dyn Table, asked: &Asked, cloud: bool) -> String {
        let mut parts = Vec::new();
        let named = |column: usize, sign: &str| table.column(column).map(|it| format!("{} {sign}", it.name));
        let by = |push: Push| if cloud { push.cloud } else { push.data_center };
        let pushed = |chosen: &&Chosen| Some((**chosen, chosen.operator.push(table.real(chosen.column)?)?));
        let pushed: Vec<(Chosen, Push)> = self
            .chosen
            .iter()
            .filter_map(|it| pushed(&it))
            .filter(|(_, push)| !by(*push).is_empty())
            .collect();
        let answered: Vec<String> = pushed
            .iter()
            .filter_map(|(it, _)| named(it.column, if it.many { "IN" } else { it.operator.sign() }))
            .collect();
        // What one of the conditions needs a search for is answered by one search as a whole.
        let search = pushed.iter().map(|(_, push)| by(*push)).find(|by| by.starts_with("search"));
        let narrowest = pushed.iter().min_by_key(|(_, push)| push.reach).map(|(_, push)| by(*push));
        if let Some(operation) = search.or(narrowest) {
            let operation = operation.split([' ', ',']).next().unwrap_or(operation);
            parts.push(format!("the service answers {} ({operation})", answered.join(", ")));
        }
        if let Some((column, descending)) = self.order {
            parts.push(format!("the service sorts by {column}{}", if descending { " DESC" } else { "" }));
        }
        if let Some(limit) = self.limit {
            parts.push(format!("{limit} rows a request are enough"));
        }
        // Of a LIKE with a fixed beginning SQLite makes a range beside it.
        let like =
            |column| asked.conditions.iter().any(|it| it.column == column && it.operator == Operator::Like);
        let left = |it: &&Offered| {
            let made = matches!(it.operator, Operator::AtLeast | Operator::Less) && like(it.column);
            let push = it.operator.push_of(table, it.column);
            !made && push.is_none_or(|push| by(push).is_empty())
        };
        let checked: Vec<String> = asked
            .conditions
            .iter()
            .filter(left)
            .filter_map(|it| named(it.column, if it.many { "IN" } else { it.operator.sign() }))
            .collect();
        if !checked.is_empty() {
            parts.push(format!("the engine checks {}", checked.join(", ")));
        }
        if pushed.is_empty() {
            parts.insert(0, "all rows are read".to_owned());
        }
        format!("{}: {}", table.name(), parts.join("; "))
    }
}

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Like => "LIKE",
            Self::Match => "CONTAINS",
        }
    }

    /// What the service does with it on a column.
    fn push(self, column: &About) -> Option<Push> {
        match self {
            Self::Equal => column.equal,
            Self::Like => column.like,
            Self::Match => column.matching,
            _ => column.range,
        }
    }

    fn push_of(self, table: &dyn Table, column: usize) -> Option<Push> {
        self.push(table.real(column)?)
    }
}

#[cfg(test)]
mod tests;
