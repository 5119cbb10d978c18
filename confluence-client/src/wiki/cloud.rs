//! The neutral face on Cloud: v2, and v1 for what v2 lacks.

pub(super) mod attachments;
pub(super) mod comments;
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
pub(super) mod spaces;
pub(super) mod tasks;
pub(super) mod templates;
pub(super) mod trash;
pub(super) mod tree;
pub(super) mod versions;
pub(super) mod views;
pub(super) mod watches;
