//! Attachments: their metadata. Their bytes are uploaded and downloaded by [`v1`](crate::v1).

use crate::client::download::Download;
use crate::declare::{endpoints, owners};
use crate::ids::{AttachmentId, BlogPostId, CustomContentId, LabelId, PageId};
use crate::models::{Attachment, ContentStatus, Sort};
use crate::wire::paging::Paged;

owners! {
    /// What carries attachments.
    pub enum AttachmentOwner {
        BlogPost(BlogPostId) = "blogposts",
        CustomContent(CustomContentId) = "custom-content",
        Page(PageId) = "pages",
    }
}

endpoints! { V2:
    /// Lists the attachments of the site.
    fn list() -> Paged<Attachment> = GetAttachments: GET "/attachments" paged Cursor
        needs granular ["read:attachment:confluence"]
    {
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
        /// Only attachments of these statuses: `current`, `archived`, `trashed`.
        status: Vec<ContentStatus> ["current", "archived", "trashed"],
        /// Only attachments of this media type.
        media_type as "mediaType": String,
        /// Only attachments of this file name.
        filename: String,
    }

    /// Lists the attachments of a page, a blog post or custom content.
    fn of(owner: AttachmentOwner) -> Paged<Attachment> = GetAttachmentsOf: GET "/{owner}/attachments" paged Cursor {
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
        /// Only attachments of these statuses: `current`, `archived`, `trashed`.
        status: Vec<ContentStatus> ["current", "archived", "trashed"],
        /// Only attachments of this media type.
        media_type as "mediaType": String,
        /// Only attachments of this file name.
        filename: String,
    } for owner: AttachmentOwner {
        BlogPost "blogposts" "getBlogpostAttachments" needs granular ["read:attachment:confluence"];
        CustomContent "custom-content" "getCustomContentAttachments" needs granular ["read:attachment:confluence"];
        Page "pages" "getPageAttachments" needs granular ["read:attachment:confluence"];
    }

    /// Lists the attachments with a label.
    fn labelled(id: LabelId) -> Paged<Attachment> = GetLabelAttachments: GET "/labels/{id}/attachments" paged Cursor
        needs granular ["read:attachment:confluence"]
    {
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
    }

    /// Returns one attachment.
    fn get(id: AttachmentId) -> Attachment = GetAttachmentById: GET "/attachments/{id}"
        needs granular ["read:attachment:confluence"]
    {
        /// An older version.
        version: u32,
        /// Whether to return the labels.
        include_labels: bool,
        /// Whether to return the properties.
        include_properties: bool,
        /// Whether to return what the caller may do.
        include_operations: bool,
        /// Whether to return the versions.
        include_versions: bool,
        /// Whether to return the current version; it does by default.
        include_version: bool,
        /// Whether to return who worked on it.
        include_collaborators: bool,
    }

    /// Downloads the thumbnail of an attachment.
    fn thumbnail(id: AttachmentId) -> Download = GetAttachmentThumbnailById:
        GET "/attachments/{id}/thumbnail/download" needs granular ["read:attachment:confluence"]
    {
        /// An older version.
        version: u32,
        /// How wide, in pixels.
        width: u32,
        /// How high, in pixels.
        height: u32,
    }

    /// Moves an attachment to the trash, or deletes it for good.
    fn delete(id: AttachmentId) -> () = DeleteAttachment: DELETE "/attachments/{id}"
        needs granular ["delete:attachment:confluence"]
    {
        /// Deletes an attachment in the trash for good.
        purge: bool,
    }
}
