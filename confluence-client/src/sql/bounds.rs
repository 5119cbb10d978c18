//! How long things may be, in bytes.

/// A statement: far above what people and models write.
pub(super) const LONGEST_STATEMENT: usize = 256 << 10;

/// A text: bodies of pages go up to a few megabytes.
pub(super) const LONGEST_VALUE: usize = 16 << 20;

/// A row: a few of the longest bodies. SQLite holds a value once that stands in many columns, and a row that is handed on
/// holds it as often as that.
pub(super) const LARGEST_ROW: usize = 64 << 20;
