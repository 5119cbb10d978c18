//! The types of columns.

use std::cmp::Ordering;

/// How text compares without case in SQLite.
pub(super) const ANY_CASE: &str = "NOCASE";

/// How ids compare: by the numbers that they are.
pub(super) const IDS: &str = "IDS";

/// The order of ids: 9 comes before 10, numbers before the ids of files, and what is no number last.
pub(super) fn order_of_ids(one: &str, other: &str) -> Ordering {
    place_of(one).cmp(&place_of(other)).then_with(|| one.cmp(other))
}

/// What kind of id it is, and its number: the one with fewer digits is less.
fn place_of(id: &str) -> (u8, usize, &str) {
    let (kind, digits) = id.strip_prefix("att").map_or((0, id), |digits| (1, digits));
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return (2, 0, "");
    }
    // Nothing comes before everything.
    let significant = digits.trim_start_matches('0');
    (kind, significant.len(), significant)
}

/// The SQL type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnType {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A point in time, as text such as `2026-01-31 09:30:00`, in the time zone of the connection or in UTC.
    Timestamp,
}

impl ColumnType {
    /// The name of the type in SQL.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Integer => "BIGINT",
            Self::Boolean => "BOOLEAN",
            Self::Timestamp => "TIMESTAMP",
        }
    }

    /// As it is declared to SQLite, which takes a type without TEXT or CHAR in its name for numbers.
    pub(super) fn declared(self) -> &'static str {
        match self {
            Self::Timestamp => "TIMESTAMP TEXT",
            other => other.name(),
        }
    }

    /// The type behind a declaration.
    pub(super) fn of_declared(declared: &str) -> Option<Self> {
        let bare = [ANY_CASE, IDS].into_iter().find_map(|collation| declared.strip_suffix(collation));
        let declared = bare.unwrap_or(declared).trim_end();
        [Self::Text, Self::Integer, Self::Boolean, Self::Timestamp]
            .into_iter()
            .find(|kind| kind.declared().eq_ignore_ascii_case(declared))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_in_the_order_of_their_numbers() {
        let order = ["", "7", "9", "65538", "100000", "att7", "att10", "712020:a", "b"];
        for pair in order.windows(2) {
            assert_eq!(order_of_ids(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_eq!(order_of_ids("65538", "65538"), Ordering::Equal);
        assert_ne!(order_of_ids("065538", "65538"), Ordering::Equal);
    }
}
