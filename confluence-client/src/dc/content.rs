//! Content.

use crate::Paged;
use crate::declare::endpoints;
use crate::ids::{ContentId, SpaceKey};
use crate::models::v1::Content;

endpoints! { DataCenter:
    /// Lists content.
    fn list() -> Paged<Content> = GetContent: GET "/content" paged Start {
        /// Only this type.
        kind as "type": String,
        /// Only of this space.
        space_key: SpaceKey,
        /// Only of this title.
        title: String,
        /// What else to answer.
        expand: String,
    }

    /// Returns one piece of content.
    fn get(id: ContentId) -> Content = GetContentById: GET "/content/{id}" {
        /// Only of this status.
        status: String,
        /// An older version.
        version: u32,
        /// What else to answer.
        expand: String,
    }

    /// Lists the children of one type.
    fn children(id: ContentId, kind: String) -> Paged<Content> = ChildrenOfType: GET "/content/{id}/child/{kind}"
        paged Start
    {
        /// What else to answer.
        expand: String,
    }
}
