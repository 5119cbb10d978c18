//! Content properties: JSON values that apps store with content.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::dc::{NewProperty, Property, PropertyUpdate};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Lists the properties of a piece of content.
    fn list(content: ContentId) -> Paged<Property> = ContentProperties("findAll"):
        GET "/content/{content}/property" paged Start
    {
        /// What more to answer, such as `version` or `content`.
        expand: Commas<String>,
    }

    /// Creates a property of a piece of content.
    fn create(content: ContentId) -> Property = CreateContentProperty("create_1"):
        POST "/content/{content}/property" <- NewProperty

    /// Returns a property of a piece of content.
    fn get(content: ContentId, key: String) -> Property = ContentPropertyByKey("findByKey"):
        GET "/content/{content}/property/{key}"
    {
        /// Without effect.
        limit: String,
        /// What more to answer, such as `version` or `content`.
        expand: Commas<String>,
    }

    /// Updates a property of a piece of content.
    fn update(content: ContentId, key: String) -> Property = UpdateContentProperty("update_1"):
        PUT "/content/{content}/property/{key}" <- PropertyUpdate
    {
        /// What more to answer, such as `version` or `content`.
        expand: Commas<String>,
    }

    /// Creates a property of a piece of content, under the key of the path.
    fn create_by_key(content: ContentId, key: String) -> Property = CreateContentPropertyByKey("create_2"):
        POST "/content/{content}/property/{key}" <- NewProperty

    /// Deletes a property of a piece of content.
    fn delete(content: ContentId, key: String) -> () = DeleteContentProperty("delete_2"):
        DELETE "/content/{content}/property/{key}"
}
