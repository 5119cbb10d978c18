//! [`Wiki`](crate::Wiki) on Data Center.

pub(in crate::wiki) mod attachments;
pub(in crate::wiki) mod comments;
pub(in crate::wiki) mod content_states;
#[cfg(feature = "sql")]
pub(in crate::wiki) mod contents;
#[cfg(feature = "sql")]
pub(in crate::wiki) mod directory;
pub(in crate::wiki) mod folders;
mod inline_comments;
pub(in crate::wiki) mod labels;
pub(in crate::wiki) mod likes;
pub(in crate::wiki) mod long_tasks;
pub(in crate::wiki) mod moving;
mod paged;
pub(in crate::wiki) mod pages;
pub(in crate::wiki) mod people;
pub(in crate::wiki) mod place;
pub(in crate::wiki) mod properties;
pub(in crate::wiki) mod publishing;
pub(in crate::wiki) mod restrictions;
pub(in crate::wiki) mod search;
pub(in crate::wiki) mod space_permissions;
pub(in crate::wiki) mod space_properties;
#[cfg(feature = "sql")]
pub(in crate::wiki) mod space_rows;
pub(in crate::wiki) mod spaces;
mod task_list;
pub(in crate::wiki) mod tasks;
pub(in crate::wiki) mod templates;
pub(in crate::wiki) mod trash;
pub(in crate::wiki) mod tree;
pub(in crate::wiki) mod tree_contents;
pub(in crate::wiki) mod versions;
pub(in crate::wiki) mod views;
pub(in crate::wiki) mod watches;
