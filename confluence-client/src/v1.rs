//! Cloud REST API v1, grouped as Atlassian publishes it: what v2 lacks, such as search, the bytes of attachments, labels,
//! restrictions and watches.
//!
//! Three published operations are not here: those that register modules of a Connect app at run time take a token
//! that only such an app has. The group that Atlassian marks as experimental is here with the feature `unstable`.
//!
#![doc = include_str!("v1/index.md")]

pub mod analytics;
pub mod attachments;
pub mod audit;
pub mod children;
pub mod content;
pub mod content_body;
pub mod content_labels;
pub mod content_permissions;
pub mod content_restrictions;
pub mod content_states;
pub mod content_versions;
pub mod content_watches;
pub mod groups;
pub mod labels;
pub mod long_running_tasks;
pub mod macros;
pub mod page_trees;
pub mod relations;
pub mod search;
pub mod settings;
#[cfg(feature = "unstable")]
pub mod space_labels;
pub mod space_permissions;
pub mod space_settings;
pub mod spaces;
pub mod templates;
pub mod themes;
pub mod user_properties;
pub mod users;

use crate::describe::Operation;

/// The operations of a group, by family.
type Group = &'static [&'static [&'static Operation]];

const GROUPS: &[Group] = &[
    analytics::OPERATIONS,
    attachments::OPERATIONS,
    audit::OPERATIONS,
    children::OPERATIONS,
    content::OPERATIONS,
    content_body::OPERATIONS,
    content_labels::OPERATIONS,
    content_permissions::OPERATIONS,
    content_restrictions::OPERATIONS,
    content_states::OPERATIONS,
    content_versions::OPERATIONS,
    content_watches::OPERATIONS,
    groups::OPERATIONS,
    labels::OPERATIONS,
    long_running_tasks::OPERATIONS,
    macros::OPERATIONS,
    page_trees::OPERATIONS,
    relations::OPERATIONS,
    search::OPERATIONS,
    settings::OPERATIONS,
    #[cfg(feature = "unstable")]
    space_labels::OPERATIONS,
    space_permissions::OPERATIONS,
    space_settings::OPERATIONS,
    spaces::OPERATIONS,
    templates::OPERATIONS,
    themes::OPERATIONS,
    user_properties::OPERATIONS,
    users::OPERATIONS,
];

/// All operations of this interface that are declared.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    GROUPS.iter().copied().flatten().flat_map(|family| family.iter().copied())
}
