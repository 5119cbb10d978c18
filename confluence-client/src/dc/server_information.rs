//! What the server is.

use crate::models::dc::ServerInformation;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Returns the version and build of the server.
    fn get() -> ServerInformation = GetServerInformation("index_2"): GET "/server-information"
}
