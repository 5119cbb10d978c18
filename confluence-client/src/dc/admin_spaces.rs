//! Space administration: creating a personal space for another user.

use crate::declare::endpoints;
use crate::models::dc::NewPersonalSpace;
use crate::models::v1::Space;

endpoints! { DataCenter:
    /// Creates a personal space for somebody.
    fn create_personal(user: String) -> Space = CreatePersonalSpaceOf("createPersonalSpace"):
        POST "/admin/space/personal/{user}" <- NewPersonalSpace
}
