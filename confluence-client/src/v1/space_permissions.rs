//! Space permissions, on sites without space roles.

use crate::declare::endpoints;
use crate::ids::{PermissionId, SpaceKey};
use crate::models::v1::{CustomContentPermissions, GrantedPermission, NewPermission};

endpoints! { V1:
    /// Adds a permission in a space for a person or a group.
    fn add(space: SpaceKey) -> GrantedPermission = AddPermissionToSpace: POST "/space/{space}/permission"
        <- NewPermission
        needs granular ["read:space.permission:confluence", "write:space.permission:confluence"]

    /// Adds or removes permissions on custom content in a space.
    fn add_custom_content(space: SpaceKey) -> () = AddCustomContentPermissions:
        POST "/space/{space}/permission/custom-content" <- CustomContentPermissions
        needs granular ["read:space.permission:confluence", "write:space.permission:confluence"]

    /// Removes a permission in a space; removing the one to read removes all others.
    fn remove(space: SpaceKey, permission: PermissionId) -> () = RemovePermission:
        DELETE "/space/{space}/permission/{permission}"
        needs granular ["write:space.permission:confluence"]
}
