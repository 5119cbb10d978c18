//! Content body: converting a body from one representation into another.

use crate::declare::endpoints;
use crate::ids::{ContentId, SpaceKey};
use crate::models::v1::{Conversion, ConvertedBody, EmbeddedContentRender, NewConversions};
use crate::models::{BodyFormat, NewBody};
use crate::wire::values::Commas;

endpoints! { V1:
    /// Starts the conversion of a body into another representation.
    fn convert(to: BodyFormat ["export_view"]) -> Conversion = AsyncConvertContentBodyRequest:
        POST "/contentbody/convert/async/{to}" <- NewBody
        needs granular ["read:content.metadata:confluence"] or classic ["read:confluence-content.all"]
    {
        /// Whether an earlier outcome will do.
        allow_cache: bool,
        /// The content that the body is taken to stand in.
        content_id_context: ContentId,
        /// Of which time the content is that the body shows from elsewhere.
        embedded_content_render: EmbeddedContentRender,
        /// The space that the body is taken to stand in.
        space_key_context: SpaceKey,
        /// What more to answer, such as `webresource` or `embeddedContent`.
        expand: Commas<String>,
    }

    /// Returns the result of a conversion, once it is done.
    fn converted(conversion: String) -> ConvertedBody = AsyncConvertContentBodyResponse:
        GET "/contentbody/convert/async/{conversion}"
        needs granular ["read:content.metadata:confluence"] or classic ["read:confluence-content.all"]

    /// Starts the conversion of some bodies into other representations.
    fn convert_many() -> Vec<Conversion> = BulkAsyncConvertContentBodyRequest:
        POST "/contentbody/convert/async/bulk/tasks" <- NewConversions
        needs granular ["read:content.metadata:confluence"] or classic ["read:confluence-content.all"]

    /// Returns the results of conversions, as far as they are done.
    fn converted_many()[ids: Vec<String>] -> Vec<ConvertedBody> = BulkAsyncConvertContentBodyResponse:
        GET "/contentbody/convert/async/bulk/tasks"
        needs granular ["read:content.metadata:confluence"] or classic ["read:confluence-content.all"]
}
