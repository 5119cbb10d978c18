//! The neutral face on Cloud: v2, and v1 for what v2 lacks.

pub(super) mod pages;
pub(super) mod search;
pub(super) mod spaces;
