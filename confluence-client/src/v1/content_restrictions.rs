//! Content restrictions: who may read and update content.

use crate::declare::endpoints;
use crate::ids::{AccountId, ContentId, GroupId, UserKey};
use crate::models::PermissionKey;
use crate::models::v1::{
    Restriction, RestrictionExpansion, RestrictionUpdate, Restrictions, RestrictionsByOperation,
};
use crate::wire::values::Commas;

endpoints! { V1:
    /// Returns the restrictions of a piece of content.
    fn list(content: ContentId) -> Restrictions = GetRestrictions: GET "/content/{content}/restriction"
        paged Start
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.all"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion>,
    }

    /// Replaces the restrictions of a piece of content.
    fn replace(content: ContentId) -> Restrictions = UpdateRestrictions: PUT "/content/{content}/restriction"
        <- (Vec<RestrictionUpdate>)
        needs granular ["read:content-details:confluence", "write:content.restriction:confluence"]
            or classic ["write:confluence-content"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion>,
    }

    /// Adds restrictions to a piece of content.
    fn add(content: ContentId) -> Restrictions = AddRestrictions: POST "/content/{content}/restriction"
        <- (Vec<RestrictionUpdate>)
        needs granular ["read:content-details:confluence", "write:content.restriction:confluence"]
            or classic ["write:confluence-content"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion>,
    }

    /// Deletes all restrictions of a piece of content.
    fn delete(content: ContentId) -> Restrictions = DeleteRestrictions:
        DELETE "/content/{content}/restriction"
        needs granular ["read:content-details:confluence", "write:content.restriction:confluence"]
            or classic ["write:confluence-content"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion>,
    }

    /// Returns the restrictions of a piece of content by operation.
    fn by_operation(content: ContentId) -> RestrictionsByOperation = GetRestrictionsByOperation:
        GET "/content/{content}/restriction/byOperation"
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.all"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion> ["restrictions.user", "restrictions.group", "content"],
    }

    /// Returns the restrictions of one operation on a piece of content: read, or update.
    fn for_operation(content: ContentId, operation: PermissionKey ["read", "update"])
        -> Restriction = GetRestrictionsForOperation:
        GET "/content/{content}/restriction/byOperation/{operation}" paged Start
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.all"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion> ["restrictions.user", "restrictions.group", "content"],
    }

    /// Checks whether a restriction names a group: an error of kind `NotFound` where it does not.
    fn has_group(content: ContentId, operation: PermissionKey ["read", "update"], group: GroupId)
        -> () = GetIndividualGroupRestrictionStatusByGroupId:
        GET "/content/{content}/restriction/byOperation/{operation}/byGroupId/{group}"
        needs granular ["read:content.restriction:confluence"] or classic ["read:confluence-content.all"]

    /// Adds a group to a restriction.
    fn add_group(content: ContentId, operation: PermissionKey ["read", "update"], group: GroupId)
        -> () = AddGroupToContentRestrictionByGroupId:
        PUT "/content/{content}/restriction/byOperation/{operation}/byGroupId/{group}"
        needs granular ["write:content.restriction:confluence"] or classic ["write:confluence-content"]

    /// Removes a group from a restriction.
    fn remove_group(content: ContentId, operation: PermissionKey ["read", "update"], group: GroupId)
        -> () = RemoveGroupFromContentRestriction:
        DELETE "/content/{content}/restriction/byOperation/{operation}/byGroupId/{group}"
        needs granular ["write:content.restriction:confluence"] or classic ["write:confluence-content"]

    /// Checks whether a restriction names a person: an error of kind `NotFound` where it does not.
    fn has_user(content: ContentId, operation: PermissionKey) -> () = GetContentRestrictionStatusForUser:
        GET "/content/{content}/restriction/byOperation/{operation}/user"
        needs granular ["read:content.restriction:confluence"] or classic ["read:confluence-content.all"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Adds a person to a restriction.
    fn add_user(content: ContentId, operation: PermissionKey) -> () = AddUserToContentRestriction:
        PUT "/content/{content}/restriction/byOperation/{operation}/user"
        needs granular ["write:content.restriction:confluence"] or classic ["write:confluence-content"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }

    /// Removes a person from a restriction.
    fn remove_user(content: ContentId, operation: PermissionKey ["read", "update"])
        -> () = RemoveUserFromContentRestriction:
        DELETE "/content/{content}/restriction/byOperation/{operation}/user"
        needs granular ["write:content.restriction:confluence"] or classic ["write:confluence-content"]
    {
        /// Who; without it, the caller.
        account_id: AccountId,
        /// Deprecated: who, by key.
        key: UserKey,
        /// Deprecated: who, by the name to log in with.
        username: String,
    }
}
