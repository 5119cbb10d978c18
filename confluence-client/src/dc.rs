//! REST API of Data Center 10, grouped as Atlassian publishes it.
//!
//! Where the published operationId only counts, such as `create_1`, the name is ours, and the id is found by searching
//! this documentation.
//!
#![doc = include_str!("dc/index.md")]

pub mod access_mode;
pub mod admin_groups;
pub mod admin_spaces;
pub mod admin_users;
pub mod attachments;
pub mod audit;
pub mod backups;
pub mod categories;
pub mod child_content;
pub mod cluster;
pub mod color_schemes;
pub mod content;
pub mod content_blueprints;
pub mod content_body;
pub mod content_labels;
pub mod content_properties;
pub mod content_restrictions;
pub mod content_versions;
pub mod content_watchers;
pub mod descendants;
pub mod global_permissions;
pub mod groups;
pub mod instance_metrics;
pub mod labels;
pub mod long_tasks;
pub mod search;
pub mod server_information;
pub mod space_color_schemes;
pub mod space_labels;
pub mod space_permissions;
pub mod space_properties;
pub mod space_watchers;
pub mod spaces;
pub mod user_groups;
pub mod user_watches;
pub mod users;
pub mod webhooks;

use crate::declare::groups;

groups![
    access_mode,
    admin_groups,
    admin_spaces,
    admin_users,
    attachments,
    audit,
    backups,
    categories,
    child_content,
    cluster,
    color_schemes,
    content,
    content_blueprints,
    content_body,
    content_labels,
    content_properties,
    content_restrictions,
    content_versions,
    content_watchers,
    descendants,
    global_permissions,
    groups,
    instance_metrics,
    labels,
    long_tasks,
    search,
    server_information,
    space_color_schemes,
    space_labels,
    space_permissions,
    space_properties,
    space_watchers,
    spaces,
    user_groups,
    user_watches,
    users,
    webhooks,
];
