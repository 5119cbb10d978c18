//! Which operations change nothing, whatever their method.

use super::describe::Operation;

/// What is asked by POST because the question has a body.
const BY_POST: [&str; 5] = [
    "checkAccessByEmail",
    "checkContentPermission",
    "convert",
    "convertContentIdsToContentTypes",
    "createBulkUserLookup",
];

impl Operation {
    /// Whether it changes nothing: then it may be sent twice.
    pub(crate) fn only_reads(&self) -> bool {
        self.verb.is_read() || BY_POST.iter().any(|id| self.id.eq_ignore_ascii_case(id))
    }
}
