//! Properties of spaces: small JSON values under keys.

use crate::declare::endpoints;
use crate::ids::{PropertyId, SpaceId};
use crate::models::{NewProperty, PropertyUpdate, SpaceProperty};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the properties of a space.
    fn of(space: SpaceId) -> Paged<SpaceProperty> = GetSpaceProperties: GET "/spaces/{space}/properties" paged Cursor
        needs granular ["read:space:confluence"]
    {
        /// Only the property of this key.
        key: String,
    }

    /// Returns one property.
    fn get(space: SpaceId, id: PropertyId) -> SpaceProperty = GetSpacePropertyById:
        GET "/spaces/{space}/properties/{id}" needs granular ["read:space:confluence"]

    /// Creates a property.
    fn create(space: SpaceId) -> SpaceProperty = CreateSpaceProperty: POST "/spaces/{space}/properties" <- NewProperty
        needs granular ["read:space:confluence", "write:space:confluence"]

    /// Updates a property with its next version.
    fn update(space: SpaceId, id: PropertyId) -> SpaceProperty = UpdateSpacePropertyById:
        PUT "/spaces/{space}/properties/{id}" <- PropertyUpdate
        needs granular ["read:space:confluence", "write:space:confluence"]

    /// Deletes a property.
    fn delete(space: SpaceId, id: PropertyId) -> () = DeleteSpacePropertyById:
        DELETE "/spaces/{space}/properties/{id}"
        needs granular ["read:space:confluence", "write:space:confluence"]
}
