//! When and by whom content was created and changed.

use super::{Content, Links, User};
use crate::declare::{bodies, models};
use crate::ids::{AccountId, UserKey};
use crate::models::PermissionKey;
use crate::wire::timestamp::Timestamp;

models! {
    /// A version of a piece of content.
    #[derive(Default)]
    pub struct Version {
        /// Its number, from 1.
        number: Option<u64> = default,
        /// When it was made.
        when: Option<Timestamp>,
        /// When it was made, for people.
        friendly_when: Option<String>,
        /// Who made it.
        by: Option<Box<User>>,
        /// What its author said of it.
        message: Option<String>,
        /// Whether watchers were not notified.
        minor_edit: bool = default,
        /// Whether the content changed its type with it, such as from a page to a live page.
        content_type_modified: bool = default,
        /// Whether the history does not list it, on Data Center.
        hidden: bool = default,
        /// Who worked on it, if expanded.
        collaborators: Option<Collaborators>,
        /// The content as it was, if expanded.
        content: Option<Box<Content>>,
        /// The editing service's mark for it.
        sync_rev: Option<String>,
        /// Which editing service that is.
        sync_rev_source: Option<String>,
        /// Confluence's mark for it, for the editing service.
        conf_rev: Option<String>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// People who worked on something.
    pub struct Collaborators {
        /// The people.
        users: Vec<User> = default,
        /// Their keys, on Data Center.
        user_keys: Vec<UserKey> = default,
        /// Their accounts, on Cloud.
        user_account_ids: Vec<AccountId> = default,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// When and by whom a piece of content was created and changed.
    pub struct History {
        /// Whether this is the current version.
        latest: bool = default,
        /// Who created it.
        created_by: Option<User>,
        /// When it was created.
        created_date: Option<Timestamp>,
        /// Who owns it, on Cloud.
        owned_by: Option<User>,
        /// Who owned it before, on Cloud.
        last_owned_by: Option<User>,
        /// The latest version, if expanded.
        last_updated: Option<Version>,
        /// The version before, if expanded.
        previous_version: Option<Version>,
        /// The version after, if expanded.
        next_version: Option<Version>,
        /// Who worked on it, if expanded.
        contributors: Option<Contributors>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// Who worked on a piece of content.
    pub struct Contributors {
        /// Those who published versions.
        publishers: Option<Collaborators>,
    }
}

bodies! {
    /// The version that an update makes: the current number plus one.
    pub struct NewVersion(
        /// `number` is the current version's plus one; the service refuses any other with a conflict.
        number: u64,
    ) {
        /// What to say of it.
        message: String,
        /// Whether to spare the watchers.
        minor_edit: bool,
    }

    /// What to do with an older version.
    pub struct VersionRestore(
        /// `operation_key` is what to do, and `params` with which version.
        operation_key: PermissionKey ["restore"],
        params: VersionRestoreParameters,
    )

    /// Which version becomes the current one again.
    pub struct VersionRestoreParameters(
        /// `version_number` comes back, and `message` says so in the history.
        version_number: u64,
        message: String,
    ) {
        /// Whether the title comes back as well.
        restore_title: bool,
    }
}

impl VersionRestore {
    /// Makes a version the current one again, under a new number.
    pub fn of(parameters: VersionRestoreParameters) -> Self {
        Self::new(PermissionKey::Restore, parameters)
    }
}
