//! Permissions for all of the site.

use crate::ids::UserKey;
use crate::models::dc::{GlobalPermission, NewPermissions, OperationRef};
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Lists who may do what.
    fn list() -> Vec<GlobalPermission> = GetAllGlobalPermissions: GET "/permissions"

    /// Lets people and groups do just what is listed, at most 40 of them.
    fn set() -> () = SetGlobalPermissions("setPermissions"): PUT "/permissions" <- (Vec<NewPermissions>)

    /// Lists what those may do who are not logged in.
    fn of_anonymous()
        -> Vec<GlobalPermission> = GlobalPermissionsOfAnonymous("getPermissionsGrantedToAnonymousUsers"):
        GET "/permissions/anonymous"

    /// Lists what a group may do.
    fn of_group(group: String)
        -> Vec<GlobalPermission> = GlobalPermissionsOfGroup("getPermissionsGrantedToGroup"):
        GET "/permissions/group/{group}"

    /// Lists what those may do who have no licence.
    fn of_unlicensed()
        -> Vec<GlobalPermission> = GlobalPermissionsOfUnlicensed("getPermissionsGrantedToUnlicensedUsers"):
        GET "/permissions/unlicensed"

    /// Lists what a person may do by themselves.
    fn of_user(user: UserKey)
        -> Vec<GlobalPermission> = GlobalPermissionsOfUser("getPermissionsGrantedToUser"):
        GET "/permissions/user/{user}"

    /// Lets those do something who are not logged in.
    fn grant_to_anonymous() -> () = GrantGlobalPermissionsToAnonymous("grantPermissionsToAnonymousUsers"):
        PUT "/permissions/anonymous/grant" <- (Vec<OperationRef>)

    /// Lets a group do something.
    fn grant_to_group(group: String) -> () = GrantGlobalPermissionsToGroup("grantPermissionsToGroup"):
        PUT "/permissions/group/{group}/grant" <- (Vec<OperationRef>)

    /// Lets those do something who have no licence.
    fn grant_to_unlicensed() -> () = GrantGlobalPermissionsToUnlicensed("grantPermissionsToUnlicensedUsers"):
        PUT "/permissions/unlicensed/grant" <- (Vec<OperationRef>)

    /// Lets a person do something.
    fn grant_to_user(user: UserKey) -> () = GrantGlobalPermissionsToUser("grantPermissionsToUser"):
        PUT "/permissions/user/{user}/grant" <- (Vec<OperationRef>)

    /// Lets those do something no more who are not logged in.
    fn revoke_from_anonymous()
        -> () = RevokeGlobalPermissionsFromAnonymous("revokePermissionsFromAnonymousUsers"):
        PUT "/permissions/anonymous/revoke" <- (Vec<OperationRef>)

    /// Lets a group do something no more.
    fn revoke_from_group(group: String)
        -> () = RevokeGlobalPermissionsFromGroup("revokePermissionsFromGroup"):
        PUT "/permissions/group/{group}/revoke" <- (Vec<OperationRef>)

    /// Lets those do something no more who have no licence.
    fn revoke_from_unlicensed()
        -> () = RevokeGlobalPermissionsFromUnlicensed("revokePermissionsFromUnlicensedUsers"):
        PUT "/permissions/unlicensed/revoke" <- (Vec<OperationRef>)

    /// Lets a person do something no more.
    fn revoke_from_user(user: UserKey) -> () = RevokeGlobalPermissionsFromUser("revokePermissionsFromUser"):
        PUT "/permissions/user/{user}/revoke" <- (Vec<OperationRef>)
}
