//! Spaces.

use crate::declare::endpoints;
use crate::ids::{AccountId, SpaceId, SpaceKey};
use crate::models::{BodyFormat, NewSpace, Sort, Space, SpaceStatus, SpaceType};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the spaces that the caller may see.
    fn list() -> Paged<Space> = GetSpaces: GET "/spaces" paged Cursor needs granular ["read:space:confluence"] {
        /// Only these spaces, at most 250.
        ids: Vec<SpaceId>,
        /// Only spaces of these keys, at most 250.
        keys: Vec<SpaceKey>,
        /// Only spaces of this type.
        kind as "type": SpaceType,
        /// Only spaces of this status.
        status: SpaceStatus,
        /// Only spaces with one of these labels.
        labels: Vec<String>,
        /// Only favourites of this person.
        favorited_by: AccountId,
        /// Only spaces that are no favourites of this person.
        not_favorited_by: AccountId,
        /// The order: by id, key or name.
        sort: Sort ["id", "-id", "key", "-key", "name", "-name"],
        /// How to write the descriptions, `plain` or `view`; without it they are left out.
        description_format: BodyFormat ["plain", "view"],
        /// Whether to return the icons.
        include_icon: bool,
    }

    /// Returns one space.
    fn get(id: SpaceId) -> Space = GetSpaceById: GET "/spaces/{id}" needs granular ["read:space:confluence"] {
        /// How to write the description, `plain` or `view`; without it the description is left out.
        description_format: BodyFormat ["plain", "view"],
        /// Whether to return the icon.
        include_icon: bool,
        /// Whether to return the labels.
        include_labels: bool,
        /// Whether to return the properties.
        include_properties: bool,
        /// Whether to return what the caller may do.
        include_operations: bool,
        /// Whether to return who may do what.
        include_permissions: bool,
        /// Whether to return who holds which role.
        include_role_assignments: bool,
    }

    /// Creates a space.
    fn create() -> Space = CreateSpace: POST "/spaces" <- NewSpace needs granular ["write:space:confluence"]
}
