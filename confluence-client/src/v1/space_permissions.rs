//! Permissions in spaces, on sites without roles.

use crate::ids::{PermissionId, SpaceKey};
use crate::models::v1::{CustomContentPermissions, GrantedPermission, NewPermission};
use crate::operation::declare::endpoints;

endpoints! { V1:
    /// Lets a person or a group do something in a space.
    fn add(space: SpaceKey) -> GrantedPermission = AddPermissionToSpace: POST "/space/{space}/permission"
        <- NewPermission
        needs granular ["read:space.permission:confluence", "write:space.permission:confluence"]

    /// Lets a person or a group do something with custom content in a space, or no more.
    fn add_custom_content(space: SpaceKey) -> () = AddCustomContentPermissions:
        POST "/space/{space}/permission/custom-content" <- CustomContentPermissions
        needs granular ["read:space.permission:confluence", "write:space.permission:confluence"]

    /// Takes a permission in a space back; the one to read takes all others along.
    fn remove(space: SpaceKey, permission: PermissionId) -> () = RemovePermission:
        DELETE "/space/{space}/permission/{permission}"
        needs granular ["write:space.permission:confluence"]
}
