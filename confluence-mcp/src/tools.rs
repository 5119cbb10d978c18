//! The tools, a file for each toolset, and more where a toolset is large.

pub(crate) mod attachments;
pub(crate) mod comments;
mod edits;
pub(crate) mod history;
pub(crate) mod labels;
pub(crate) mod pages;
pub(crate) mod people;
pub(crate) mod search;
pub(crate) mod spaces;
mod trash;
mod writing;
