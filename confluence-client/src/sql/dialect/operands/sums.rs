//! What signs join: sums, products, and texts one behind the other.

use super::{Span, Statement, Type};
use crate::sql::dialect::{before, next};

/// Signs between two values that make one of them.
const JOINS: &[&str] = &["*", "/", "%", "||", "+", "-", "&", "->", "->>"];

impl Statement<'_, '_> {
    /// The value that ends before this place, with all that is joined to it.
    pub(in crate::sql::dialect) fn sum_before(&self, end: usize) -> Option<Span> {
        let (mut start, last) = self.value_before(end)?;
        while let Some(sign) = before(self.tokens, start).filter(|at| self.joins(*at)) {
            match self.value_before(sign) {
                Some(value) => start = value.0,
                // A sign of its own, as in -1.
                None if self.sign(Some(sign), "-") || self.sign(Some(sign), "+") => {
                    return Some((sign, last));
                }
                None => return None,
            }
        }
        Some((start, last))
    }

    /// The value that begins at the next token from this place on, with all that is joined to it.
    pub(in crate::sql::dialect) fn sum_from(&self, from: usize) -> Option<Span> {
        let (start, mut last) = self.value_from(from)?;
        while let Some(sign) = next(self.tokens, last + 1).filter(|at| self.joins(*at)) {
            last = self.value_from(sign + 1)?.1;
        }
        Some((start, last))
    }

    fn joins(&self, at: usize) -> bool {
        JOINS.iter().any(|sign| self.sign(Some(at), sign))
    }
}

/// What a sum is.
pub(in crate::sql::dialect) fn added(left: Type, right: Type) -> Type {
    match (left, right) {
        (Type::Day, other) | (other, Type::Day) if !other.is_text() => Type::Day,
        (Type::DayOrTime, other) | (other, Type::DayOrTime) if !other.is_text() => Type::DayOrTime,
        (left, right) if left.is_time() != right.is_time() && !(left.is_text() || right.is_text()) => {
            Type::Time
        }
        (left, right) if left.is_number() && right.is_number() => Type::Number,
        (left, right) if left.is_text() || right.is_text() => Type::Text,
        _ => Type::Unknown,
    }
}

/// What a difference is.
pub(in crate::sql::dialect) fn taken(left: Type, right: Type) -> Type {
    match (left, right) {
        (left, right) if left.is_time() && right.is_time() => Type::Number,
        (Type::Day | Type::DayOrTime, _) => left,
        (left, _) if left.is_time() => Type::Time,
        (left, right) if left.is_number() && right.is_number() => Type::Number,
        _ => Type::Unknown,
    }
}
