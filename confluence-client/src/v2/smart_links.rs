//! Smart links in the content tree, which the API calls embeds.

use crate::declare::endpoints;
use crate::ids::EmbedId;
use crate::models::{NewSmartLink, TreeContent};

endpoints! { V2:
    /// Returns one Smart Link.
    fn get(id: EmbedId) -> TreeContent = GetSmartLinkById: GET "/embeds/{id}"
        needs granular ["read:embed:confluence"]
    {
        /// Whether to return the properties.
        include_properties: bool,
        /// Whether to return what the caller may do.
        include_operations: bool,
        /// Whether to return what lies directly under it.
        include_direct_children: bool,
        /// Whether to return who worked on it.
        include_collaborators: bool,
    }

    /// Creates a Smart Link.
    fn create() -> TreeContent = CreateSmartLink: POST "/embeds" <- NewSmartLink
        needs granular ["write:embed:confluence"]

    /// Moves a Smart Link to the trash.
    fn delete(id: EmbedId) -> () = DeleteSmartLink: DELETE "/embeds/{id}"
        needs granular ["delete:embed:confluence"]
}
