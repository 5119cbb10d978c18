//! Databases in the content tree.

use crate::declare::endpoints;
use crate::ids::DatabaseId;
use crate::models::{NewTreeContent, TreeContent};

endpoints! { V2:
    /// Returns one database.
    fn get(id: DatabaseId) -> TreeContent = GetDatabaseById: GET "/databases/{id}"
        needs granular ["read:database:confluence"]
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

    /// Creates a database.
    fn create() -> TreeContent = CreateDatabase: POST "/databases" <- NewTreeContent
        needs granular ["write:database:confluence"]
    {
        /// Whether only its creator may see it.
        private: bool,
    }

    /// Moves a database to the trash.
    fn delete(id: DatabaseId) -> () = DeleteDatabase: DELETE "/databases/{id}"
        needs granular ["delete:database:confluence"]
}
