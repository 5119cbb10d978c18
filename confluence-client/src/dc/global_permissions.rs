//! Global permissions of users and groups.

use crate::declare::endpoints;
use crate::ids::UserKey;
use crate::models::dc::{GlobalPermission, NewPermissions, OperationRef};

endpoints! { DataCenter:
    /// Lists the global permissions.
    fn list() -> Vec<GlobalPermission> = GetAllGlobalPermissions: GET "/permissions"

    /// Sets the permissions of people and groups, at most 40 of them.
    fn set() -> () = SetGlobalPermissions("setPermissions"): PUT "/permissions" <- (Vec<NewPermissions>)

    /// Lists the global permissions of anonymous users.
    fn of_anonymous()
        -> Vec<GlobalPermission> = GlobalPermissionsOfAnonymous("getPermissionsGrantedToAnonymousUsers"):
        GET "/permissions/anonymous"

    /// Lists the global permissions of a group.
    fn of_group(group: String)
        -> Vec<GlobalPermission> = GlobalPermissionsOfGroup("getPermissionsGrantedToGroup"):
        GET "/permissions/group/{group}"

    /// Lists the global permissions of unlicensed users.
    fn of_unlicensed()
        -> Vec<GlobalPermission> = GlobalPermissionsOfUnlicensed("getPermissionsGrantedToUnlicensedUsers"):
        GET "/permissions/unlicensed"

    /// Lists the global permissions of a person, without those of their groups.
    fn of_user(user: UserKey)
        -> Vec<GlobalPermission> = GlobalPermissionsOfUser("getPermissionsGrantedToUser"):
        GET "/permissions/user/{user}"

    /// Grants global permissions to anonymous users.
    fn grant_to_anonymous() -> () = GrantGlobalPermissionsToAnonymous("grantPermissionsToAnonymousUsers"):
        PUT "/permissions/anonymous/grant" <- (Vec<OperationRef>)

    /// Grants global permissions to a group.
    fn grant_to_group(group: String) -> () = GrantGlobalPermissionsToGroup("grantPermissionsToGroup"):
        PUT "/permissions/group/{group}/grant" <- (Vec<OperationRef>)

    /// Grants global permissions to unlicensed users.
    fn grant_to_unlicensed() -> () = GrantGlobalPermissionsToUnlicensed("grantPermissionsToUnlicensedUsers"):
        PUT "/permissions/unlicensed/grant" <- (Vec<OperationRef>)

    /// Grants global permissions to a person.
    fn grant_to_user(user: UserKey) -> () = GrantGlobalPermissionsToUser("grantPermissionsToUser"):
        PUT "/permissions/user/{user}/grant" <- (Vec<OperationRef>)

    /// Revokes global permissions from anonymous users.
    fn revoke_from_anonymous()
        -> () = RevokeGlobalPermissionsFromAnonymous("revokePermissionsFromAnonymousUsers"):
        PUT "/permissions/anonymous/revoke" <- (Vec<OperationRef>)

    /// Revokes global permissions from a group.
    fn revoke_from_group(group: String)
        -> () = RevokeGlobalPermissionsFromGroup("revokePermissionsFromGroup"):
        PUT "/permissions/group/{group}/revoke" <- (Vec<OperationRef>)

    /// Revokes global permissions from unlicensed users.
    fn revoke_from_unlicensed()
        -> () = RevokeGlobalPermissionsFromUnlicensed("revokePermissionsFromUnlicensedUsers"):
        PUT "/permissions/unlicensed/revoke" <- (Vec<OperationRef>)

    /// Revokes global permissions from a person.
    fn revoke_from_user(user: UserKey) -> () = RevokeGlobalPermissionsFromUser("revokePermissionsFromUser"):
        PUT "/permissions/user/{user}/revoke" <- (Vec<OperationRef>)
}
