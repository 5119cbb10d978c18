//! What content lies under, up to the root of its space.

use super::children::TreeOwner;
use crate::Paged;
use crate::declare::endpoints;
use crate::models::Ancestor;

endpoints! { V2:
    /// Returns the ancestors, from the root down. For more than `limit`, ask again for those of the first.
    fn of(owner: TreeOwner) -> Paged<Ancestor> = GetAncestors: GET "/{owner}/ancestors" {
        /// How many to return, at most 250; 25 by default.
        limit: u32,
    } for owner: TreeOwner {
        Database "databases" "getDatabaseAncestors" needs granular ["read:content.metadata:confluence"];
        Embed "embeds" "getSmartLinkAncestors" needs granular ["read:content.metadata:confluence"];
        Folder "folders" "getFolderAncestors" needs granular ["read:content.metadata:confluence"];
        Page "pages" "getPageAncestors" needs granular ["read:content.metadata:confluence"];
        Whiteboard "whiteboards" "getWhiteboardAncestors" needs granular ["read:content.metadata:confluence"];
    }
}
