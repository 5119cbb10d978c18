//! Users and apps.

use crate::declare::endpoints;
use crate::models::{AccountIds, User};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Looks up people by their account ids.
    fn lookup() -> Paged<User> = CreateBulkUserLookup: POST "/users-bulk" <- AccountIds
        needs granular ["read:user:confluence"]
}
