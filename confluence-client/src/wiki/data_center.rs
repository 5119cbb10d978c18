//! The neutral face on Data Center.

pub(super) mod attachments;
pub(super) mod comments;
#[cfg(feature = "sql")]
pub(super) mod contents;
#[cfg(feature = "sql")]
pub(super) mod directory;
pub(super) mod folders;
pub(super) mod labels;
pub(super) mod long_tasks;
pub(super) mod moving;
pub(super) mod pages;
pub(super) mod people;
pub(super) mod place;
pub(super) mod properties;
pub(super) mod publishing;
pub(super) mod restrictions;
pub(super) mod search;
pub(super) mod space_properties;
#[cfg(feature = "sql")]
pub(super) mod space_rows;
pub(super) mod spaces;
mod task_list;
pub(super) mod tasks;
pub(super) mod templates;
pub(super) mod trash;
pub(super) mod tree;
pub(super) mod versions;
pub(super) mod views;
pub(super) mod watches;
