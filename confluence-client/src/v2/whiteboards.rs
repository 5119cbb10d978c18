//! Whiteboards in the content tree.

use crate::declare::endpoints;
use crate::ids::WhiteboardId;
use crate::models::{NewWhiteboard, TreeContent};

endpoints! { V2:
    /// Returns one whiteboard.
    fn get(id: WhiteboardId) -> TreeContent = GetWhiteboardById: GET "/whiteboards/{id}"
        needs granular ["read:whiteboard:confluence"]
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

    /// Creates a whiteboard.
    fn create() -> TreeContent = CreateWhiteboard: POST "/whiteboards" <- NewWhiteboard
        needs granular ["write:whiteboard:confluence"]
    {
        /// Whether only its creator may see it.
        private: bool,
    }

    /// Moves a whiteboard to the trash.
    fn delete(id: WhiteboardId) -> () = DeleteWhiteboard: DELETE "/whiteboards/{id}"
        needs granular ["delete:whiteboard:confluence"]
}
