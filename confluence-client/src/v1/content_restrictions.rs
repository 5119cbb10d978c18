//! Restrictions: who may read and change content.

use crate::ids::{AccountId, ContentId, GroupId, UserKey};
use crate::models::PermissionKey;
use crate::models::v1::{
    Restriction, RestrictionExpansion, RestrictionUpdate, Restrictions, RestrictionsByOperation,
};
use crate::operation::declare::endpoints;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Hands out the restrictions of a piece of content.
    fn list(content: ContentId) -> Restrictions = GetRestrictions: GET "/content/{content}/restriction"
        paged Start
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.all"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion>,
    }

    /// Puts restrictions on a piece of content in place of those it has.
    fn replace(content: ContentId) -> Restrictions = UpdateRestrictions: PUT "/content/{content}/restriction"
        <- (Vec<RestrictionUpdate>)
        needs granular ["read:content-details:confluence", "write:content.restriction:confluence"]
            or classic ["write:confluence-content"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion>,
    }

    /// Puts restrictions on a piece of content, beside those it has.
    fn add(content: ContentId) -> Restrictions = AddRestrictions: POST "/content/{content}/restriction"
        <- (Vec<RestrictionUpdate>)
        needs granular ["read:content-details:confluence", "write:content.restriction:confluence"]
            or classic ["write:confluence-content"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion>,
    }

    /// Takes all restrictions off a piece of content.
    fn delete(content: ContentId) -> Restrictions = DeleteRestrictions:
        DELETE "/content/{content}/restriction"
        needs granular ["read:content-details:confluence", "write:content.restriction:confluence"]
            or classic ["write:confluence-content"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion>,
    }

    /// Hands out the restrictions of a piece of content, by what they are about.
    fn by_operation(content: ContentId) -> RestrictionsByOperation = GetRestrictionsByOperation:
        GET "/content/{content}/restriction/byOperation"
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.all"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion> ["restrictions.user", "restrictions.group", "content"],
    }

    /// Hands out who may read a piece of content, or who may change it.
    fn for_operation(content: ContentId, operation: PermissionKey ["read", "update"])
        -> Restriction = GetRestrictionsForOperation:
        GET "/content/{content}/restriction/byOperation/{operation}" paged Start
        needs granular ["read:content-details:confluence"] or classic ["read:confluence-content.all"]
    {
        /// What more to answer.
        expand: Commas<RestrictionExpansion> ["restrictions.user", "restrictions.group", "content"],
    }

    /// Says whether a restriction leaves a group in: an error of kind `NotFound` where it does not.
    fn has_group(content: ContentId, operation: PermissionKey ["read", "update"], group: GroupId)
        -> () = GetIndividualGroupRestrictionStatusByGroupId:
        GET "/content/{content}/restriction/byOperation/{operation}/byGroupId/{group}"
        needs granular ["read:content.restriction:confluence"] or classic ["read:confluence-content.all"]

    /// Leaves a group in by a restriction.
    fn add_group(content: ContentId, operation: PermissionKey ["read", "update"], group: GroupId)
        -> () = AddGroupToContentRestrictionByGroupId:
        PUT "/content/{content}/restriction/byOperation/{operation}/byGroupId/{group}"
        needs granular ["write:content.restriction:confluence"] or classic ["write:confluence-content"]

    /// Takes a group out of a restriction.
    fn remove_group(content: ContentId, operation: PermissionKey ["read", "update"], group: GroupId)
        -> () = RemoveGroupFromContentRestriction:
        DELETE "/content/{content}/restriction/byOperation/{operation}/byGroupId/{group}"
        needs granular ["write:content.restriction:confluence"] or classic ["write:confluence-content"]

    /// Says whether a restriction leaves a person in: an error of kind `NotFound` where it does not.
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

    /// Leaves a person in by a restriction.
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

    /// Takes a person out of a restriction.
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
