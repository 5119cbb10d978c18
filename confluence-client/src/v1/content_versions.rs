//! Versions of content: restoring and deleting them; they are read by [`v2`](crate::v2::versions).

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::v1::{Version, VersionRestore};
use crate::wire::values::Commas;

endpoints! { V1:
    /// Restores an older version, under a new number.
    fn restore(content: ContentId) -> Version = RestoreContentVersion: POST "/content/{content}/version"
        <- VersionRestore
        needs granular ["read:content-details:confluence", "write:content:confluence"]
            or classic ["write:confluence-content"]
    {
        /// What more to answer, such as `collaborators` or `content`.
        expand: Commas<String>,
    }

    /// Deletes an older version; those after it count down by one.
    fn delete(content: ContentId, version: u32) -> () = DeleteContentVersion:
        DELETE "/content/{content}/version/{version}"
        needs granular ["delete:content:confluence"] or classic ["write:confluence-content"]
}
