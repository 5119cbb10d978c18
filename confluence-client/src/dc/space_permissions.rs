//! Space permissions of users and groups.

use crate::declare::endpoints;
use crate::ids::{SpaceKey, UserKey};
use crate::models::dc::{NewPermissions, OperationRef, SpacePermission};

endpoints! { DataCenter:
    /// Lists the permissions in a space.
    fn list(space: SpaceKey) -> Vec<SpacePermission> = GetAllSpacePermissions:
        GET "/space/{space}/permissions"

    /// Sets the permissions of people and groups, at most 40 of them.
    fn set(space: SpaceKey) -> () = SetSpacePermissions("setPermissions_1"): POST "/space/{space}/permissions"
        <- (Vec<NewPermissions>)

    /// Lists the permissions of anonymous users in a space.
    fn of_anonymous(space: SpaceKey)
        -> Vec<SpacePermission> = SpacePermissionsOfAnonymous("getPermissionsGrantedToAnonymousUsers_1"):
        GET "/space/{space}/permissions/anonymous"

    /// Lists the permissions of a group in a space.
    fn of_group(space: SpaceKey, group: String)
        -> Vec<SpacePermission> = SpacePermissionsOfGroup("getPermissionsGrantedToGroup_1"):
        GET "/space/{space}/permissions/group/{group}"

    /// Lists the permissions of a person in a space, without those of their groups.
    fn of_user(space: SpaceKey, user: UserKey)
        -> Vec<SpacePermission> = SpacePermissionsOfUser("getPermissionsGrantedToUser_1"):
        GET "/space/{space}/permissions/user/{user}"

    /// Grants permissions in a space to anonymous users.
    fn grant_to_anonymous(space: SpaceKey)
        -> () = GrantSpacePermissionsToAnonymous("grantPermissionsToAnonymousUsers_1"):
        PUT "/space/{space}/permissions/anonymous/grant" <- (Vec<OperationRef>)

    /// Grants permissions in a space to a group.
    fn grant_to_group(space: SpaceKey, group: String)
        -> () = GrantSpacePermissionsToGroup("grantPermissionsToGroup_1"):
        PUT "/space/{space}/permissions/group/{group}/grant" <- (Vec<OperationRef>)

    /// Grants permissions in a space to a person.
    fn grant_to_user(space: SpaceKey, user: UserKey)
        -> () = GrantSpacePermissionsToUser("grantPermissionsToUser_1"):
        PUT "/space/{space}/permissions/user/{user}/grant" <- (Vec<OperationRef>)

    /// Revokes permissions in a space from anonymous users.
    fn revoke_from_anonymous(space: SpaceKey)
        -> () = RevokeSpacePermissionsFromAnonymous("revokePermissionsFromAnonymousUser"):
        PUT "/space/{space}/permissions/anonymous/revoke" <- (Vec<OperationRef>)

    /// Revokes permissions in a space from a group.
    fn revoke_from_group(space: SpaceKey, group: String)
        -> () = RevokeSpacePermissionsFromGroup("revokePermissionsFromGroup_1"):
        PUT "/space/{space}/permissions/group/{group}/revoke" <- (Vec<OperationRef>)

    /// Revokes permissions in a space from a person.
    fn revoke_from_user(space: SpaceKey, user: UserKey)
        -> () = RevokeSpacePermissionsFromUser("revokePermissionsFromUser_1"):
        PUT "/space/{space}/permissions/user/{user}/revoke" <- (Vec<OperationRef>)
}
