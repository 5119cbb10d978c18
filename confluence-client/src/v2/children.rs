//! Children: direct child content.

use super::ancestors::TreeOwner;
use crate::declare::endpoints;
use crate::ids::{CustomContentId, PageId};
use crate::models::{Child, Sort};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the children of a page, folder, database, whiteboard or Smart Link, of every type.
    fn of(owner: TreeOwner) -> Paged<Child> = GetDirectChildren: GET "/{owner}/direct-children" paged Cursor {
        /// The order: by date, id, place or title.
        sort: Sort
            ["created-date", "-created-date", "id", "-id", "modified-date", "-modified-date",
             "child-position", "-child-position", "title", "-title"],
    } for owner: TreeOwner {
        Database "databases" "getDatabaseDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Embed "embeds" "getSmartLinkDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Folder "folders" "getFolderDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Page "pages" "getPageDirectChildren" needs granular ["read:hierarchical-content:confluence"];
        Whiteboard "whiteboards" "getWhiteboardDirectChildren" needs granular ["read:hierarchical-content:confluence"];
    }

    /// Lists the pages directly under a page. Atlassian has deprecated it: [`of`] lists content of every type.
    fn pages(id: PageId) -> Paged<Child> = GetChildPages: GET "/pages/{id}/children" paged Cursor
        needs granular ["read:page:confluence"]
    {
        /// The order: by date, id or place.
        sort: Sort
            ["created-date", "-created-date", "id", "-id", "child-position", "-child-position",
             "modified-date", "-modified-date"],
    }

    /// Lists the custom content directly under custom content.
    fn custom_content(id: CustomContentId) -> Paged<Child> = GetChildCustomContent:
        GET "/custom-content/{id}/children" paged Cursor needs granular ["read:custom-content:confluence"]
    {
        /// The order: by date or id.
        sort: Sort ["created-date", "-created-date", "id", "-id", "modified-date", "-modified-date"],
    }
}
