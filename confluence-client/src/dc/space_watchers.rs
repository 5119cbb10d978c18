//! Space watchers: who follows a space.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::User;
use crate::wire::paging::Paged;

endpoints! { DataCenter:
    /// Lists the watchers of a space.
    fn list(space: SpaceKey) -> Paged<User> = SpaceWatchers("index_4"): GET "/space/{space}/watchers"
        paged Start
}
