//! Classification levels of content and spaces.

use crate::declare::{endpoints, owners};
use crate::ids::{BlogPostId, DatabaseId, PageId, SpaceId, WhiteboardId};
use crate::models::{
    ClassificationLevel, ClassificationReset, ContentStatus, DefaultClassification, NewClassification,
};

/// All levels of the site.
type Levels = Vec<ClassificationLevel>;

owners! {
    /// What has a level for its draft and one for what is published.
    pub enum DraftedOwner {
        BlogPost(BlogPostId) = "blogposts",
        Page(PageId) = "pages",
    }

    /// What has a level.
    pub enum ClassifiedOwner {
        BlogPost(BlogPostId) = "blogposts",
        Database(DatabaseId) = "databases",
        Page(PageId) = "pages",
        Whiteboard(WhiteboardId) = "whiteboards",
    }

    /// What has a level and no drafts.
    pub enum LiveOwner {
        Database(DatabaseId) = "databases",
        Whiteboard(WhiteboardId) = "whiteboards",
    }
}

endpoints! { V2:
    /// Lists the classification levels of the site.
    fn list() -> Levels = GetClassificationLevels: GET "/classification-levels"
        needs granular ["read:configuration:confluence"]

    /// Returns the classification level of a page or blog post.
    fn of(owner: DraftedOwner) -> ClassificationLevel = GetDraftedClassificationLevel:
        GET "/{owner}/classification-level"
    {
        /// Whether the level of the draft is asked for, or that of the archived content.
        status: ContentStatus ["current", "draft", "archived"],
    } for owner: DraftedOwner {
        BlogPost "blogposts" "getBlogPostClassificationLevel"
            needs granular ["read:page:confluence", "write:page:confluence"];
        Page "pages" "getPageClassificationLevel"
            needs granular ["read:page:confluence", "write:page:confluence"];
    }

    /// Returns the classification level of a database or whiteboard.
    fn of_live(owner: LiveOwner) -> ClassificationLevel = GetLiveClassificationLevel:
        GET "/{owner}/classification-level" for owner: LiveOwner
    {
        Database "databases" "getDatabaseClassificationLevel" needs granular ["read:database:confluence"];
        Whiteboard "whiteboards" "getWhiteboardClassificationLevel" needs granular ["read:whiteboard:confluence"];
    }

    /// Sets the classification level of content. Databases and whiteboards have no draft: their status is `current`.
    fn set(owner: ClassifiedOwner) -> () = PutClassificationLevel:
        PUT "/{owner}/classification-level" <- NewClassification for owner: ClassifiedOwner
    {
        BlogPost "blogposts" "putBlogPostClassificationLevel" needs granular ["write:page:confluence"];
        Database "databases" "putDatabaseClassificationLevel" needs granular ["write:database:confluence"];
        Page "pages" "putPageClassificationLevel" needs granular ["write:page:confluence"];
        Whiteboard "whiteboards" "putWhiteboardClassificationLevel" needs granular ["write:whiteboard:confluence"];
    }

    /// Resets the classification level of content to its space's default.
    fn reset(owner: ClassifiedOwner) -> () = PostClassificationLevel:
        POST "/{owner}/classification-level/reset" <- ClassificationReset for owner: ClassifiedOwner
    {
        BlogPost "blogposts" "postBlogPostClassificationLevel" needs granular ["write:page:confluence"];
        Database "databases" "postDatabaseClassificationLevel" needs granular ["write:database:confluence"];
        Page "pages" "postPageClassificationLevel" needs granular ["write:page:confluence"];
        Whiteboard "whiteboards" "postWhiteboardClassificationLevel" needs granular ["write:whiteboard:confluence"];
    }

    /// Returns the default classification level of a space.
    fn default_of(id: SpaceId) -> ClassificationLevel = GetSpaceDefaultClassificationLevel:
        GET "/spaces/{id}/classification-level/default" needs granular ["read:space:confluence"]

    /// Sets the default classification level of a space.
    fn set_default(id: SpaceId) -> () = PutSpaceDefaultClassificationLevel:
        PUT "/spaces/{id}/classification-level/default" <- DefaultClassification
        needs granular ["read:space:confluence", "write:space:confluence"]

    /// Removes the default level of a space.
    fn delete_default(id: SpaceId) -> () = DeleteSpaceDefaultClassificationLevel:
        DELETE "/spaces/{id}/classification-level/default"
        needs granular ["read:space:confluence", "write:space:confluence"]
}
