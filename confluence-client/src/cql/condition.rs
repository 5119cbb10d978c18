//! Conditions, and how they are put together.

use std::fmt;

use super::Cql;
use super::literal::Literal;
use super::order::Order;

/// A condition of a search: what the field constants say of a value, put together by [`and`](Self::and) and
/// [`or`](Self::or).
///
/// The language knows no precedence: a group is put into parentheses wherever it stands beside another operator. A
/// clause that excludes something may not come first, so that it is written behind one that does not.
///
/// ```
/// use confluence_client::cql;
///
/// let wanted = cql::LABEL.is_not("old").and(cql::SPACE.is("A").or(cql::SPACE.is("B")));
/// assert_eq!(wanted.into_cql().as_str(), r#"(space = "A" or space = "B") and label != "old""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a condition does nothing until a search carries it"]
pub struct Condition {
    joined: Joined,
    clauses: Vec<Clause>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joined {
    And,
    Or,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Clause {
    text: String,
    /// Whether it excludes something: `!=`, `!~`, `not in`.
    negative: bool,
}

impl Condition {
    /// Joins two conditions by `and`: both hold.
    pub fn and(self, other: Self) -> Self {
        self.join(Joined::And, other)
    }

    /// Joins two conditions by `or`: at least one holds.
    pub fn or(self, other: Self) -> Self {
        self.join(Joined::Or, other)
    }

    /// Makes a query of the condition, in the service's own order.
    #[must_use]
    pub fn into_cql(self) -> Cql {
        Cql::raw(self.render())
    }

    /// Makes a query of the condition with `order by`; the first key counts most.
    #[must_use]
    pub fn ordered(self, orders: impl IntoIterator<Item = Order>) -> Cql {
        let orders: Vec<String> = orders.into_iter().map(|order| order.as_str().to_owned()).collect();
        match orders.is_empty() {
            true => self.into_cql(),
            false => Cql::raw(format!("{} order by {}", self.render(), orders.join(", "))),
        }
    }

    pub(super) fn positive(field: &str, operator: &str, value: &Literal) -> Self {
        Self::clause(format!("{field} {operator} {}", value.as_str()), false)
    }

    pub(super) fn negative(field: &str, operator: &str, value: &Literal) -> Self {
        Self::clause(format!("{field} {operator} {}", value.as_str()), true)
    }

    pub(super) fn one_of(
        field: &str,
        operator: &str,
        values: impl IntoIterator<Item = impl Into<Literal>>,
        negative: bool,
    ) -> Self {
        let values: Vec<String> = values.into_iter().map(|value| value.into().as_str().to_owned()).collect();
        Self::clause(format!("{field} {operator} ({})", values.join(", ")), negative)
    }

    fn clause(text: String, negative: bool) -> Self {
        Self { joined: Joined::And, clauses: vec![Clause { text, negative }] }
    }

    fn join(self, joined: Joined, other: Self) -> Self {
        let mut clauses = self.parts(joined);
        clauses.extend(other.parts(joined));
        Self { joined, clauses }
    }

    /// The clauses as they stand in a group: those of a group of the same kind, or one in parentheses.
    fn parts(self, joined: Joined) -> Vec<Clause> {
        if self.clauses.len() == 1 || self.joined == joined {
            return self.clauses;
        }
        let negative = self.clauses.iter().all(|clause| clause.negative);
        vec![Clause { text: format!("({})", self.render()), negative }]
    }

    fn render(&self) -> String {
        let (positive, negative): (Vec<_>, Vec<_>) = self.clauses.iter().partition(|clause| !clause.negative);
        let clauses: Vec<&str> =
            positive.into_iter().chain(negative).map(|clause| clause.text.as_str()).collect();
        clauses.join(match self.joined {
            Joined::And => " and ",
            Joined::Or => " or ",
        })
    }
}

impl fmt::Display for Condition {
    /// As a query has it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render())
    }
}

impl From<Condition> for Cql {
    fn from(condition: Condition) -> Self {
        condition.into_cql()
    }
}
