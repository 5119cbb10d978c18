//! Spaces: creating, changing and deleting them.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::{LongTask, NewSpace, Space, SpaceUpdate};

endpoints! { V1:
    /// Creates a space.
    fn create() -> Space = CreateSpace: POST "/space" <- NewSpace
        needs granular [
            "read:space-details:confluence", "write:space.permission:confluence", "write:space:confluence"
        ]
            or classic ["write:confluence-space"]

    /// Creates a space that only the caller may see.
    fn create_private() -> Space = CreatePrivateSpace: POST "/space/_private" <- NewSpace
        needs granular [
            "read:space-details:confluence", "write:space.permission:confluence", "write:space:confluence"
        ]
            or classic ["write:confluence-space"]

    /// Updates a space.
    fn update(space: SpaceKey) -> Space = UpdateSpace: PUT "/space/{space}" <- SpaceUpdate
        needs granular [
            "read:space-details:confluence", "write:space.permission:confluence", "write:space:confluence"
        ]
            or classic ["write:confluence-space"]

    /// Deletes a space for good, with everything in it.
    fn delete(space: SpaceKey) -> LongTask = DeleteSpace: DELETE "/space/{space}"
        needs granular ["delete:space:confluence", "read:content.metadata:confluence"]
            or classic ["write:confluence-space"]
}
