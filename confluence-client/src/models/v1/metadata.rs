//! What is known of a piece of content beside itself.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Label, Rows, Version};
use crate::declare::models;
use crate::wire::timestamp::Timestamp;

models! {
    /// What is known of a piece of content beside itself.
    pub struct Metadata {
        /// Its labels, if `metadata.labels` is expanded: the first page of them.
        labels: Rows<Label> = default,
        /// Its properties by key, if `metadata.properties.KEY` is expanded.
        properties: BTreeMap<String, Value> = default,
        /// What the caller did with it, if expanded.
        currentuser: Option<CallersView>,
        /// What the web interface keeps.
        frontend: Option<Value>,
        /// The media type of an attachment.
        media_type: Option<String>,
        /// The comment on an attachment.
        comment: Option<String>,
    }

    /// What the caller did with a piece of content.
    pub struct CallersView {
        /// Whether they starred it, if expanded.
        favourited: Option<Favourite>,
        /// Their latest change, if expanded.
        lastmodified: Option<LastModified>,
        /// Their latest contribution, if expanded.
        lastcontributed: Option<LastContributed>,
        /// Their latest visit, if expanded.
        viewed: Option<LastViewed>,
        /// When it will be published, if expanded.
        scheduled: Option<Value>,
    }

    /// Whether the caller starred something.
    pub struct Favourite {
        /// Whether they did.
        is_favourite: bool = default,
        /// When.
        favourited_date: Option<Timestamp>,
    }

    /// The latest change.
    pub struct LastModified {
        /// The version that it made.
        version: Option<Box<Version>>,
        /// When, for people.
        friendly_last_modified: Option<String>,
    }

    /// The caller's latest contribution.
    pub struct LastContributed {
        /// What it was.
        status: Option<String>,
        /// When.
        when: Option<Timestamp>,
    }

    /// The caller's latest visit.
    pub struct LastViewed {
        /// When.
        last_seen: Option<Timestamp>,
        /// When, for people.
        friendly_last_seen: Option<String>,
    }
}
