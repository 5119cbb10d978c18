//! People, as administrators write them.

use super::Secret;
use crate::declare::{bodies, models};
use crate::ids::UserKey;

models! {
    /// A person who was created.
    pub struct CreatedUser {
        /// The key.
        user_key: Option<UserKey>,
    }
}

bodies! {
    /// A person to create.
    pub struct NewUser(
        /// `user_name` is the name to log in with.
        user_name: String,
        full_name: String,
        email: String,
    ) {
        /// The password; without one, the person sets it from the e-mail they get.
        password: Secret,
        /// Whether to write them an e-mail.
        notify_via_email: bool,
    }

    /// A person as they shall be.
    pub struct UserUpdate {
        /// The name to show.
        full_name: String,
        /// The e-mail address.
        email: String,
        /// The password, to change one's own e-mail address.
        current_password: Secret,
    }

    /// A password to set for somebody.
    pub struct NewPassword(
        /// The password.
        password: Secret,
    )

    /// A password to set for oneself.
    pub struct PasswordChange(
        /// The password so far and from now on.
        old_password: Secret,
        new_password: Secret,
    )
}
