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

use crate::declare::groups;

groups![
    analytics,
    attachments,
    audit,
    children,
    content,
    content_body,
    content_labels,
    content_permissions,
    content_restrictions,
    content_states,
    content_versions,
    content_watches,
    groups,
    labels,
    long_running_tasks,
    macros,
    page_trees,
    relations,
    search,
    settings,
    #[cfg(feature = "unstable")]
    space_labels,
    space_permissions,
    space_settings,
    spaces,
    templates,
    themes,
    user_properties,
    users,
];
