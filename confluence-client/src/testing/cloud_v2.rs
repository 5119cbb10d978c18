//! Cloud v2, below `/wiki/api/v2`.

#[path = "cloud_v2/attachments.rs"]
mod attachments;
#[path = "cloud_v2/comments.rs"]
mod comments;
#[path = "cloud_v2/labels.rs"]
mod labels;
#[path = "cloud_v2/pages.rs"]
mod pages;
#[path = "cloud_v2/paging.rs"]
mod paging;
#[path = "cloud_v2/people.rs"]
mod people;
#[path = "cloud_v2/properties.rs"]
mod properties;
#[path = "cloud_v2/render.rs"]
mod render;
#[path = "cloud_v2/spaces.rs"]
mod spaces;
#[path = "cloud_v2/tasks.rs"]
mod tasks;
#[path = "cloud_v2/tree.rs"]
mod tree;
#[path = "cloud_v2/versions.rs"]
mod versions;
#[path = "cloud_v2/write.rs"]
mod write;

use std::sync::LazyLock;

use super::route::Routes;

/// The operations served.
pub(crate) fn routes() -> &'static Routes {
    static ROUTES: LazyLock<Routes> = LazyLock::new(|| {
        Routes::default()
            .with(pages::ROWS)
            .with(spaces::ROWS)
            .with(tree::ROWS)
            .with(versions::ROWS)
            .with(comments::ROWS)
            .with(attachments::ROWS)
            .with(labels::ROWS)
            .with(properties::ROWS)
            .with(tasks::ROWS)
            .with(people::ROWS)
    });
    &ROUTES
}
