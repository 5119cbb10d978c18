//! Storage format to Markdown and back, and edits that touch only what they mean.

mod blocks;
mod document;
mod emoji;
mod error;
mod handle;
mod macros;
mod outline;
mod render;
mod resource;
mod tag;
mod text;
mod tree;

pub use document::Document;
pub use error::{ContentError, ContentErrorKind, Position};
pub use handle::Handle;
pub use outline::{Heading, Outline};
pub use render::{Hidden, ReadOptions, Rendered};
