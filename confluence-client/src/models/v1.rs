//! What v1 and Data Center answer: one shape of content for everything.

use std::collections::BTreeMap;

use super::{Body, ContentStatus};
use crate::Timestamp;
use crate::declare::models;
use crate::ids::{AccountId, ContentId, SpaceId, SpaceKey, UserKey};

models! {
    /// A page, blog post, comment or attachment.
    pub struct Content {
        /// Its id.
        id: Option<ContentId>,
        /// `page`, `blogpost`, `comment`, `attachment`, ...
        kind: Option<String> as "type",
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title.
        title: Option<String>,
        /// Its space, if expanded.
        space: Option<Box<Space>>,
        /// Its version, if expanded.
        version: Option<Version>,
        /// What it lies under, from the top, if expanded.
        ancestors: Vec<Content> = default,
        /// Its bodies by representation, if expanded.
        body: BTreeMap<String, serde_json::Value> = default,
        /// Addresses.
        links: BTreeMap<String, serde_json::Value> as "_links" = default,
    }

    /// A space.
    pub struct Space {
        /// Its number.
        id: Option<SpaceId>,
        /// Its key.
        key: Option<SpaceKey>,
        /// Its name.
        name: Option<String>,
        /// `global` or `personal`.
        kind: Option<String> as "type",
        /// `current` or `archived`.
        status: Option<String>,
        /// Its home page, if expanded.
        homepage: Option<Box<Content>>,
        /// Addresses.
        links: BTreeMap<String, serde_json::Value> as "_links" = default,
    }

    /// A version.
    pub struct Version {
        /// Who made it.
        by: Option<User>,
        /// When.
        when: Option<Timestamp>,
        /// What they said of it.
        message: Option<String>,
        /// Its number.
        number: Option<u64>,
        /// Whether watchers were not told.
        minor_edit: bool = default,
    }

    /// A person.
    pub struct User {
        /// On Cloud.
        account_id: Option<AccountId>,
        /// On Data Center.
        user_key: Option<UserKey>,
        /// On Data Center.
        username: Option<String>,
        /// The name to show.
        display_name: Option<String>,
    }

    /// Something that a search found.
    pub struct SearchResult {
        /// The content.
        content: Option<Content>,
        /// The space, where it is one.
        space: Option<Space>,
        /// The person, where it is one.
        user: Option<User>,
        /// Its title, escaped for HTML and marked.
        title: Option<String>,
        /// Where the words were found, escaped for HTML and marked.
        excerpt: Option<String>,
        /// Its address, relative to the site's base.
        url: Option<String>,
        /// Its space, for people.
        result_global_container: Option<ContainerSummary>,
        /// `content`, `space`, `user`.
        entity_type: Option<String>,
        /// When it was changed last.
        last_modified: Option<Timestamp>,
    }

    /// Where something lies, for people.
    pub struct ContainerSummary {
        /// Its title.
        title: Option<String>,
        /// Its address.
        display_url: Option<String>,
    }
}

impl Content {
    /// The body in the storage format, if it was expanded.
    #[must_use]
    pub fn storage(&self) -> Option<Body> {
        serde_json::from_value(self.body.get("storage")?.clone()).ok()
    }
}
