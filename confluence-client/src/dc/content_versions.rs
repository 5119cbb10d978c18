//! Versions of content.

use crate::ids::ContentId;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Deletes an older version for good.
    fn delete(content: ContentId, version: u32) -> () = DeleteContentVersion("deleteContentHistory"):
        DELETE "/content/{content}/version/{version}"
}
