//! Cloud REST API v2, grouped as Atlassian publishes it.
//!
//! Groups that Atlassian marks as experimental are here with the feature `unstable`.
//!
#![doc = include_str!("v2/index.md")]

pub mod admin_key;
pub mod ancestors;
#[cfg(feature = "unstable")]
pub mod app_properties;
pub mod attachments;
pub mod blog_posts;
pub mod children;
pub mod classification_levels;
pub mod content;
pub mod content_properties;
pub mod custom_content;
#[cfg(feature = "unstable")]
pub mod data_policies;
pub mod databases;
pub mod descendants;
pub mod folders;
pub mod footer_comments;
pub mod inline_comments;
pub mod labels;
pub mod likes;
pub mod operations;
pub mod pages;
pub mod redactions;
pub mod smart_links;
#[cfg(feature = "unstable")]
pub mod space_permission_transition;
pub mod space_permissions;
pub mod space_properties;
pub mod space_roles;
pub mod spaces;
pub mod tasks;
#[cfg(feature = "unstable")]
pub mod user_access;
pub mod users;
pub mod versions;
pub mod whiteboards;

use crate::describe::Operation;

/// The operations of each group.
const GROUPS: &[&[&[&Operation]]] = &[
    admin_key::OPERATIONS,
    ancestors::OPERATIONS,
    #[cfg(feature = "unstable")]
    app_properties::OPERATIONS,
    attachments::OPERATIONS,
    blog_posts::OPERATIONS,
    children::OPERATIONS,
    classification_levels::OPERATIONS,
    content::OPERATIONS,
    content_properties::OPERATIONS,
    custom_content::OPERATIONS,
    #[cfg(feature = "unstable")]
    data_policies::OPERATIONS,
    databases::OPERATIONS,
    descendants::OPERATIONS,
    folders::OPERATIONS,
    footer_comments::OPERATIONS,
    inline_comments::OPERATIONS,
    labels::OPERATIONS,
    likes::OPERATIONS,
    operations::OPERATIONS,
    pages::OPERATIONS,
    redactions::OPERATIONS,
    smart_links::OPERATIONS,
    #[cfg(feature = "unstable")]
    space_permission_transition::OPERATIONS,
    space_permissions::OPERATIONS,
    space_properties::OPERATIONS,
    space_roles::OPERATIONS,
    spaces::OPERATIONS,
    tasks::OPERATIONS,
    #[cfg(feature = "unstable")]
    user_access::OPERATIONS,
    users::OPERATIONS,
    versions::OPERATIONS,
    whiteboards::OPERATIONS,
];

/// All operations of v2 that are declared.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    GROUPS.iter().copied().flatten().flat_map(|family| family.iter().copied())
}
