//! What lies under a piece of content.

use super::{Content, Links};
use crate::declare::{models, open_enums};
use crate::wire::paging::Paged;

open_enums! {
    /// What to hand out of all levels.
    pub enum DescendantExpansion {
        /// Pages.
        Page = "page",
        /// Comments.
        Comment = "comment",
        /// Attachments.
        Attachment = "attachment",
    }
}

models! {
    /// What lies under a piece of content, by type: of each the first page of the list.
    #[derive(Default)]
    pub struct Children {
        /// Attachments.
        attachment: Option<Paged<Content>> = default,
        /// Comments.
        comment: Option<Paged<Content>> = default,
        /// Pages.
        page: Option<Paged<Content>> = default,
        /// Whiteboards.
        whiteboard: Option<Paged<Content>> = default,
        /// Databases.
        database: Option<Paged<Content>> = default,
        /// Smart Links.
        embed: Option<Paged<Content>> = default,
        /// Folders.
        folder: Option<Paged<Content>> = default,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// Of which types something lies under a piece of content.
    pub struct ChildTypes {
        /// Attachments.
        attachment: Option<ChildType>,
        /// Comments.
        comment: Option<ChildType>,
        /// Pages.
        page: Option<ChildType>,
    }

    /// Whether something of a type lies under a piece of content.
    pub struct ChildType {
        /// Whether it does.
        value: bool = default,
        /// URLs.
        links: Links as "_links" = default,
    }
}
