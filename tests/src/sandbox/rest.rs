//! What Cloud v1 and Data Center have in common: their shapes, paging by offset, and most operations.

pub(crate) mod children;
pub(crate) mod content;
pub(crate) mod expand;
pub(crate) mod files;
pub(crate) mod jobs;
pub(crate) mod labels;
pub(crate) mod paging;
pub(crate) mod people;
pub(crate) mod properties;
pub(crate) mod render;
pub(crate) mod restrictions;
pub(crate) mod search;
pub(crate) mod spaces;
pub(crate) mod templates;
pub(crate) mod versions;
pub(crate) mod watches;
