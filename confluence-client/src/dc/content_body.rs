//! Content body: converting a body from one representation into another.

use crate::declare::endpoints;
use crate::models::v1::ContentBody;
use crate::models::{BodyFormat, NewBody};
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Converts a body into another representation.
    fn convert(to: BodyFormat) -> ContentBody = Convert: POST "/contentbody/convert/{to}" <- NewBody {
        /// What more to answer, such as `webresource`.
        expand: Commas<String>,
    }
}
