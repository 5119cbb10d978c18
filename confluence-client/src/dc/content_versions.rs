//! Content versions: deleting older ones.

use crate::declare::endpoints;
use crate::ids::ContentId;

endpoints! { DataCenter:
    /// Deletes an older version for good.
    fn delete(content: ContentId, version: u32) -> () = DeleteContentVersion("deleteContentHistory"):
        DELETE "/content/{content}/version/{version}"
}
