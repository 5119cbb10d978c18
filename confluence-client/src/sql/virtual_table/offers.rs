//! What SQLite offers of a statement, in our words.

use rusqlite::Result;
use rusqlite::vtab::{IndexConstraintOp, IndexInfo};

use crate::sql::pushdown::{Asked, Offered};
use crate::sql::scan::Operator;
use crate::sql::table::Table;

/// What SQLite offers, in our words.
pub(super) fn asked(info: &IndexInfo) -> Result<Asked> {
    let mut asked = Asked { used: info.col_used(), ..Asked::default() };
    let (mut limit, mut offset) = (None, Some(0));
    for (at, constraint) in info.constraints().enumerate() {
        let number = || match info.rhs_value(at) {
            Ok(Some(value)) => value.as_i64().ok().and_then(|number| u64::try_from(number).ok()),
            _ => None,
        };
        let operator = match constraint.operator() {
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_EQ => Operator::Equal,
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_LT => Operator::Less,
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_LE => Operator::AtMost,
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_GT => Operator::Greater,
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_GE => Operator::AtLeast,
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_LIKE => Operator::Like,
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_MATCH => Operator::Match,
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_LIMIT => {
                limit = number();
                continue;
            }
            IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_OFFSET => {
                offset = number();
                continue;
            }
            _ => {
                asked.others += 1;
                asked.otherwise.extend(usize::try_from(constraint.column()).ok());
                continue;
            }
        };
        let Ok(column) = usize::try_from(constraint.column()) else {
            asked.others += 1;
            continue;
        };
        let many = operator == Operator::Equal && info.is_in_constraint(at)?;
        asked.conditions.push(Offered { at, column, operator, usable: constraint.is_usable(), many });
    }
    asked.limit = limit.zip(offset).map(|(limit, offset)| limit.saturating_add(offset));
    asked.order = info
        .order_bys()
        .filter_map(|order| Some((usize::try_from(order.column()).ok()?, order.is_order_by_desc())))
        .collect();
    if asked.order.len() != info.num_of_order_by() {
        asked.order = vec![(usize::MAX, false)];
    }
    Ok(asked)
}

/// Adds what the statement asks for in a way of which SQLite tells nothing.
pub(super) fn add_unusual(asked: &mut Asked, table: &dyn Table) {
    let unusual = table.columns().enumerate().filter(|(_, column)| column.usual.is_some());
    asked.otherwise.extend(unusual.map(|(place, _)| place));
}
