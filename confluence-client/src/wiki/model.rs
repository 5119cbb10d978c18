//! Types that mean the same on every deployment. They know no client, no driver and no policy.

pub(super) mod attachments;
pub(super) mod comments;
pub(super) mod content;
pub(super) mod content_states;
pub(super) mod folders;
pub(super) mod labels;
pub(super) mod located;
pub(super) mod long_tasks;
pub(super) mod moving;
pub(super) mod people;
pub(super) mod properties;
pub(super) mod publishing;
pub(super) mod restrictions;
#[cfg(feature = "sql")]
pub(crate) mod rows;
pub(super) mod space_permissions;
pub(super) mod space_ref;
pub(super) mod spaces;
pub(super) mod tasks;
pub(super) mod templates;
pub(super) mod tree;
pub(super) mod tree_contents;
pub(super) mod views;
pub(super) mod write_target;
