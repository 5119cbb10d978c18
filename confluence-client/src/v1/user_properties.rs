//! User properties: JSON values that apps store with users.

use crate::declare::endpoints;
use crate::ids::AccountId;
use crate::models::v1::{NewUserProperty, PropertyKey, UserProperty};
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Lists the keys of the properties of a person.
    fn list(user: AccountId) -> Paged<PropertyKey> = GetUserProperties: GET "/user/{user}/property"
        paged Start
        needs granular ["read:user.property:confluence"]

    /// Returns a property of a person.
    fn get(user: AccountId, key: String) -> UserProperty = GetUserProperty: GET "/user/{user}/property/{key}"
        needs granular ["read:user.property:confluence"]

    /// Updates a property of a person.
    fn update(user: AccountId, key: String) -> () = UpdateUserProperty: PUT "/user/{user}/property/{key}"
        <- NewUserProperty
        needs granular ["write:user.property:confluence"]

    /// Creates a property of a person.
    fn create(user: AccountId, key: String) -> () = CreateUserProperty: POST "/user/{user}/property/{key}"
        <- NewUserProperty
        needs granular ["write:user.property:confluence"]

    /// Deletes a property of a person.
    fn delete(user: AccountId, key: String) -> () = DeleteUserProperty: DELETE "/user/{user}/property/{key}"
        needs granular ["write:user.property:confluence"]
}
