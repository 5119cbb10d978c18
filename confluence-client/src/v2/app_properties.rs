//! Properties of the calling Forge app. Experimental.

use serde_json::Value;

use crate::declare::endpoints;
use crate::models::AppProperty;
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the app's properties.
    fn list() -> Paged<AppProperty> = GetForgeAppProperties: GET "/app/properties" paged Cursor
        needs granular ["read:app-data:confluence"]

    /// Returns one property.
    fn get(key: String) -> AppProperty = GetForgeAppProperty: GET "/app/properties/{key}"
        needs granular ["read:app-data:confluence"]

    /// Creates or replaces a property; the value is a JSON object.
    fn put(key: String) -> () = PutForgeAppProperty: PUT "/app/properties/{key}" <- Value
        needs granular ["write:app-data:confluence"]

    /// Deletes a property.
    fn delete(key: String) -> () = DeleteForgeAppProperty: DELETE "/app/properties/{key}"
        needs granular ["write:app-data:confluence"]
}
