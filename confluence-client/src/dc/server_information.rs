//! Server information: version and build.

use crate::declare::endpoints;
use crate::models::dc::ServerInformation;

endpoints! { DataCenter:
    /// Returns the version and build of the server.
    fn get() -> ServerInformation = GetServerInformation("index_2"): GET "/server-information"
}
