//! Versions of content.

use crate::declare::{endpoints, owners};
use crate::ids::{AttachmentId, BlogPostId, CustomContentId, FooterCommentId, InlineCommentId, PageId};
use crate::models::{BodyFormat, HistoryEntry, Sort, VersionDetails};
use crate::wire::paging::Paged;

owners! {
    /// What has versions.
    pub enum VersionOwner {
        Attachment(AttachmentId) = "attachments",
        BlogPost(BlogPostId) = "blogposts",
        CustomContent(CustomContentId) = "custom-content",
        FooterComment(FooterCommentId) = "footer-comments",
        InlineComment(InlineCommentId) = "inline-comments",
        Page(PageId) = "pages",
    }

    /// What has versions with bodies.
    pub enum BodiedOwner {
        BlogPost(BlogPostId) = "blogposts",
        CustomContent(CustomContentId) = "custom-content",
        FooterComment(FooterCommentId) = "footer-comments",
        InlineComment(InlineCommentId) = "inline-comments",
        Page(PageId) = "pages",
    }
}

endpoints! { V2:
    /// Lists the versions of a page, a blog post, a comment or custom content.
    fn of(owner: BodiedOwner) -> Paged<HistoryEntry> = GetVersions: GET "/{owner}/versions" paged Cursor {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format", "raw"],
        /// The order: by the date of the change.
        sort: Sort ["modified-date", "-modified-date"],
    } for owner: BodiedOwner {
        BlogPost "blogposts" "getBlogPostVersions" needs granular ["read:page:confluence"];
        CustomContent "custom-content" "getCustomContentVersions" needs granular ["read:custom-content:confluence"];
        FooterComment "footer-comments" "getFooterCommentVersions" needs granular ["read:comment:confluence"];
        InlineComment "inline-comments" "getInlineCommentVersions" needs granular ["read:comment:confluence"];
        Page "pages" "getPageVersions" needs granular ["read:page:confluence"];
    }

    /// Lists the versions of an attachment.
    fn of_attachment(id: AttachmentId) -> Paged<HistoryEntry> = GetAttachmentVersions:
        GET "/attachments/{id}/versions" paged Cursor needs granular ["read:attachment:confluence"]
    {
        /// The order: by the date of the change.
        sort: Sort ["modified-date", "-modified-date"],
    }

    /// Returns one version.
    fn get(owner: VersionOwner, number: u32) -> VersionDetails = GetVersionDetails:
        GET "/{owner}/versions/{number}" for owner: VersionOwner
    {
        Attachment "attachments" "getAttachmentVersionDetails" needs granular ["read:attachment:confluence"];
        BlogPost "blogposts" "getBlogPostVersionDetails" needs granular ["read:page:confluence"];
        CustomContent "custom-content" "getCustomContentVersionDetails"
            needs granular ["read:custom-content:confluence"];
        FooterComment "footer-comments" "getFooterCommentVersionDetails" needs granular ["read:comment:confluence"];
        InlineComment "inline-comments" "getInlineCommentVersionDetails" needs granular ["read:comment:confluence"];
        Page "pages" "getPageVersionDetails" needs granular ["read:page:confluence"];
    }
}
