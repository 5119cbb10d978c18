//! People and apps.

use crate::Paged;
use crate::declare::endpoints;
use crate::models::{AccountIds, User};

endpoints! { V2:
    /// Looks up people by their accounts.
    fn lookup() -> Paged<User> = CreateBulkUserLookup: POST "/users-bulk" <- AccountIds
        needs granular ["read:user:confluence"]
}
