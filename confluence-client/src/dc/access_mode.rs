//! Whether the server takes writes.

use crate::models::dc::AccessMode;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Says whether the server takes writes.
    fn get() -> AccessMode = GetAccessModeStatus: GET "/accessmode"
}
