//! Versions of content.

use crate::declare::{bodies, models};
use crate::ids::{AccountId, ContentId};
use crate::wire::timestamp::Timestamp;

use super::Bodies;

models! {
    /// A version of a piece of content.
    pub struct Version {
        /// Its number, from 1.
        number: Option<u64> = default,
        /// What its author said of it.
        message: Option<String>,
        /// When it was made.
        created_at: Option<Timestamp>,
        /// Who made it.
        author_id: Option<AccountId>,
        /// Whether watchers were not notified.
        minor_edit: bool = default,
    }
}

models! {
    /// A version in the history of a piece of content.
    pub struct HistoryEntry {
        /// Its number, from 1.
        number: Option<u64> = default,
        /// What its author said of it.
        message: Option<String>,
        /// When it was made.
        created_at: Option<Timestamp>,
        /// Who made it.
        author_id: Option<AccountId>,
        /// Whether watchers were not notified.
        minor_edit: bool = default,
        /// The content as it was then.
        content: Option<VersionedContent> as "page" or "blogpost" or "attachment" or "comment" or "custom",
    }

    /// A piece of content at one of its versions.
    pub struct VersionedContent {
        /// Its id.
        id: Option<ContentId>,
        /// The title it had.
        title: Option<String>,
        /// The body it had, in the representation that was asked for.
        body: Bodies = default,
    }

    /// A version with its neighbours.
    pub struct VersionDetails {
        /// Its number, from 1.
        number: Option<u64> = default,
        /// What its author said of it.
        message: Option<String>,
        /// When it was made.
        created_at: Option<Timestamp>,
        /// Who made it.
        author_id: Option<AccountId>,
        /// Whether watchers were not notified.
        minor_edit: bool = default,
        /// Whether the content changed its type with it, such as from a page to a live page.
        content_type_modified: bool = default,
        /// Who else worked on it.
        collaborators: Vec<AccountId> = default,
        /// The number of the version before.
        prev_version: Option<u64> = default,
        /// The number of the version after.
        next_version: Option<u64> = default,
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
    }
}
