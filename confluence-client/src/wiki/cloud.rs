//! The neutral face on Cloud: v2, and v1 for what v2 lacks.

pub(super) mod attachments;
pub(super) mod comments;
pub(super) mod labels;
pub(super) mod pages;
pub(super) mod people;
pub(super) mod place;
pub(super) mod publishing;
pub(super) mod search;
pub(super) mod spaces;
pub(super) mod trash;
pub(super) mod versions;
