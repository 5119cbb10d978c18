//! Group membership: adding users to groups and removing them.

use crate::declare::endpoints;

endpoints! { DataCenter:
    /// Adds a person to a group.
    fn add(user: String, group: String) -> () = AddUserToGroup("update_5"): PUT "/user/{user}/group/{group}"

    /// Removes a person from a group.
    fn remove(user: String, group: String) -> () = RemoveUserFromGroup("delete_6"):
        DELETE "/user/{user}/group/{group}"
}
