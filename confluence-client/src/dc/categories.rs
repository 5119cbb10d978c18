//! Categories of spaces: labels that the list of spaces is filtered by.

use crate::declare::endpoints;
use crate::ids::SpaceKey;

endpoints! { DataCenter:
    /// Adds a category to a space.
    fn add(space: SpaceKey, category: String) -> () = AddCategory("add"):
        POST "/space/{space}/category/{category}"

    /// Removes a category from a space.
    fn remove(space: SpaceKey, category: String) -> () = RemoveCategory:
        DELETE "/space/{space}/category/{category}"
}
