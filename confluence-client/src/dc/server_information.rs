//! What the server is.

use crate::models::dc::ServerInformation;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Says which version the server runs.
    fn get() -> ServerInformation = GetServerInformation("index_2"): GET "/server-information"
}
