//! Attachments: their bytes and what is said of them; the rest is in [`v2`](crate::v2::attachments).

use crate::client::download::Download;
use crate::declare::endpoints;
use crate::ids::{AttachmentId, ContentId};
use crate::models::ContentStatus;
use crate::models::v1::{AttachmentUpdate, AttachmentUpload, Content};
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Attaches a file; refused if one of its name is there already.
    fn create(content: ContentId) -> Paged<Content> = CreateAttachment:
        POST "/content/{content}/child/attachment" <- AttachmentUpload
        needs granular ["read:content-details:confluence", "write:attachment:confluence"]
            or classic ["write:confluence-file"]
    {
        /// `draft` for a page that was never published.
        status: ContentStatus ["current", "draft"],
    }

    /// Attaches a file, as a new version where one of its name is there already.
    fn create_or_update(content: ContentId) -> Paged<Content> = CreateOrUpdateAttachments:
        PUT "/content/{content}/child/attachment" <- AttachmentUpload
        needs granular ["read:content-details:confluence", "write:attachment:confluence"]
            or classic ["write:confluence-file"]
    {
        /// `draft` for a page that was never published.
        status: ContentStatus ["current", "draft"],
    }

    /// Updates the properties of an attachment: its name, place, media type or comment.
    fn update(content: ContentId, attachment: AttachmentId) -> Content = UpdateAttachmentProperties:
        PUT "/content/{content}/child/attachment/{attachment}" <- AttachmentUpdate
        needs granular ["read:content-details:confluence", "write:attachment:confluence"]
            or classic ["write:confluence-file", "write:confluence-props"]

    /// Updates the data of an attachment, as its next version.
    fn update_data(content: ContentId, attachment: AttachmentId) -> Content = UpdateAttachmentData:
        POST "/content/{content}/child/attachment/{attachment}/data" <- AttachmentUpload
        needs granular ["read:content-details:confluence", "write:attachment:confluence"]
            or classic ["write:confluence-file"]

    /// Downloads an attachment; send it with [`Client::download`](crate::Client::download),
    /// which follows to where they are.
    fn download(content: ContentId, attachment: AttachmentId) -> Download = DownloadAttatchment:
        GET "/content/{content}/child/attachment/{attachment}/download"
        needs granular ["read:attachment:confluence"] or classic ["readonly:content.attachment:confluence"]
    {
        /// An older version.
        version: u32,
        /// Only if it has one of these statuses.
        status: Vec<ContentStatus>,
    }
}
