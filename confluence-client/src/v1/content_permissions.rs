//! Content permissions: checking what a user or group may do with content.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::v1::{PermissionCheck, PermissionQuestion};

endpoints! { V1:
    /// Checks whether a person or a group may perform an operation on a piece of content.
    fn check(content: ContentId) -> PermissionCheck = CheckContentPermission:
        POST "/content/{content}/permission/check" <- PermissionQuestion
        needs granular ["read:content.permission:confluence"]
            or classic ["read:confluence-content.permission"]
}
