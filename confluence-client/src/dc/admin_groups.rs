//! Group administration: creating and deleting groups.

use crate::declare::endpoints;
use crate::models::v1::{Group, NewGroup};

endpoints! { DataCenter:
    /// Creates a group.
    fn create() -> Group = CreateGroup("create"): POST "/admin/group" <- NewGroup

    /// Deletes a group.
    fn delete(group: String) -> () = DeleteGroup("delete"): DELETE "/admin/group/{group}"
}
