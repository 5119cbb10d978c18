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

use crate::describe::Operation;

/// The operations of a group, by family.
type Group = &'static [&'static [&'static Operation]];

const GROUPS: &[Group] = &[
    access_mode::OPERATIONS,
    admin_groups::OPERATIONS,
    admin_spaces::OPERATIONS,
    admin_users::OPERATIONS,
    attachments::OPERATIONS,
    audit::OPERATIONS,
    backups::OPERATIONS,
    categories::OPERATIONS,
    child_content::OPERATIONS,
    cluster::OPERATIONS,
    color_schemes::OPERATIONS,
    content::OPERATIONS,
    content_blueprints::OPERATIONS,
    content_body::OPERATIONS,
    content_labels::OPERATIONS,
    content_properties::OPERATIONS,
    content_restrictions::OPERATIONS,
    content_versions::OPERATIONS,
    content_watchers::OPERATIONS,
    descendants::OPERATIONS,
    global_permissions::OPERATIONS,
    groups::OPERATIONS,
    instance_metrics::OPERATIONS,
    labels::OPERATIONS,
    long_tasks::OPERATIONS,
    search::OPERATIONS,
    server_information::OPERATIONS,
    space_color_schemes::OPERATIONS,
    space_labels::OPERATIONS,
    space_permissions::OPERATIONS,
    space_properties::OPERATIONS,
    space_watchers::OPERATIONS,
    spaces::OPERATIONS,
    user_groups::OPERATIONS,
    user_watches::OPERATIONS,
    users::OPERATIONS,
    webhooks::OPERATIONS,
];

/// All operations of this interface that are declared.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    GROUPS.iter().copied().flatten().flat_map(|family| family.iter().copied())
}
