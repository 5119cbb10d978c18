//! Space properties: JSON values that apps store with spaces.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::dc::{NewProperty, Property, PropertyUpdate};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Lists the properties of a space.
    fn list(space: SpaceKey) -> Paged<Property> = SpaceProperties("get_1"): GET "/space/{space}/property"
        paged Start
    {
        /// What more to answer, such as `version` or `space`.
        expand: Commas<String>,
    }

    /// Creates a property of a space.
    fn create(space: SpaceKey) -> Property = CreateSpaceProperty("create_3"): POST "/space/{space}/property"
        <- NewProperty

    /// Returns a property of a space.
    fn get(space: SpaceKey, key: String) -> Property = SpacePropertyByKey("get"):
        GET "/space/{space}/property/{key}" paged Start
    {
        /// What more to answer, such as `version` or `space`.
        expand: Commas<String>,
    }

    /// Updates a property of a space.
    fn update(space: SpaceKey, key: String) -> Property = UpdateSpaceProperty("update_3"):
        PUT "/space/{space}/property/{key}" <- PropertyUpdate

    /// Creates a property of a space, under the key of the path.
    fn create_by_key(space: SpaceKey, key: String) -> Property = CreateSpacePropertyByKey("create_4"):
        POST "/space/{space}/property/{key}" <- NewProperty

    /// Deletes a property of a space.
    fn delete(space: SpaceKey, key: String) -> () = DeleteSpaceProperty("delete_4"):
        DELETE "/space/{space}/property/{key}"
}
