//! Operations of the Confluence Cloud REST API v2, by resource, grouped as Atlassian publishes them.
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

use crate::declare::groups;

groups![
    admin_key,
    ancestors,
    #[cfg(feature = "unstable")]
    app_properties,
    attachments,
    blog_posts,
    children,
    classification_levels,
    content,
    content_properties,
    custom_content,
    #[cfg(feature = "unstable")]
    data_policies,
    databases,
    descendants,
    folders,
    footer_comments,
    inline_comments,
    labels,
    likes,
    operations,
    pages,
    redactions,
    smart_links,
    #[cfg(feature = "unstable")]
    space_permission_transition,
    space_permissions,
    space_properties,
    space_roles,
    spaces,
    tasks,
    #[cfg(feature = "unstable")]
    user_access,
    users,
    versions,
    whiteboards,
];
