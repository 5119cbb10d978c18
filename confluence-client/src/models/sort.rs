//! The order of lists.

use crate::declare::open_enums;

open_enums! {
    /// The order of a list. Each list knows some of these; its documentation says which.
    pub enum Sort {
        /// By id.
        Id = "id",
        /// By id, the highest first.
        IdDescending = "-id",
        /// By the date of creation.
        CreatedDate = "created-date",
        /// By the date of creation, the newest first.
        CreatedDateDescending = "-created-date",
        /// By the date of the last change.
        ModifiedDate = "modified-date",
        /// By the date of the last change, the newest first.
        ModifiedDateDescending = "-modified-date",
        /// By title.
        Title = "title",
        /// By title, from Z to A.
        TitleDescending = "-title",
        /// By name.
        Name = "name",
        /// By name, from Z to A.
        NameDescending = "-name",
        /// By key.
        Key = "key",
        /// By key, from Z to A.
        KeyDescending = "-key",
        /// By the place among the siblings.
        ChildPosition = "child-position",
        /// By the place among the siblings, the last first.
        ChildPositionDescending = "-child-position",
    }
}
