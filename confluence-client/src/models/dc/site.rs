//! What is known of a server and its cluster.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::declare::{models, open_enums};

open_enums! {
    /// Whether a server takes writes.
    pub enum AccessMode {
        /// It does.
        ReadWrite = "READ_WRITE",
        /// It does not, for maintenance.
        ReadOnly = "READ_ONLY",
    }
}

models! {
    /// What a server is.
    pub struct ServerInformation {
        /// Its base URL.
        base_url: Option<String>,
        /// Its version, such as `10.0.3`.
        version: Option<String>,
        /// Its build.
        build_number: Option<i64> = default,
        /// Its build as the Marketplace counts.
        marketplace_build_number: Option<i64> = default,
        /// When it was built.
        build_date: Option<String>,
    }

    /// How much a server holds.
    pub struct InstanceMetrics {
        /// How many pages.
        pages: Option<u64> = default,
        /// How many spaces.
        spaces: Option<u64> = default,
        /// How many people.
        users: Option<u64> = default,
    }

    /// A node of a cluster.
    pub struct NodeStatus {
        /// Its number.
        node_id: Option<i64> = default,
        /// How its Java machine fares, by name.
        jvm_stats: BTreeMap<String, Value> = default,
        /// Its system properties.
        props: BTreeMap<String, Value> = default,
        /// What it runs, by name.
        build_stats: BTreeMap<String, Value> = default,
    }

    /// The text of an attachment, as it is searched.
    pub struct AttachmentText {
        /// The text.
        extracted_text: Option<String>,
    }
}
