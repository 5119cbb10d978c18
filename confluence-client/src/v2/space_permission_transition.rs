//! Space permission transition: the move of a site from permissions to roles. Experimental; for its administrators.

use crate::declare::endpoints;
use crate::ids::LongTaskId;
use crate::models::{
    AccessRemoval, PermissionCombinations, RoleTransition, TransitionTask, TransitionTaskStatus,
};

endpoints! { V2:
    /// Lists the combinations of permissions that are in use, as they were last counted.
    fn combinations() -> PermissionCombinations = ListSpacePermissionCombinations:
        GET "/space-permissions/transition/combinations" paged Cursor needs granular ["read:configuration:confluence"]

    /// Counts the combinations of permissions that are in use.
    fn count_combinations() -> TransitionTask = GenerateSpacePermissionCombinations:
        POST "/space-permissions/transition/combinations" needs granular ["write:configuration:confluence"]

    /// Assigns roles in place of combinations of permissions.
    fn assign_roles() -> TransitionTask = BulkAssignSpacePermissionRoles:
        POST "/space-permissions/transition/role-assignments" <- RoleTransition
        needs granular ["write:configuration:confluence"]

    /// Removes the access that combinations of permissions give.
    fn remove_access() -> TransitionTask = BulkRemoveSpacePermissionAccess:
        POST "/space-permissions/transition/access-removals" <- AccessRemoval
        needs granular ["write:configuration:confluence"]

    /// Returns the progress of a task of the transition.
    fn status(id: LongTaskId) -> TransitionTaskStatus = GetSpacePermissionTransitionTaskStatus:
        GET "/space-permissions/transition/tasks/{id}" needs granular ["read:configuration:confluence"]
}
