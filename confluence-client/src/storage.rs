//! The storage format: XML of Confluence's own, taken apart and read.
//!
//! One decoder of characters, one scanner of tags, one tree. The converter (`content`) is built on them; so is what
//! compares a body that was sent with the one that was stored, whatever features are on.
#![cfg_attr(
    not(feature = "markdown"),
    allow(dead_code, unreachable_pub, unused_imports, reason = "the converter uses the rest")
)]

pub(crate) mod emoji;
pub(crate) mod error;
pub(crate) mod extension;
pub(crate) mod macros;
pub(crate) mod resource;
pub(crate) mod scan;
pub(crate) mod seen;
pub(crate) mod tag;
pub(crate) mod text;
pub(crate) mod tree;
