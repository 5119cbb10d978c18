//! What is to be written, as the policy is asked about it.

use crate::ids::{AttachmentId, CommentId, ContentId, SpaceKey};

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

impl From<ContentId> for WriteTarget {
    fn from(id: ContentId) -> Self {
        Self::Content(id)
    }
}

impl From<CommentId> for WriteTarget {
    fn from(id: CommentId) -> Self {
        Self::Comment(id)
    }
}

impl From<AttachmentId> for WriteTarget {
    fn from(id: AttachmentId) -> Self {
        Self::Attachment(id)
    }
}

impl From<SpaceKey> for WriteTarget {
    fn from(key: SpaceKey) -> Self {
        Self::Space(key)
    }
}
