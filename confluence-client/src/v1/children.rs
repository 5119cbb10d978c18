//! Children of a page: moving and copying pages.

use crate::declare::endpoints;
use crate::ids::{ContentId, PageId};
use crate::models::ContentType;
use crate::models::v1::{
    Children, Content, DescendantExpansion, LongTask, MovePosition, MovedPage, PageCopy, PageTreeCopy,
};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Moves a page next to another one or under it.
    fn move_page(page: PageId, position: MovePosition, target: PageId) -> MovedPage = MovePage:
        PUT "/content/{page}/move/{position}/{target}"
        needs granular ["write:page:confluence"] or classic ["write:confluence-content"]

    /// Returns the descendants of a piece of content. Deprecated:
    /// [`v2::descendants`](crate::v2::descendants) shows more.
    fn descendants(content: ContentId) -> Children = GetContentDescendants:
        GET "/content/{content}/descendant"
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// Which types; without it, none.
        expand: Commas<DescendantExpansion>,
    }

    /// Lists the descendants of a piece of content on all levels. Deprecated:
    /// [`v2::descendants`](crate::v2::descendants) shows more.
    fn descendants_of_type(content: ContentId, kind: ContentType ["page", "comment", "attachment"])
        -> Paged<Content> = GetDescendantsOfType:
        GET "/content/{content}/descendant/{kind}" paged Start
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// How many levels: `root`, `all`, or a number up to 100.
        depth: String,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Copies a page with its descendants.
    fn copy_page_tree(page: PageId) -> LongTask = CopyPageHierarchy: POST "/content/{page}/pagehierarchy/copy"
        <- PageTreeCopy
        needs granular ["read:content.metadata:confluence", "write:page:confluence"]
            or classic ["write:confluence-content"]

    /// Copies a page.
    fn copy_page(page: PageId) -> Content = CopyPage: POST "/content/{page}/copy" <- PageCopy
        needs granular ["read:content-details:confluence", "write:page:confluence"]
            or classic ["write:confluence-content"]
    {
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }
}
