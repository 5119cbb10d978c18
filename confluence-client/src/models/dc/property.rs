//! What apps keep with content and spaces.

use serde_json::Value;

use crate::declare::{bodies, models};
use crate::ids::PropertyId;
use crate::models::v1::{Content, Links, NewVersion, Space, Version};

models! {
    /// Something that is kept with a piece of content or a space.
    pub struct Property {
        /// Its id.
        id: Option<PropertyId>,
        /// Its key.
        key: Option<String>,
        /// What it holds.
        value: Option<Value>,
        /// Its version, if expanded.
        version: Option<Version>,
        /// The content, if expanded.
        content: Option<Box<Content>>,
        /// The space, if expanded.
        space: Option<Box<Space>>,
        /// URLs.
        links: Links as "_links" = default,
    }
}

bodies! {
    /// Something to keep.
    pub struct NewProperty(
        /// Any JSON under a key.
        key: String,
        value: Value,
    )

    /// What shall be kept instead.
    pub struct PropertyUpdate(
        /// Any JSON, and the current version's number plus one.
        value: Value,
        version: NewVersion,
    )
}
