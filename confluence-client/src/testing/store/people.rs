//! Users and groups.

use super::Store;
use super::content::{Group, User};

impl Store {
    pub(crate) fn user(&self, account_id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.account_id == account_id)
    }

    /// A user by account id, username or user key.
    pub(crate) fn user_by_any(&self, name: &str) -> Option<&User> {
        let named =
            |user: &&User| [&user.account_id, &user.username, &user.user_key].contains(&&name.to_owned());
        self.users.iter().find(named)
    }

    pub(crate) fn group(&self, id_or_name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id_or_name || group.name == id_or_name)
    }

    pub(crate) fn groups_of<'a>(&'a self, account_id: &'a str) -> impl Iterator<Item = &'a Group> {
        self.groups.iter().filter(move |group| group.members.contains(account_id))
    }
}
