//! Folders in the content tree.

use crate::declare::endpoints;
use crate::ids::FolderId;
use crate::models::{NewTreeContent, TreeContent};

endpoints! { V2:
    /// Returns one folder.
    fn get(id: FolderId) -> TreeContent = GetFolderById: GET "/folders/{id}"
        needs granular ["read:folder:confluence"]
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

    /// Creates a folder.
    fn create() -> TreeContent = CreateFolder: POST "/folders" <- NewTreeContent
        needs granular ["write:folder:confluence"]

    /// Moves a folder to the trash.
    fn delete(id: FolderId) -> () = DeleteFolder: DELETE "/folders/{id}"
        needs granular ["delete:folder:confluence"]
}
