//! Content restrictions: who may read and update content.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::PermissionKey;
use crate::models::dc::{NewRestriction, Restricted};
use crate::models::v1::Restriction;
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Returns the restrictions of a piece of content by operation.
    fn by_operation(content: ContentId) -> Restricted = RestrictionsByOperation("byOperation"):
        GET "/content/{content}/restriction/byOperation"
    {
        /// What more to answer, such as `restrictions.user` or `restrictions.group`.
        expand: Commas<String>,
    }

    /// Returns the restrictions of one operation on a piece of content: read, or update.
    fn for_operation(content: ContentId, operation: PermissionKey)
        -> Restriction = RestrictionsForOperation("forOperation"):
        GET "/content/{content}/restriction/byOperation/{operation}" paged Start
    {
        /// What more to answer, such as `restrictions.user` or `restrictions.group`.
        expand: Commas<String>,
    }

    /// Returns the effective read restrictions of a piece of content, its ancestors included.
    fn relevant(content: ContentId) -> Restricted = RelevantViewRestrictions:
        GET "/content/{content}/restriction/relevantViewRestrictions" paged Start
    {
        /// What more to answer, such as `restrictions.user` or `restrictions.group`.
        expand: Commas<String>,
    }

    /// Replaces the restrictions of a piece of content.
    fn replace(content: ContentId) -> Paged<Restriction> = UpdateRestrictions:
        PUT "/content/{content}/restriction" paged Start <- (Vec<NewRestriction>)
    {
        /// What more to answer, such as `restrictions.user` or `restrictions.group`.
        expand: Commas<String>,
    }
}
