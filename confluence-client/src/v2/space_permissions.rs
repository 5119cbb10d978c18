//! Space permissions.

use crate::declare::endpoints;
use crate::ids::SpaceId;
use crate::models::{PermissionAssignment, SpacePermission};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the permissions that a role may have.
    fn list() -> Paged<SpacePermission> = GetAvailableSpacePermissions: GET "/space-permissions" paged Cursor
        needs granular ["read:space.permission:confluence"]

    /// Lists the permissions in a space.
    fn of(id: SpaceId) -> Paged<PermissionAssignment> = GetSpacePermissionsAssignments:
        GET "/spaces/{id}/permissions" paged Cursor needs granular ["read:space:confluence"]
}
