//! Descendants: content on all levels below a page.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::ContentType;
use crate::models::v1::{Children, Content};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Returns the descendants of a piece of content, by type as `expand` names them.
    fn all(content: ContentId) -> Children = DescendantsByType("descendants"):
        GET "/content/{content}/descendant"
    {
        /// What more to answer, such as `comment`, and then `comment.version`.
        expand: Commas<String>,
    }

    /// Lists the descendants of a piece of content on all levels, of one type; only comments.
    fn of_type(content: ContentId, kind: ContentType) -> Paged<Content> = DescendantsOfType:
        GET "/content/{content}/descendant/{kind}" paged Start
    {
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }
}
