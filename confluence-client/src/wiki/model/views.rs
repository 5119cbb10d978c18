//! How often pages are read.

use serde::{Deserialize, Serialize};

/// The numbers of views and viewers of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Views {
    /// How often.
    pub views: u64,
    /// By how many people.
    pub viewers: u64,
}

impl Views {
    /// As many views, by as many people.
    pub fn new(views: u64, viewers: u64) -> Self {
        Self { views, viewers }
    }
}

/// What of the views of a page is counted: each is a request of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// How often it was read.
    #[cfg(feature = "sql")]
    Views,
    /// By how many people.
    #[cfg(feature = "sql")]
    Viewers,
    /// Both.
    Both,
}
