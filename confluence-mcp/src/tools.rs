//! The tools, a file for each toolset.

pub(crate) mod pages;
pub(crate) mod search;
pub(crate) mod spaces;
