//! What of a row is fetched only where a column needs it.

/// The body in the storage format.
pub(in crate::sql) const BODY: u32 = 1;
/// The body as a document of Atlassian's editor.
pub(in crate::sql) const ADF: u32 = 2;
/// The names of people.
pub(in crate::sql) const NAMES: u32 = 4;
/// The key of the space.
pub(in crate::sql) const SPACE: u32 = 8;
/// The type of the space.
pub(in crate::sql) const SPACE_KIND: u32 = 16;
/// The version before.
pub(in crate::sql) const PREVIOUS: u32 = 32;
/// Rows of every status, and not only of the usual one.
pub(in crate::sql) const EVERY_STATUS: u32 = 128;
/// Who owns it.
pub(in crate::sql) const OWNER: u32 = 64;
