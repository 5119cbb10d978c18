//! What the service answers and what it is sent, by hand: one model for the shapes that mean the same.
//!
//! Every property may be absent unless nothing makes sense without it; unknown properties are ignored, unknown words
//! kept.

mod body;
mod child;
mod label;
mod links;
mod page;
mod space;
mod version;

pub use body::{Bodies, Body, BodyFormat, NewBody};
pub use child::Child;
pub use label::Label;
pub use links::Links;
pub use page::{NewPage, Page, PageUpdate};
pub use space::Space;
pub use version::{NewVersion, Version};

crate::declare::words! {
    /// Where content stands in its life.
    pub enum ContentStatus {
        /// It is what readers see.
        Current = "current",
        /// It was never published, or has unpublished changes.
        Draft = "draft",
        /// It was put aside; its title stays taken.
        Archived = "archived",
        /// An older version.
        Historical = "historical",
        /// It is in the trash and can be restored.
        Trashed = "trashed",
        /// It was purged.
        Deleted = "deleted",
        /// Any status, as a filter.
        Any = "any",
    }
}
