//! Ancestors of content, up to the root of its space.

use crate::declare::{endpoints, owners};
use crate::ids::{DatabaseId, EmbedId, FolderId, PageId, WhiteboardId};
use crate::models::Ancestor;
use crate::wire::paging::Paged;

owners! {
    /// What stands in the content tree.
    pub enum TreeOwner {
        Database(DatabaseId) = "databases",
        Embed(EmbedId) = "embeds",
        Folder(FolderId) = "folders",
        Page(PageId) = "pages",
        Whiteboard(WhiteboardId) = "whiteboards",
    }
}

endpoints! { V2:
    /// Returns the ancestors, from the root down. For more than `limit`, ask again for those of the first.
    fn of(owner: TreeOwner) -> Paged<Ancestor> = GetAncestors: GET "/{owner}/ancestors" {
        /// How many to return, at most 250; 25 by default.
        limit: u32,
    } for owner: TreeOwner {
        Database "databases" "getDatabaseAncestors" needs granular ["read:content.metadata:confluence"];
        Embed "embeds" "getSmartLinkAncestors" needs granular ["read:content.metadata:confluence"];
        Folder "folders" "getFolderAncestors" needs granular ["read:content.metadata:confluence"];
        Page "pages" "getPageAncestors" needs granular ["read:content.metadata:confluence"];
        Whiteboard "whiteboards" "getWhiteboardAncestors" needs granular ["read:content.metadata:confluence"];
    }
}
