//! Categories of spaces: labels that the list of spaces is filtered by.

use crate::ids::SpaceKey;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Puts a space into a category.
    fn add(space: SpaceKey, category: String) -> () = AddCategory("add"):
        POST "/space/{space}/category/{category}"

    /// Takes a space out of a category.
    fn remove(space: SpaceKey, category: String) -> () = RemoveCategory:
        DELETE "/space/{space}/category/{category}"
}
