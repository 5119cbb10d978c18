//! Who follows content.

use crate::Paged;
use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::v1::User;

endpoints! { DataCenter:
    /// Lists who follows a piece of content.
    fn list(content: ContentId) -> Paged<User> = ContentWatchers("index"): GET "/content/{content}/watchers"
        paged Start
}
