//! Attachments of Cloud v2.

use crate::declare::models;
use crate::ids::{AttachmentId, BlogPostId, CustomContentId, PageId};
use crate::wire::timestamp::Timestamp;

use super::{ContentProperty, ContentStatus, Included, Label, Links, PermittedOperation, Version};

models! {
    /// An attachment; its bytes come from [`v1::attachments`](crate::v1).
    pub struct Attachment {
        /// Its id, such as `att123`.
        id: AttachmentId,
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its file name.
        title: String = default,
        /// When it was created.
        created_at: Option<Timestamp>,
        /// The page it belongs to.
        page_id: Option<PageId>,
        /// The blog post it belongs to.
        blog_post_id: Option<BlogPostId>,
        /// The custom content it belongs to.
        custom_content_id: Option<CustomContentId>,
        /// What its bytes are.
        media_type: Option<String>,
        /// The same in words.
        media_type_description: Option<String>,
        /// What its author said of it.
        comment: Option<String>,
        /// Its file in the file store.
        file_id: Option<String>,
        /// How many bytes it has.
        file_size: Option<u64> = default,
        /// Its URL for people, relative to the site's base.
        webui_link: Option<String>,
        /// The URL of its bytes, relative to the site's base; not for API tokens.
        download_link: Option<String>,
        /// Its version.
        version: Option<Version>,
        /// Its labels, if they were asked for.
        labels: Option<Box<Included<Label>>>,
        /// Its properties, if they were asked for.
        properties: Option<Box<Included<ContentProperty>>>,
        /// What the caller may do with it, if that was asked for.
        operations: Option<Box<Included<PermittedOperation>>>,
        /// Its versions, if they were asked for.
        versions: Option<Box<Included<Version>>>,
        /// URLs.
        links: Links as "_links" = default,
    }
}
