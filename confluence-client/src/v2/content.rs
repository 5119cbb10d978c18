//! Content of any type.

use crate::declare::endpoints;
use crate::models::{ContentIds, ContentTypes};

endpoints! { V2:
    /// Returns the types of pieces of content.
    fn types() -> ContentTypes = ConvertContentIdsToContentTypes: POST "/content/convert-ids-to-types" <- ContentIds
        needs granular ["read:content.metadata:confluence"]
}
