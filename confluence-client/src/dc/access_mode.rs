//! Whether the server takes writes.

use crate::declare::endpoints;
use crate::models::dc::AccessMode;

endpoints! { DataCenter:
    /// Says whether the server takes writes.
    fn get() -> AccessMode = GetAccessModeStatus: GET "/accessmode"
}
