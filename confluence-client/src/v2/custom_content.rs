//! Custom content: what apps store as content of their own types.

use crate::declare::{endpoints, owners};
use crate::ids::{BlogPostId, CustomContentId, PageId, SpaceId};
use crate::models::{BodyFormat, CustomContent, CustomContentUpdate, NewCustomContent, Sort};
use crate::wire::paging::Paged;

owners! {
    /// What carries custom content.
    pub enum CustomContentOwner {
        BlogPost(BlogPostId) = "blogposts",
        Page(PageId) = "pages",
    }
}

endpoints! { V2:
    /// Lists the custom content of a type.
    fn list()[
        /// `kind` is the type, such as `ac:my-app:board`.
        kind as "type": String,
    ] -> Paged<CustomContent> = GetCustomContentByType: GET "/custom-content" paged Cursor
        needs granular ["read:custom-content:confluence"]
    {
        /// Only these, at most 250.
        id: Vec<CustomContentId>,
        /// Only those of these spaces, at most 100.
        space_id: Vec<SpaceId>,
        /// The order: by date, id or title.
        sort: Sort
            ["id", "-id", "created-date", "-created-date", "modified-date", "-modified-date", "title",
             "-title"],
        /// How to write the bodies: `raw`, `storage`, `atlas_doc_format`; without it they are left out.
        body_format: BodyFormat ["raw", "storage", "atlas_doc_format"],
    }

    /// Lists the custom content of a type on a page or blog post.
    fn of(owner: CustomContentOwner)[
        /// `kind` is the type, such as `ac:my-app:board`.
        kind as "type": String,
    ] -> Paged<CustomContent> = GetCustomContentByTypeOf: GET "/{owner}/custom-content" paged Cursor {
        /// The order: by date, id or title.
        sort: Sort
            ["id", "-id", "created-date", "-created-date", "modified-date", "-modified-date", "title",
             "-title"],
        /// How to write the bodies: `raw`, `storage`, `atlas_doc_format`; without it they are left out.
        body_format: BodyFormat ["raw", "storage", "atlas_doc_format"],
    } for owner: CustomContentOwner {
        BlogPost "blogposts" "getCustomContentByTypeInBlogPost" needs granular ["read:custom-content:confluence"];
        Page "pages" "getCustomContentByTypeInPage" needs granular ["read:custom-content:confluence"];
    }

    /// Lists the custom content of a type in a space.
    fn of_space(id: SpaceId)[
        /// `kind` is the type, such as `ac:my-app:board`.
        kind as "type": String,
    ] -> Paged<CustomContent> = GetCustomContentByTypeInSpace: GET "/spaces/{id}/custom-content" paged Cursor
        needs granular ["read:custom-content:confluence"]
    {
        /// How to write the bodies: `raw`, `storage`, `atlas_doc_format`; without it they are left out.
        body_format: BodyFormat ["raw", "storage", "atlas_doc_format"],
    }

    /// Returns one piece of custom content.
    fn get(id: CustomContentId) -> CustomContent = GetCustomContentById: GET "/custom-content/{id}"
        needs granular ["read:custom-content:confluence"]
    {
        /// How to write the body; without it the body is left out.
        body_format: BodyFormat
            ["raw", "storage", "atlas_doc_format", "view", "export_view", "anonymous_export_view"],
        /// An older version.
        version: u32,
        /// Whether to return the labels.
        include_labels: bool,
        /// Whether to return the properties.
        include_properties: bool,
        /// Whether to return what the caller may do.
        include_operations: bool,
        /// Whether to return the versions.
        include_versions: bool,
        /// Whether to return the current version; it does by default.
        include_version: bool,
        /// Whether to return who worked on it.
        include_collaborators: bool,
    }

    /// Creates a piece of custom content.
    fn create() -> CustomContent = CreateCustomContent: POST "/custom-content" <- NewCustomContent
        needs granular ["write:custom-content:confluence"]

    /// Updates a piece of custom content with its next version.
    fn update(id: CustomContentId) -> CustomContent = UpdateCustomContent:
        PUT "/custom-content/{id}" <- CustomContentUpdate needs granular ["write:custom-content:confluence"]

    /// Moves a piece of custom content to the trash, or deletes it for good.
    fn delete(id: CustomContentId) -> () = DeleteCustomContent: DELETE "/custom-content/{id}"
        needs granular ["delete:custom-content:confluence"]
    {
        /// Deletes custom content in the trash for good.
        purge: bool,
    }
}
