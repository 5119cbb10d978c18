//! Permissions in spaces.

use crate::ids::{SpaceKey, UserKey};
use crate::models::dc::{NewPermissions, OperationRef, SpacePermission};
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Lists who may do what in a space.
    fn list(space: SpaceKey) -> Vec<SpacePermission> = GetAllSpacePermissions:
        GET "/space/{space}/permissions"

    /// Lets people and groups do just what is listed, at most 40 of them.
    fn set(space: SpaceKey) -> () = SetSpacePermissions("setPermissions_1"): POST "/space/{space}/permissions"
        <- (Vec<NewPermissions>)

    /// Lists what those may do in a space who are not logged in.
    fn of_anonymous(space: SpaceKey)
        -> Vec<SpacePermission> = SpacePermissionsOfAnonymous("getPermissionsGrantedToAnonymousUsers_1"):
        GET "/space/{space}/permissions/anonymous"

    /// Lists what a group may do in a space.
    fn of_group(space: SpaceKey, group: String)
        -> Vec<SpacePermission> = SpacePermissionsOfGroup("getPermissionsGrantedToGroup_1"):
        GET "/space/{space}/permissions/group/{group}"

    /// Lists what a person may do in a space by themselves.
    fn of_user(space: SpaceKey, user: UserKey)
        -> Vec<SpacePermission> = SpacePermissionsOfUser("getPermissionsGrantedToUser_1"):
        GET "/space/{space}/permissions/user/{user}"

    /// Lets those do something in a space who are not logged in.
    fn grant_to_anonymous(space: SpaceKey)
        -> () = GrantSpacePermissionsToAnonymous("grantPermissionsToAnonymousUsers_1"):
        PUT "/space/{space}/permissions/anonymous/grant" <- (Vec<OperationRef>)

    /// Lets a group do something in a space.
    fn grant_to_group(space: SpaceKey, group: String)
        -> () = GrantSpacePermissionsToGroup("grantPermissionsToGroup_1"):
        PUT "/space/{space}/permissions/group/{group}/grant" <- (Vec<OperationRef>)

    /// Lets a person do something in a space.
    fn grant_to_user(space: SpaceKey, user: UserKey)
        -> () = GrantSpacePermissionsToUser("grantPermissionsToUser_1"):
        PUT "/space/{space}/permissions/user/{user}/grant" <- (Vec<OperationRef>)

    /// Lets those do something in a space no more who are not logged in.
    fn revoke_from_anonymous(space: SpaceKey)
        -> () = RevokeSpacePermissionsFromAnonymous("revokePermissionsFromAnonymousUser"):
        PUT "/space/{space}/permissions/anonymous/revoke" <- (Vec<OperationRef>)

    /// Lets a group do something in a space no more.
    fn revoke_from_group(space: SpaceKey, group: String)
        -> () = RevokeSpacePermissionsFromGroup("revokePermissionsFromGroup_1"):
        PUT "/space/{space}/permissions/group/{group}/revoke" <- (Vec<OperationRef>)

    /// Lets a person do something in a space no more.
    fn revoke_from_user(space: SpaceKey, user: UserKey)
        -> () = RevokeSpacePermissionsFromUser("revokePermissionsFromUser_1"):
        PUT "/space/{space}/permissions/user/{user}/revoke" <- (Vec<OperationRef>)
}
