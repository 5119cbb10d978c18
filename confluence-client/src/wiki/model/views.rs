//! How often pages are read.

use serde::Serialize;

/// How often a page was read, and by how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Views {
    /// How often.
    pub views: u64,
    /// By how many people.
    pub viewers: u64,
}

impl Views {
    pub(in crate::wiki) fn new(views: u64, viewers: u64) -> Self {
        Self { views, viewers }
    }
}
