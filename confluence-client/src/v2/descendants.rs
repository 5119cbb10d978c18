//! Descendants: content on all levels below.

use super::ancestors::TreeOwner;
use crate::declare::endpoints;
use crate::models::Descendant;
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the descendants of a page, folder, database, whiteboard or Smart Link, level by level.
    fn of(owner: TreeOwner) -> Paged<Descendant> = GetDescendants: GET "/{owner}/descendants" paged Cursor {
        /// How many levels down, at most 10; 2 by default.
        depth: u32,
    } for owner: TreeOwner {
        Database "databases" "getDatabaseDescendants" needs granular ["read:hierarchical-content:confluence"];
        Embed "embeds" "getSmartLinkDescendants" needs granular ["read:hierarchical-content:confluence"];
        Folder "folders" "getFolderDescendants" needs granular ["read:hierarchical-content:confluence"];
        Page "pages" "getPageDescendants" needs granular ["read:hierarchical-content:confluence"];
        Whiteboard "whiteboards" "getWhiteboardDescendants" needs granular ["read:hierarchical-content:confluence"];
    }
}
