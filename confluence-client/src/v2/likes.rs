//! Likes: how many and by whom.

use crate::declare::{endpoints, owners};
use crate::ids::{BlogPostId, FooterCommentId, InlineCommentId, PageId};
use crate::models::{Like, LikeCount};
use crate::wire::paging::Paged;

owners! {
    /// What can be liked.
    pub enum LikeOwner {
        BlogPost(BlogPostId) = "blogposts",
        FooterComment(FooterCommentId) = "footer-comments",
        InlineComment(InlineCommentId) = "inline-comments",
        Page(PageId) = "pages",
    }
}

endpoints! { V2:
    /// Counts the people who like a piece of content.
    fn count(owner: LikeOwner) -> LikeCount = GetLikeCount: GET "/{owner}/likes/count" for owner: LikeOwner {
        BlogPost "blogposts" "getBlogPostLikeCount" needs granular ["read:page:confluence"];
        FooterComment "footer-comments" "getFooterLikeCount" needs granular ["read:comment:confluence"];
        InlineComment "inline-comments" "getInlineLikeCount" needs granular ["read:comment:confluence"];
        Page "pages" "getPageLikeCount" needs granular ["read:page:confluence"];
    }

    /// Lists the people who like a piece of content.
    fn users(owner: LikeOwner) -> Paged<Like> = GetLikeUsers: GET "/{owner}/likes/users" paged Cursor
        for owner: LikeOwner
    {
        BlogPost "blogposts" "getBlogPostLikeUsers" needs granular ["read:page:confluence"];
        FooterComment "footer-comments" "getFooterLikeUsers" needs granular ["read:comment:confluence"];
        InlineComment "inline-comments" "getInlineLikeUsers" needs granular ["read:comment:confluence"];
        Page "pages" "getPageLikeUsers" needs granular ["read:page:confluence"];
    }
}
