//! Space roles: sets of permissions.

use crate::declare::endpoints;
use crate::ids::{RoleId, SpaceId};
use crate::models::{
    NewRoleAssignment, NewSpaceRole, PrincipalType, RoleAssignment, RoleTask, RoleType, SpaceRole,
    SpaceRoleMode, SpaceRoleUpdate,
};
use crate::wire::paging::Paged;

/// Roles to give and to take.
type RoleAssignments = Vec<NewRoleAssignment>;

endpoints! { V2:
    /// Checks whether the site works with roles.
    fn mode() -> SpaceRoleMode = GetSpaceRoleMode: GET "/space-role-mode"
        needs granular ["read:configuration:confluence"]

    /// Lists the roles.
    fn list() -> Paged<SpaceRole> = GetAvailableSpaceRoles: GET "/space-roles" paged Cursor
        needs granular ["read:space.permission:confluence"]
    {
        /// Only roles in this space.
        space_id: SpaceId,
        /// Only roles of this type.
        role_type: RoleType,
        /// Only roles of this principal, together with its type.
        principal_id: String,
        /// The type of the principal.
        principal_type: PrincipalType,
    }

    /// Returns one role.
    fn get(id: RoleId) -> SpaceRole = GetSpaceRolesById: GET "/space-roles/{id}"
        needs granular ["read:space.permission:confluence"]

    /// Creates a role.
    fn create() -> SpaceRole = CreateSpaceRole: POST "/space-roles" <- NewSpaceRole
        needs granular ["write:configuration:confluence"]

    /// Replaces a role, in the background.
    fn update(id: RoleId) -> RoleTask = UpdateSpaceRole: PUT "/space-roles/{id}" <- SpaceRoleUpdate
        needs granular ["write:configuration:confluence"]

    /// Deletes a role, in the background.
    fn delete(id: RoleId) -> RoleTask = DeleteSpaceRole: DELETE "/space-roles/{id}"
        needs granular ["write:configuration:confluence"]

    /// Lists the role assignments of a space.
    fn assignments(id: SpaceId) -> Paged<RoleAssignment> = GetSpaceRoleAssignments:
        GET "/spaces/{id}/role-assignments" paged Cursor needs granular ["read:space.permission:confluence"]
    {
        /// Only assignments of this role.
        role_id: RoleId,
        /// Only assignments of roles of this type.
        role_type: RoleType,
        /// Only assignments to this principal.
        principal_id: String,
        /// Only assignments to principals of this type.
        principal_type: PrincipalType,
    }

    /// Assigns roles in a space, and removes them from principals without a role.
    fn assign(id: SpaceId) -> Paged<RoleAssignment> = SetSpaceRoleAssignments:
        POST "/spaces/{id}/role-assignments" <- RoleAssignments needs granular ["write:space.permission:confluence"]
}
