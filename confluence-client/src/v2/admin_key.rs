//! Admin key: an administrator's access to restricted content for a while. Premium and Enterprise only.

use crate::declare::endpoints;
use crate::models::{AdminKey, NewAdminKey};

endpoints! { V2:
    /// Returns the caller's key, if one is turned on.
    fn get() -> AdminKey = GetAdminKey: GET "/admin-key"

    /// Turns on a key for the caller.
    fn enable() -> AdminKey = EnableAdminKey: POST "/admin-key" <- NewAdminKey

    /// Turns off the caller's key.
    fn disable() -> () = DisableAdminKey: DELETE "/admin-key"
}
