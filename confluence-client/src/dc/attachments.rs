//! Attachments.

use crate::declare::endpoints;
use crate::ids::{AttachmentId, ContentId};
use crate::models::ContentStatus;
use crate::models::dc::{AttachmentText, AttachmentUpload};
use crate::models::v1::{AttachmentUpdate, Content};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Lists the attachments of a piece of content.
    fn list(content: ContentId) -> Paged<Content> = GetAttachments: GET "/content/{content}/child/attachment"
        paged Start
    {
        /// Only attachments of this name.
        filename: String,
        /// Only attachments of this media type.
        media_type: String,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Attaches a file; refused if one of its name is there already.
    fn create(content: ContentId) -> Paged<Content> = CreateAttachments:
        POST "/content/{content}/child/attachment" <- AttachmentUpload
    {
        /// `draft` for a page that was never published.
        status: ContentStatus,
        /// Whether a file of a name that is there becomes its next version.
        allow_duplicated: bool,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Returns the extracted text of an attachment, as it is searched.
    fn text(content: ContentId, attachment: AttachmentId)
        -> Option<AttachmentText> = GetAttachmentExtractedText:
        GET "/content/{content}/child/attachment/{attachment}/extractedtext"
    {
        /// At most so many characters.
        limit: u64,
    }

    /// Moves an attachment to another piece of content, or renames it.
    fn move_attachment(content: ContentId, attachment: AttachmentId) -> () = MoveAttachment("move"):
        POST "/content/{content}/child/attachment/{attachment}/move"
    {
        /// Where it goes.
        new_content_id: ContentId,
        /// How it is called then.
        new_name: String,
    }

    /// Updates the properties of an attachment: its name, place, media type or comment.
    fn update(content: ContentId, attachment: AttachmentId) -> Content = UpdateAttachment("update"):
        PUT "/content/{content}/child/attachment/{attachment}" <- AttachmentUpdate

    /// Moves an attachment to the trash.
    fn delete(content: ContentId, attachment: AttachmentId) -> () = RemoveAttachment:
        DELETE "/content/{content}/child/attachment/{attachment}"

    /// Deletes a version of an attachment for good.
    fn delete_version(content: ContentId, attachment: AttachmentId, version: u32)
        -> () = RemoveAttachmentVersion:
        DELETE "/content/{content}/child/attachment/{attachment}/version/{version}"

    /// Updates the data of an attachment, as its next version.
    fn update_data(content: ContentId, attachment: AttachmentId)
        -> Content = UpdateAttachmentData("updateData"):
        POST "/content/{content}/child/attachment/{attachment}/data" <- AttachmentUpload
}
