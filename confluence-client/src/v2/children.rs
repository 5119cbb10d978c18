//! What lies directly under content.

use crate::Paged;
use crate::declare::{endpoints, owners};
use crate::ids::{CustomContentId, DatabaseId, EmbedId, FolderId, PageId, WhiteboardId};
use crate::models::{Child, Sort};

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
    /// Lists what lies directly under a page, folder, database, whiteboard or Smart Link, of every type.
    fn direct(owner: TreeOwner) -> Paged<Child> = GetDirectChildren: GET "/{owner}/direct-children" paged Cursor {
        /// The order: by date, id, place or title.
        sort: Sort,
    } for owner: TreeOwner {
        Database "databases" "getDatabaseDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Embed "embeds" "getSmartLinkDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Folder "folders" "getFolderDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Page "pages" "getPageDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Whiteboard "whiteboards" "getWhiteboardDirectChildren" needs granular ["read:hierarchical-content:confluence"];
    }

    /// Lists the pages directly under a page. Atlassian has deprecated it: [`direct`] lists content of every type.
    fn pages(id: PageId) -> Paged<Child> = GetChildPages: GET "/pages/{id}/children" paged Cursor
        needs granular ["read:page:confluence"]
    {
        /// The order: by date, id or place.
        sort: Sort,
    }

    /// Lists the custom content directly under custom content.
    fn custom_content(id: CustomContentId) -> Paged<Child> = GetChildCustomContent:
        GET "/custom-content/{id}/children" paged Cursor needs granular ["read:custom-content:confluence"]
    {
        /// The order: by date or id.
        sort: Sort,
    }
}
