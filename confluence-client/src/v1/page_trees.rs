//! Page trees: moving a page with its descendants to the trash.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::v1::LongTask;

endpoints! { V1:
    /// Moves a page to the trash, with all published pages that lie under it.
    fn delete(page: ContentId) -> LongTask = DeletePageTree: DELETE "/content/{page}/pageTree"
        needs granular ["delete:content:confluence"] or classic ["write:confluence-content"]
}
