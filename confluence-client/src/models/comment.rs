//! Comments of Cloud v2.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{
    AccountId, AttachmentId, BlogPostId, CustomContentId, FooterCommentId, InlineCommentId, PageId,
};
use crate::wire::timestamp::Timestamp;

use super::{
    Bodies, ContentProperty, ContentStatus, Included, IncludedLinks, IncludedMeta, Like, Links, NewBody,
    NewVersion, PermittedOperation, Version,
};

open_enums! {
    /// Whether an inline comment is settled.
    pub enum ResolutionStatus {
        /// It waits for an answer.
        Open = "open",
        /// It was settled, and then taken up again.
        Reopened = "reopened",
        /// It is settled.
        Resolved = "resolved",
        /// The passage it was about is gone.
        Dangling = "dangling",
    }
}

models! {
    /// A comment below a piece of content.
    pub struct FooterComment {
        /// Its id.
        id: FooterCommentId,
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// A title that the service makes of the content's.
        title: String = default,
        /// The page it is on.
        page_id: Option<PageId>,
        /// The blog post it is on.
        blog_post_id: Option<BlogPostId>,
        /// The attachment it is on.
        attachment_id: Option<AttachmentId>,
        /// The custom content it is on.
        custom_content_id: Option<CustomContentId>,
        /// The comment it replies to.
        parent_comment_id: Option<FooterCommentId>,
        /// Its version.
        version: Option<Version>,
        /// Its body in the representation that was asked for; empty when none was.
        body: Bodies = default,
        /// Its properties, if they were asked for.
        properties: Option<Box<Included<ContentProperty>>>,
        /// What the caller may do with it, if that was asked for.
        operations: Option<Box<Included<PermittedOperation>>>,
        /// Who likes it, if that was asked for.
        likes: Option<Box<Included<Like>>>,
        /// Its versions, if they were asked for.
        versions: Option<Box<Included<Version>>>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// A comment on a passage of the text.
    pub struct InlineComment {
        /// Its id.
        id: InlineCommentId,
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// A title that the service makes of the content's.
        title: String = default,
        /// The page it is on.
        page_id: Option<PageId>,
        /// The blog post it is on.
        blog_post_id: Option<BlogPostId>,
        /// The comment it replies to.
        parent_comment_id: Option<InlineCommentId>,
        /// Its version.
        version: Option<Version>,
        /// Its body in the representation that was asked for; empty when none was.
        body: Bodies = default,
        /// Whether it is settled.
        resolution_status: Option<ResolutionStatus>,
        /// Who settled it or took it up again.
        resolution_last_modifier_id: Option<AccountId>,
        /// When that was.
        resolution_last_modified_at: Option<Timestamp>,
        /// The passage it is about, and its properties, if they were asked for.
        properties: Option<InlineCommentProperties>,
        /// What the caller may do with it, if that was asked for.
        operations: Option<Box<Included<PermittedOperation>>>,
        /// Who likes it, if that was asked for.
        likes: Option<Box<Included<Like>>>,
        /// Its versions, if they were asked for.
        versions: Option<Box<Included<Version>>>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// What an inline comment is about.
    pub struct InlineCommentProperties {
        /// The mark in the body that encloses the passage.
        inline_marker_ref: Option<String>,
        /// The passage as it read when the comment was made.
        inline_original_selection: Option<String>,
        /// The comment's properties, if they were asked for.
        results: Vec<ContentProperty> = default,
        /// Whether it has more properties.
        meta: IncludedMeta = default,
        /// Where its properties are.
        links: IncludedLinks as "_links" = default,
    }
}

bodies! {
    /// A footer comment to create, on one of a page, a blog post, an attachment, custom content, or a comment.
    pub struct NewFooterComment(
        /// What it says.
        body: NewBody,
    ) {
        /// The page it goes on.
        page_id: PageId,
        /// The blog post it goes on.
        blog_post_id: BlogPostId,
        /// The attachment it goes on.
        attachment_id: AttachmentId,
        /// The custom content it goes on.
        custom_content_id: CustomContentId,
        /// The comment it replies to.
        parent_comment_id: FooterCommentId,
    }

    /// A footer comment as it shall be.
    pub struct FooterCommentUpdate(
        /// The comment's next version, and what it says.
        version: NewVersion,
        body: NewBody,
    )

    /// An inline comment to create, on a page or a blog post, or as a reply.
    pub struct NewInlineComment(
        /// What it says.
        body: NewBody,
    ) {
        /// The page it goes on.
        page_id: PageId,
        /// The blog post it goes on.
        blog_post_id: BlogPostId,
        /// The comment it replies to; a reply has no passage of its own.
        parent_comment_id: InlineCommentId,
        /// The passage it is about.
        inline_comment_properties: TextSelection,
    }

    /// A passage of the text: the words, and which of their occurrences.
    pub struct TextSelection(
        /// The words, how often they occur in the content, and which occurrence it is, from 0.
        text_selection: String,
        text_selection_match_count: u32,
        text_selection_match_index: u32,
    )

    /// An inline comment as it shall be.
    pub struct InlineCommentUpdate(
        /// The comment's next version.
        version: NewVersion,
    ) {
        /// What it says.
        body: NewBody,
        /// Whether it is settled; a dangling comment cannot be.
        resolved: bool,
    }
}
