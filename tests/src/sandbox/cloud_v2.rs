//! Cloud v2, below `/wiki/api/v2`.

mod attachments;
mod comments;
mod labels;
mod pages;
mod paging;
mod people;
mod properties;
mod render;
mod spaces;
mod tasks;
mod tree;
mod versions;
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
