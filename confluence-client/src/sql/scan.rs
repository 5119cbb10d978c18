//! What is to be read of a table: the conditions that the service answers, an order, a limit.

use super::value::Value;

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operator {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Like,
    Match,
}

/// A condition with its values: several for `IN`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filter {
    pub(super) column: &'static str,
    pub(super) operator: Operator,
    pub(super) values: Vec<Value>,
}

impl Filter {
    /// Its values as text, each once.
    fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.values.iter().filter_map(Value::to_key).collect();
        let mut seen = std::collections::HashSet::new();
        keys.retain(|key| seen.insert(key.clone()));
        keys
    }
}

/// What is to be read of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Scan {
    pub(super) filters: Vec<Filter>,
    pub(super) order: Option<(&'static str, bool)>,
    pub(super) limit: Option<u64>,
    pub(super) needs: u32,
}

impl Scan {
    /// The values that a column is to equal, as text.
    pub(super) fn equal(&self, column: &str) -> Option<Vec<String>> {
        let filter = self.filters.iter().find(|it| it.column == column && it.operator == Operator::Equal)?;
        Some(filter.keys())
    }

    /// The values of each condition on a column that is to equal something.
    pub(super) fn equals(&self, column: &str) -> impl Iterator<Item = Vec<String>> {
        let filters =
            self.filters.iter().filter(move |it| it.column == column && it.operator == Operator::Equal);
        filters.map(Filter::keys)
    }

    /// The one value that a column is to equal.
    pub(super) fn one(&self, column: &str) -> Option<String> {
        match self.equal(column)?.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// What a column is compared to.
    pub(super) fn compared(&self, column: &str, operator: Operator) -> Option<String> {
        let filter = self.filters.iter().find(|it| it.column == column && it.operator == operator)?;
        filter.values.first().and_then(Value::to_key)
    }

    /// Whether something is needed.
    pub(super) fn needs(&self, what: u32) -> bool {
        self.needs & what != 0
    }

    /// The value of a condition that is a column only to be given one, if it was given exactly one.
    pub(super) fn given(&self, column: &str) -> Option<&Value> {
        let mut filters =
            self.filters.iter().filter(|it| it.column == column && it.operator == Operator::Equal);
        match (filters.next()?.values.as_slice(), filters.next()) {
            ([only], None) => Some(only),
            _ => None,
        }
    }

    /// The same with other values for a column.
    pub(super) fn with_equal(&self, column: &'static str, values: Vec<Value>) -> Self {
        let mut other = self.clone();
        for filter in &mut other.filters {
            if filter.column == column && filter.operator == Operator::Equal {
                filter.values.clone_from(&values);
            }
        }
        other
    }

    /// How many rows one request should give: fewer than usual where fewer are wanted.
    pub(super) fn page(&self, usual: u32) -> u32 {
        let wanted = self.limit.and_then(|limit| u32::try_from(limit.max(1)).ok());
        wanted.map_or(usual, |wanted| wanted.min(usual))
    }
}
