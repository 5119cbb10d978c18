//! Permitted operations: what the caller may do with content and spaces.

use crate::declare::{endpoints, owners};
use crate::ids::{
    AttachmentId, BlogPostId, CustomContentId, DatabaseId, EmbedId, FolderId, FooterCommentId,
    InlineCommentId, PageId, SpaceId, WhiteboardId,
};
use crate::models::PermittedOperations;

owners! {
    /// What permissions are about.
    pub enum OperationOwner {
        Attachment(AttachmentId) = "attachments",
        BlogPost(BlogPostId) = "blogposts",
        CustomContent(CustomContentId) = "custom-content",
        Database(DatabaseId) = "databases",
        Embed(EmbedId) = "embeds",
        Folder(FolderId) = "folders",
        FooterComment(FooterCommentId) = "footer-comments",
        InlineComment(InlineCommentId) = "inline-comments",
        Page(PageId) = "pages",
        Space(SpaceId) = "spaces",
        Whiteboard(WhiteboardId) = "whiteboards",
    }
}

endpoints! { V2:
    /// Lists the operations that the caller may perform.
    fn of(owner: OperationOwner) -> PermittedOperations = GetOperations: GET "/{owner}/operations"
        for owner: OperationOwner
    {
        Attachment "attachments" "getAttachmentOperations" needs granular ["read:attachment:confluence"];
        BlogPost "blogposts" "getBlogPostOperations" needs granular ["read:page:confluence"];
        CustomContent "custom-content" "getCustomContentOperations"
            needs granular ["read:custom-content:confluence"];
        Database "databases" "getDatabaseOperations" needs granular ["read:database:confluence"];
        Embed "embeds" "getSmartLinkOperations" needs granular ["read:embed:confluence"];
        Folder "folders" "getFolderOperations" needs granular ["read:folder:confluence"];
        FooterComment "footer-comments" "getFooterCommentOperations" needs granular ["read:comment:confluence"];
        InlineComment "inline-comments" "getInlineCommentOperations" needs granular ["read:comment:confluence"];
        Page "pages" "getPageOperations" needs granular ["read:page:confluence"];
        Space "spaces" "getSpaceOperations" needs granular ["read:space:confluence"];
        Whiteboard "whiteboards" "getWhiteboardOperations" needs granular ["read:whiteboard:confluence"];
    }
}
