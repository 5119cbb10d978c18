//! Whether the server takes writes.

use crate::models::dc::AccessMode;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Returns the access mode: read and write, or read-only.
    fn get() -> AccessMode = GetAccessModeStatus: GET "/accessmode"
}
