//! Macros in a content body.

use crate::declare::endpoints;
use crate::ids::{ContentId, SpaceKey};
use crate::models::BodyFormat;
use crate::models::v1::{ContentBody, Conversion, EmbeddedContentRender, Macro};
use crate::wire::values::Commas;

endpoints! { V1:
    /// Returns a macro of a version of a page.
    fn body(content: ContentId, version: u32, macro_id: String) -> Macro = GetMacroBodyByMacroId:
        GET "/content/{content}/history/{version}/macro/id/{macro_id}"
        needs granular ["read:content.metadata:confluence"] or classic ["read:confluence-content.all"]

    /// Converts the body of a macro into another representation.
    fn convert(content: ContentId, version: u32, macro_id: String, to: BodyFormat)
        -> ContentBody = GetAndConvertMacroBodyByMacroId:
        GET "/content/{content}/history/{version}/macro/id/{macro_id}/convert/{to}"
        needs granular ["read:content.metadata:confluence"] or classic ["read:confluence-content.all"]
    {
        /// Of which time the content is that the body shows from elsewhere.
        embedded_content_render: EmbeddedContentRender,
        /// The space that the body is taken to stand in.
        space_key_context: SpaceKey,
        /// What more to answer, such as `webresource` or `embeddedContent`.
        expand: Commas<String>,
    }

    /// Starts the conversion of the body of a macro into another representation.
    fn convert_async(
        content: ContentId,
        version: u32,
        macro_id: String,
        to: BodyFormat ["export_view", "view", "styled_view"],
    )
        -> Conversion = GetAndAsyncConvertMacroBodyByMacroId:
        GET "/content/{content}/history/{version}/macro/id/{macro_id}/convert/async/{to}"
        needs granular ["read:content.metadata:confluence"] or classic ["read:confluence-content.all"]
    {
        /// Whether an earlier outcome will do.
        allow_cache: bool,
        /// Of which time the content is that the body shows from elsewhere.
        embedded_content_render: EmbeddedContentRender,
        /// The space that the body is taken to stand in.
        space_key_context: SpaceKey,
        /// What more to answer, such as `webresource` or `embeddedContent`.
        expand: Commas<String>,
    }
}
