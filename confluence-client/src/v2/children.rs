//! What lies directly below content in the tree.

use crate::Paged;
use crate::declare::{endpoints, owners};
use crate::ids::{DatabaseId, EmbedId, FolderId, PageId, WhiteboardId};
use crate::models::Child;

owners! {
    /// What has a place in the content tree.
    pub enum TreeOwner {
        Database(DatabaseId) = "databases",
        Embed(EmbedId) = "embeds",
        Folder(FolderId) = "folders",
        Page(PageId) = "pages",
        Whiteboard(WhiteboardId) = "whiteboards",
    }
}

endpoints! { V2:
    /// Lists what lies directly below: pages, folders, databases, whiteboards and Smart Links.
    fn direct(owner: TreeOwner) -> Paged<Child> = GetDirectChildren: GET "/{owner}/direct-children" paged Cursor {
        /// The order, such as `child-position`.
        sort: String,
    } for owner: TreeOwner {
        Database "databases" "getDatabaseDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Embed "embeds" "getSmartLinkDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Folder "folders" "getFolderDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Page "pages" "getPageDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Whiteboard "whiteboards" "getWhiteboardDirectChildren" needs granular ["read:hierarchical-content:confluence"];
    }
}
