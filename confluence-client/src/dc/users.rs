//! Users.

use crate::declare::endpoints;
use crate::ids::UserKey;
use crate::models::dc::{PasswordChange, UserUpdate};
use crate::models::v1::{Group, User};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Changes the caller's password.
    fn change_password() -> () = ChangeOwnPassword("changePassword_1"): POST "/user/current/password"
        <- PasswordChange

    /// Returns the anonymous user: how those appear who are not logged in.
    fn anonymous() -> User = GetAnonymous: GET "/user/anonymous" {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }

    /// Returns the caller.
    fn current() -> User = GetCurrentUser("getCurrent"): GET "/user/current" {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }

    /// Updates the caller's name or e-mail address.
    fn update() -> () = UpdateCurrentUser("updateUser_1"): PUT "/user/current" <- UserUpdate

    /// Lists the groups of a person.
    fn groups() -> Paged<Group> = GetGroupsOfUser("getGroups_1"): GET "/user/memberof" paged Start {
        /// Who, by key; without `key` and `username`, the caller.
        key: UserKey,
        /// Who, by the name to log in with.
        username: String,
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }

    /// Returns one person, by key or by name.
    fn get() -> User = GetUser: GET "/user" {
        /// Who, by key; without `key` and `username`, the caller.
        key: UserKey,
        /// Who, by the name to log in with.
        username: String,
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }

    /// Lists people.
    fn list() -> Paged<User> = GetUsers: GET "/user/list" paged Start {
        /// What more to answer, such as `status`.
        expand: Commas<String>,
    }
}
