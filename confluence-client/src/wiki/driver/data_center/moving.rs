//! What the REST API of Data Center does not move at once. Moving and copying one page is put together in `Wiki`.

use crate::error::Result;
use crate::ids::ContentId;
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::model::moving::TreeCopy;
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) async fn copy_tree(
    _: &Backend,
    _: &ClearedRead<ContentId>,
    _: &ClearedWrite<TreeCopy>,
) -> Result<LongTask> {
    Err(unsupported(
        "copy_tree",
        "the REST API of Data Center copies no trees: walk the tree and copy page by page",
    ))
}

pub(in crate::wiki) async fn archive(_: &Backend, _: ClearedWrite<Vec<ContentId>>) -> Result<LongTask> {
    Err(unsupported(
        "archive_pages",
        "the REST API of Data Center archives whole spaces alone: move the page to the trash, or below a page for what \
         is old",
    ))
}

pub(in crate::wiki) async fn trash_tree(_: &Backend, _: &ClearedWrite<ContentId>) -> Result<LongTask> {
    Err(unsupported(
        "trash_tree",
        "the REST API of Data Center trashes no trees: walk the tree and trash page by page, from the leaves up",
    ))
}
