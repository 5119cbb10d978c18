//! Footer comments: comments below a page.

use crate::declare::{endpoints, owners};
use crate::ids::{AttachmentId, BlogPostId, CustomContentId, FooterCommentId, PageId};
use crate::models::{BodyFormat, ContentStatus, FooterComment, FooterCommentUpdate, NewFooterComment, Sort};
use crate::wire::paging::Paged;

owners! {
    /// What carries comments in its text and below.
    pub enum CommentOwner {
        BlogPost(BlogPostId) = "blogposts",
        Page(PageId) = "pages",
    }
}

endpoints! { V2:
    /// Lists the footer comments of the site.
    fn list() -> Paged<FooterComment> = GetFooterComments: GET "/footer-comments" paged Cursor
        needs granular ["read:comment:confluence"]
    {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
    }

    /// Lists the footer comments of a page or blog post, without replies.
    fn of(owner: CommentOwner) -> Paged<FooterComment> = GetFooterCommentsOf:
        GET "/{owner}/footer-comments" paged Cursor
    {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// Only comments of these statuses.
        status: Vec<ContentStatus> ["current", "deleted", "trashed", "historical", "draft", "archived"],
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
    } for owner: CommentOwner {
        BlogPost "blogposts" "getBlogPostFooterComments" needs granular ["read:comment:confluence"];
        Page "pages" "getPageFooterComments" needs granular ["read:comment:confluence"];
    }

    /// Lists the comments of an attachment.
    fn of_attachment(id: AttachmentId) -> Paged<FooterComment> = GetAttachmentComments:
        GET "/attachments/{id}/footer-comments" paged Cursor needs granular ["read:comment:confluence"]
    {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
        /// Those of this version of the attachment.
        version: u32,
    }

    /// Lists the comments of custom content.
    fn of_custom_content(id: CustomContentId) -> Paged<FooterComment> = GetCustomContentComments:
        GET "/custom-content/{id}/footer-comments" paged Cursor needs granular ["read:comment:confluence"]
    {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
    }

    /// Lists the replies to a comment.
    fn replies(id: FooterCommentId) -> Paged<FooterComment> = GetFooterCommentChildren:
        GET "/footer-comments/{id}/children" paged Cursor needs granular ["read:comment:confluence"]
    {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
    }

    /// Returns one comment.
    fn get(id: FooterCommentId) -> FooterComment = GetFooterCommentById: GET "/footer-comments/{id}"
        needs granular ["read:comment:confluence"]
    {
        /// How to write the body; without it the body is left out.
        body_format: BodyFormat
            ["storage", "atlas_doc_format", "view", "export_view", "anonymous_export_view", "styled_view",
             "editor"],
        /// An older version.
        version: u32,
        /// Whether to return the properties.
        include_properties: bool,
        /// Whether to return what the caller may do.
        include_operations: bool,
        /// Whether to return who likes it.
        include_likes: bool,
        /// Whether to return the versions.
        include_versions: bool,
        /// Whether to return the current version; it does by default.
        include_version: bool,
    }

    /// Creates a comment or a reply.
    fn create() -> FooterComment = CreateFooterComment: POST "/footer-comments" <- NewFooterComment
        needs granular ["write:comment:confluence"]

    /// Updates a comment with its next version.
    fn update(id: FooterCommentId) -> FooterComment = UpdateFooterComment:
        PUT "/footer-comments/{id}" <- FooterCommentUpdate needs granular ["write:comment:confluence"]

    /// Deletes a comment for good.
    fn delete(id: FooterCommentId) -> () = DeleteFooterComment: DELETE "/footer-comments/{id}"
        needs granular ["delete:comment:confluence"]
}
