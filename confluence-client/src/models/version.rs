//! Versions of content.

use crate::Timestamp;
use crate::declare::{bodies, models};
use crate::ids::AccountId;

models! {
    /// A version of a piece of content.
    pub struct Version {
        /// Its number, from 1.
        number: Option<u64>,
        /// What its author said of it.
        message: Option<String>,
        /// When it was made.
        created_at: Option<Timestamp>,
        /// Who made it.
        author_id: Option<AccountId>,
        /// Whether watchers were not told.
        minor_edit: bool = default,
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
}
