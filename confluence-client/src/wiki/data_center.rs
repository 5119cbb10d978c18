//! The neutral face on Data Center.

pub(super) mod pages;
pub(super) mod search;
pub(super) mod spaces;
