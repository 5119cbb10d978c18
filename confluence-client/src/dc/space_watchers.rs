//! Who follows spaces.

use crate::Paged;
use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::User;

endpoints! { DataCenter:
    /// Lists who follows a space.
    fn list(space: SpaceKey) -> Paged<User> = SpaceWatchers("index_4"): GET "/space/{space}/watchers"
        paged Start
}
