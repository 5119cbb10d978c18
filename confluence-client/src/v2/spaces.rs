//! Spaces.

use crate::Paged;
use crate::declare::endpoints;
use crate::ids::{SpaceId, SpaceKey};
use crate::models::{BodyFormat, Space};

endpoints! { V2:
    /// Lists the spaces that the caller may see.
    fn list() -> Paged<Space> = GetSpaces: GET "/spaces" paged Cursor needs granular ["read:space:confluence"] {
        /// Only these spaces, at most 250.
        ids: Vec<SpaceId>,
        /// Only spaces of these keys, at most 250.
        keys: Vec<SpaceKey>,
    }

    /// Returns one space.
    fn get(id: SpaceId) -> Space = GetSpaceById: GET "/spaces/{id}" needs granular ["read:space:confluence"] {
        /// How to write the description; without it the description is left out.
        description_format: BodyFormat,
    }
}
