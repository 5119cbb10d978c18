//! The types of columns.

/// How text compares without case in SQLite.
pub(super) const ANY_CASE: &str = "NOCASE";

/// The type of a column.
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
        let declared = declared.strip_suffix(ANY_CASE).unwrap_or(declared).trim_end();
        [Self::Text, Self::Integer, Self::Boolean, Self::Timestamp]
            .into_iter()
            .find(|kind| kind.declared().eq_ignore_ascii_case(declared))
    }
}
