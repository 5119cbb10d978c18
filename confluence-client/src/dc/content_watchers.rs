//! Content watchers: who follows content.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::v1::User;
use crate::wire::paging::Paged;

endpoints! { DataCenter:
    /// Lists the watchers of a piece of content.
    fn list(content: ContentId) -> Paged<User> = ContentWatchers("index"): GET "/content/{content}/watchers"
        paged Start
}
