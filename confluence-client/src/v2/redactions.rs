//! Redactions: passages made unreadable for good. Needs an add-on of Atlassian's.

use super::footer_comments::CommentOwner;
use crate::declare::endpoints;
use crate::models::{NewRedactions, Redactions};

endpoints! { V2:
    /// Redacts passages of a page or blog post.
    fn create(owner: CommentOwner) -> Redactions = PostRedact: POST "/{owner}/redact" <- NewRedactions
        for owner: CommentOwner
    {
        BlogPost "blogposts" "postRedactBlog" needs granular ["write:page:confluence"];
        Page "pages" "postRedactPage" needs granular ["write:page:confluence"];
    }
}
