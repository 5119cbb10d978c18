//! Child content: pages, comments and attachments of content.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::ContentType;
use crate::models::v1::{Children, Content};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Returns the children of a piece of content, by type as `expand` names them.
    fn all(content: ContentId) -> Children = ChildrenByType("children"): GET "/content/{content}/child"
        paged Start
    {
        /// Under this version; 0, the current one, by default.
        parent_version: u32,
        /// What more to answer, such as `page` or `comment`, and then `page.version`.
        expand: Commas<String>,
    }

    /// Lists the children of a piece of content, of one type.
    fn of_type(content: ContentId, kind: ContentType) -> Paged<Content> = ChildrenOfType:
        GET "/content/{content}/child/{kind}" paged Start
    {
        /// Under this version; 0, the current one, by default.
        parent_version: u32,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Lists the comments on a piece of content.
    fn comments(content: ContentId) -> Paged<Content> = CommentsOfContent:
        GET "/content/{content}/child/comment" paged Start
    {
        /// On this version; 0, the current one, by default.
        parent_version: u32,
        /// Only comments that stand here: `footer`, `inline`, `resolved`.
        location: Vec<String>,
        /// `all` for the answers to comments as well; `root` by default.
        depth: String,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }
}
