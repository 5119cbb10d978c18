//! User administration: creating, changing and deleting users.

use crate::declare::endpoints;
use crate::models::dc::{CreatedUser, NewPassword, NewUser, UserUpdate};
use crate::models::v1::{LongTask, User};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Sets a person's password.
    fn set_password(user: String) -> () = ChangePassword: POST "/admin/user/{user}/password" <- NewPassword

    /// Creates a person.
    fn create() -> CreatedUser = CreateUser: POST "/admin/user" <- NewUser

    /// Updates a person.
    fn update(user: String) -> Option<CreatedUser> = UpdateUser: PUT "/admin/user/{user}" <- UserUpdate

    /// Deletes a person; what they wrote stays.
    fn delete(user: String) -> LongTask = DeleteUser("delete_1"): DELETE "/admin/user/{user}"

    /// Disables a person, who then cannot log in.
    fn disable(user: String) -> () = DisableUser("disable"): PUT "/admin/user/{user}/disable"

    /// Enables a person, who then can log in again.
    fn enable(user: String) -> () = EnableUser("enable"): PUT "/admin/user/{user}/enable"

    /// Lists the active users: those who count for the licence.
    fn active() -> Paged<User> = GetActiveUsers: GET "/admin/users/list/active" paged Start {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }
}
