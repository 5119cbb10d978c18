//! Access mode: read-only or read-write.

use crate::declare::endpoints;
use crate::models::dc::AccessMode;

endpoints! { DataCenter:
    /// Returns the access mode: read and write, or read-only.
    fn get() -> AccessMode = GetAccessModeStatus: GET "/accessmode"
}
