//! Storage format to Markdown and back, and edits that touch only what they mean.

pub mod adf;
mod anchors;
mod base;
mod blocks;
mod document;
mod draft;
mod edit;
mod emit;
mod emoji;
mod error;
mod handle;
mod loss;
mod macros;
mod merge;
mod outline;
mod parameters;
mod render;
mod resource;
mod splice;
mod tag;
mod text;
mod three_way;
mod tree;
mod units;
mod view;

pub use document::Document;
pub use edit::{Content, Edit, Edited, Line, TableEdit};
pub use emit::to_storage;
pub use error::{ContentError, ContentErrorKind, Position};
pub use handle::Handle;
pub use loss::{AllowLoss, Loss, LossKind};
pub use outline::{Heading, Outline};
pub use render::{Hidden, ReadOptions, Rendered};
pub use three_way::{Conflict, ThreeWay, three_way};
pub use view::view_markdown;
