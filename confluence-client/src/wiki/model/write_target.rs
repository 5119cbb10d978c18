//! What is to be written, as the policy is asked about it.

use crate::ids::{
    AttachmentId, BlogPostId, CommentId, ContentId, FolderId, FooterCommentId, InlineCommentId, PageId,
    SpaceKey,
};

/// The target of a write, for [`Wiki::check_write`](crate::Wiki::check_write). Each kind of id is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WriteTarget {
    /// A page, a blog post, a folder, a draft.
    Content(ContentId),
    /// A comment, which lies where its page does.
    Comment(CommentId),
    /// A file, which lies where its page does.
    Attachment(AttachmentId),
    /// A space, or what is to be new in it.
    Space(SpaceKey),
}

/// Makes the ids of each kind targets, owned and borrowed.
macro_rules! targets {
    ($($Target:ident: $($Id:ident),+;)*) => {$($(
        impl From<$Id> for WriteTarget {
            fn from(id: $Id) -> Self {
                Self::$Target(id.into())
            }
        }

        impl From<&$Id> for WriteTarget {
            fn from(id: &$Id) -> Self {
                Self::$Target(id.into())
            }
        }
    )+)*};
}

targets! {
    Content: ContentId, PageId, BlogPostId, FolderId;
    Comment: CommentId, FooterCommentId, InlineCommentId;
    Attachment: AttachmentId;
    Space: SpaceKey;
}
