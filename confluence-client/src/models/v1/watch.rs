//! Who follows what.

use super::{Content, Space, User};
use crate::declare::models;
use crate::ids::{ContentId, SpaceKey};
use crate::models::LabelPrefix;

models! {
    /// Somebody who follows a piece of content.
    pub struct ContentWatch {
        /// `content`, on Cloud.
        kind: Option<String> as "type",
        /// Who.
        watcher: Option<User>,
        /// What.
        content_id: Option<ContentId>,
        /// What, if expanded; on Data Center.
        content: Option<Box<Content>>,
    }

    /// Somebody who follows a space.
    pub struct SpaceWatch {
        /// `space` or `label`, on Cloud.
        kind: Option<String> as "type",
        /// Who.
        watcher: Option<User>,
        /// What, on Cloud.
        space_key: Option<SpaceKey>,
        /// The label that they follow there, on Cloud.
        label_name: Option<String>,
        /// Whose the label is, on Cloud.
        prefix: Option<LabelPrefix>,
        /// What, on Data Center.
        space: Option<Box<Space>>,
        /// The types of content that they follow there, on Data Center.
        content_types: Vec<String> = default,
    }

    /// Whether somebody follows something.
    pub struct Watching {
        /// Whether they do.
        watching: bool = default,
    }
}
