//! Inline comments: comments on passages of the text.

use super::footer_comments::CommentOwner;
use crate::declare::endpoints;
use crate::ids::InlineCommentId;
use crate::models::{
    BodyFormat, ContentStatus, InlineComment, InlineCommentUpdate, NewInlineComment, ResolutionStatus, Sort,
};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the inline comments of the site.
    fn list() -> Paged<InlineComment> = GetInlineComments: GET "/inline-comments" paged Cursor
        needs granular ["read:comment:confluence"]
    {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
    }

    /// Lists the inline comments of a page or blog post, without replies.
    fn of(owner: CommentOwner) -> Paged<InlineComment> = GetInlineCommentsOf:
        GET "/{owner}/inline-comments" paged Cursor
    {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// Only comments of these statuses.
        status: Vec<ContentStatus> ["current", "deleted", "trashed", "historical", "draft", "archived"],
        /// Only comments that are settled in one of these ways.
        resolution_status: Vec<ResolutionStatus>,
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
    } for owner: CommentOwner {
        BlogPost "blogposts" "getBlogPostInlineComments" needs granular ["read:comment:confluence"];
        Page "pages" "getPageInlineComments" needs granular ["read:comment:confluence"];
    }

    /// Lists the replies to a comment.
    fn replies(id: InlineCommentId) -> Paged<InlineComment> = GetInlineCommentChildren:
        GET "/inline-comments/{id}/children" paged Cursor needs granular ["read:comment:confluence"]
    {
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// The order: by date.
        sort: Sort ["created-date", "-created-date", "modified-date", "-modified-date"],
    }

    /// Returns one comment.
    fn get(id: InlineCommentId) -> InlineComment = GetInlineCommentById: GET "/inline-comments/{id}"
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
    fn create() -> InlineComment = CreateInlineComment: POST "/inline-comments" <- NewInlineComment
        needs granular ["write:comment:confluence"]

    /// Updates a comment with its next version, resolves it, or reopens it.
    fn update(id: InlineCommentId) -> InlineComment = UpdateInlineComment:
        PUT "/inline-comments/{id}" <- InlineCommentUpdate needs granular ["write:comment:confluence"]

    /// Deletes a comment for good.
    fn delete(id: InlineCommentId) -> () = DeleteInlineComment: DELETE "/inline-comments/{id}"
        needs granular ["delete:comment:confluence"]
}
