//! Entries of the content tree.

use crate::declare::models;
use crate::ids::{ContentId, SpaceId};

use super::ContentStatus;

models! {
    /// Something that lies directly below other content.
    pub struct Child {
        /// Its id.
        id: ContentId,
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title.
        title: Option<String>,
        /// `page`, `folder`, `database`, `whiteboard`, `embed`.
        kind: Option<String> as "type",
        /// Its space.
        space_id: Option<SpaceId>,
        /// Its place among its siblings.
        child_position: Option<i64>,
    }
}
