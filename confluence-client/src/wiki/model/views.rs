//! How often pages are read.

use serde::Serialize;

/// The numbers of views and viewers of a page.
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
