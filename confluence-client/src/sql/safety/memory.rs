//! The memory that SQLite takes for what it sorts, groups and joins.
#![expect(unsafe_code, reason = "SQLite tells it by a function of C, which rusqlite has no other way to")]

/// How many bytes all queries of the process may take together. Ten thousand pages with their bodies take about half.
/// A bound of SQLite's own would hold for all other databases of the program too; this one only ends queries.
const MOST: i64 = 512 << 20;

/// Whether no more may be taken.
pub(super) fn is_short() -> bool {
    // SAFETY: it takes nothing, reads a counter under SQLite's own lock, and may be called at any time on any thread.
    let taken = unsafe { rusqlite::ffi::sqlite3_memory_used() };
    taken > MOST
}
