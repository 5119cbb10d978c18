//! Properties of content: small JSON values under keys, which v1 shares.

use crate::declare::{endpoints, owners};
use crate::ids::{
    AttachmentId, BlogPostId, CommentId, CustomContentId, DatabaseId, EmbedId, FolderId, PageId, PropertyId,
    WhiteboardId,
};
use crate::models::{ContentProperty, NewProperty, PropertyUpdate, Sort};
use crate::wire::paging::Paged;

owners! {
    /// What carries properties.
    pub enum PropertyOwner {
        Attachment(AttachmentId) = "attachments",
        BlogPost(BlogPostId) = "blogposts",
        Comment(CommentId) = "comments",
        CustomContent(CustomContentId) = "custom-content",
        Database(DatabaseId) = "databases",
        Embed(EmbedId) = "embeds",
        Folder(FolderId) = "folders",
        Page(PageId) = "pages",
        Whiteboard(WhiteboardId) = "whiteboards",
    }
}

endpoints! { V2:
    /// Lists the properties of a piece of content.
    fn of(owner: PropertyOwner) -> Paged<ContentProperty> = GetContentProperties:
        GET "/{owner}/properties" paged Cursor
    {
        /// Only the property of this key.
        key: String,
        /// The order: by key.
        sort: Sort ["key", "-key"],
    } for owner: PropertyOwner {
        Attachment "attachments" "getAttachmentContentProperties" needs granular ["read:attachment:confluence"];
        BlogPost "blogposts" "getBlogpostContentProperties" needs granular ["read:page:confluence"];
        Comment "comments" "getCommentContentProperties" needs granular ["read:comment:confluence"];
        CustomContent "custom-content" "getCustomContentContentProperties"
            needs granular ["read:custom-content:confluence"];
        Database "databases" "getDatabaseContentProperties" needs granular ["read:database:confluence"];
        Embed "embeds" "getSmartLinkContentProperties" needs granular ["read:embed:confluence"];
        Folder "folders" "getFolderContentProperties" needs granular ["read:folder:confluence"];
        Page "pages" "getPageContentProperties" needs granular ["read:page:confluence"];
        Whiteboard "whiteboards" "getWhiteboardContentProperties" needs granular ["read:whiteboard:confluence"];
    }

    /// Returns one property.
    fn get(owner: PropertyOwner, id: PropertyId) -> ContentProperty = GetContentPropertiesById:
        GET "/{owner}/properties/{id}" for owner: PropertyOwner
    {
        Attachment "attachments" "getAttachmentContentPropertiesById" needs granular ["read:attachment:confluence"];
        BlogPost "blogposts" "getBlogpostContentPropertiesById" needs granular ["read:page:confluence"];
        Comment "comments" "getCommentContentPropertiesById" needs granular ["read:comment:confluence"];
        CustomContent "custom-content" "getCustomContentContentPropertiesById"
            needs granular ["read:custom-content:confluence"];
        Database "databases" "getDatabaseContentPropertiesById" needs granular ["read:database:confluence"];
        Embed "embeds" "getSmartLinkContentPropertiesById" needs granular ["read:embed:confluence"];
        Folder "folders" "getFolderContentPropertiesById" needs granular ["read:folder:confluence"];
        Page "pages" "getPageContentPropertiesById" needs granular ["read:page:confluence"];
        Whiteboard "whiteboards" "getWhiteboardContentPropertiesById" needs granular ["read:whiteboard:confluence"];
    }

    /// Creates a property.
    fn create(owner: PropertyOwner) -> ContentProperty = CreateProperty:
        POST "/{owner}/properties" <- NewProperty for owner: PropertyOwner
    {
        Attachment "attachments" "createAttachmentProperty"
            needs granular ["read:attachment:confluence", "write:attachment:confluence"];
        BlogPost "blogposts" "createBlogpostProperty"
            needs granular ["read:page:confluence", "write:page:confluence"];
        Comment "comments" "createCommentProperty"
            needs granular ["read:comment:confluence", "write:comment:confluence"];
        CustomContent "custom-content" "createCustomContentProperty"
            needs granular ["read:custom-content:confluence", "write:custom-content:confluence"];
        Database "databases" "createDatabaseProperty"
            needs granular ["read:database:confluence", "write:database:confluence"];
        Embed "embeds" "createSmartLinkProperty" needs granular ["read:embed:confluence", "write:embed:confluence"];
        Folder "folders" "createFolderProperty" needs granular ["read:folder:confluence", "write:folder:confluence"];
        Page "pages" "createPageProperty" needs granular ["read:page:confluence", "write:page:confluence"];
        Whiteboard "whiteboards" "createWhiteboardProperty"
            needs granular ["read:whiteboard:confluence", "write:whiteboard:confluence"];
    }

    /// Updates a property with its next version.
    fn update(owner: PropertyOwner, id: PropertyId) -> ContentProperty = UpdatePropertyById:
        PUT "/{owner}/properties/{id}" <- PropertyUpdate for owner: PropertyOwner
    {
        Attachment "attachments" "updateAttachmentPropertyById"
            needs granular ["read:attachment:confluence", "write:attachment:confluence"];
        BlogPost "blogposts" "updateBlogpostPropertyById"
            needs granular ["read:page:confluence", "write:page:confluence"];
        Comment "comments" "updateCommentPropertyById"
            needs granular ["read:comment:confluence", "write:comment:confluence"];
        CustomContent "custom-content" "updateCustomContentPropertyById"
            needs granular ["read:custom-content:confluence", "write:custom-content:confluence"];
        Database "databases" "updateDatabasePropertyById"
            needs granular ["read:database:confluence", "write:database:confluence"];
        Embed "embeds" "updateSmartLinkPropertyById"
            needs granular ["read:embed:confluence", "write:embed:confluence"];
        Folder "folders" "updateFolderPropertyById"
            needs granular ["read:folder:confluence", "write:folder:confluence"];
        Page "pages" "updatePagePropertyById" needs granular ["read:page:confluence", "write:page:confluence"];
        Whiteboard "whiteboards" "updateWhiteboardPropertyById"
            needs granular ["read:whiteboard:confluence", "write:whiteboard:confluence"];
    }

    /// Deletes a property.
    fn delete(owner: PropertyOwner, id: PropertyId) -> () = DeletePropertyById:
        DELETE "/{owner}/properties/{id}" for owner: PropertyOwner
    {
        Attachment "attachments" "deleteAttachmentPropertyById"
            needs granular ["read:attachment:confluence", "write:attachment:confluence"];
        BlogPost "blogposts" "deleteBlogpostPropertyById"
            needs granular ["read:page:confluence", "write:page:confluence"];
        Comment "comments" "deleteCommentPropertyById"
            needs granular ["read:comment:confluence", "write:comment:confluence"];
        CustomContent "custom-content" "deleteCustomContentPropertyById"
            needs granular ["read:custom-content:confluence", "write:custom-content:confluence"];
        Database "databases" "deleteDatabasePropertyById"
            needs granular ["read:database:confluence", "write:database:confluence"];
        Embed "embeds" "deleteSmartLinkPropertyById"
            needs granular ["read:embed:confluence", "write:embed:confluence"];
        Folder "folders" "deleteFolderPropertyById"
            needs granular ["read:folder:confluence", "write:folder:confluence"];
        Page "pages" "deletePagePropertyById" needs granular ["read:page:confluence", "write:page:confluence"];
        Whiteboard "whiteboards" "deleteWhiteboardPropertyById"
            needs granular ["read:whiteboard:confluence", "write:whiteboard:confluence"];
    }
}
