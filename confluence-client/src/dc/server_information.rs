//! What the server is.

use crate::declare::endpoints;
use crate::models::dc::ServerInformation;

endpoints! { DataCenter:
    /// Says which version the server runs.
    fn get() -> ServerInformation = GetServerInformation("index_2"): GET "/server-information"
}
