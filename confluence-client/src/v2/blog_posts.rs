//! Blog posts.

use crate::declare::endpoints;
use crate::ids::{BlogPostId, LabelId, SpaceId};
use crate::models::{BlogPost, BlogPostUpdate, BodyFormat, ContentStatus, NewBlogPost, Sort};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the blog posts that the caller may read.
    fn list() -> Paged<BlogPost> = GetBlogPosts: GET "/blogposts" paged Cursor
        needs granular ["read:page:confluence"]
    {
        /// Only these blog posts, at most 250.
        id: Vec<BlogPostId>,
        /// Only blog posts of these spaces, at most 100.
        space_id: Vec<SpaceId>,
        /// The order: by date or id.
        sort: Sort ["id", "-id", "created-date", "-created-date", "modified-date", "-modified-date"],
        /// Only blog posts of these statuses: `current`, `trashed`, `deleted`.
        status: Vec<ContentStatus> ["current", "deleted", "trashed"],
        /// Only blog posts of this title.
        title: String,
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
    }

    /// Lists the blog posts of a space.
    fn of_space(id: SpaceId) -> Paged<BlogPost> = GetBlogPostsInSpace: GET "/spaces/{id}/blogposts" paged Cursor
        needs granular ["read:page:confluence"]
    {
        /// The order: by date or id.
        sort: Sort ["id", "-id", "created-date", "-created-date", "modified-date", "-modified-date"],
        /// Only blog posts of these statuses: `current`, `trashed`, `deleted`.
        status: Vec<ContentStatus> ["current", "deleted", "trashed"],
        /// Only blog posts of this title.
        title: String,
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
    }

    /// Lists the blog posts with a label.
    fn labelled(id: LabelId) -> Paged<BlogPost> = GetLabelBlogPosts: GET "/labels/{id}/blogposts" paged Cursor
        needs granular ["read:page:confluence"]
    {
        /// Only blog posts of these spaces, at most 100.
        space_id: Vec<SpaceId>,
        /// The order: by date or id.
        sort: Sort ["id", "-id", "created-date", "-created-date", "modified-date", "-modified-date"],
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
    }

    /// Returns one blog post.
    fn get(id: BlogPostId) -> BlogPost = GetBlogPostById: GET "/blogposts/{id}"
        needs granular ["read:page:confluence"]
    {
        /// How to write the body; without it the body is left out.
        body_format: BodyFormat
            ["storage", "atlas_doc_format", "view", "export_view", "anonymous_export_view", "styled_view",
             "editor"],
        /// Whether to return the draft.
        get_draft: bool,
        /// Only if the blog post has one of these statuses.
        status: Vec<ContentStatus> ["current", "trashed", "deleted", "historical", "draft"],
        /// An older version.
        version: u32,
        /// Whether to return the labels.
        include_labels: bool,
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
        /// Whether to return whether it is one of the caller's favourites.
        include_favorited_by_current_user_status: bool,
        /// Whether to return the scripts and styles that its HTML needs.
        include_webresources: bool,
        /// Whether to return who worked on it.
        include_collaborators: bool,
    }

    /// Creates a blog post.
    fn create() -> BlogPost = CreateBlogPost: POST "/blogposts" <- NewBlogPost
        needs granular ["write:page:confluence"]
    {
        /// Whether only its author may see it.
        private: bool,
    }

    /// Updates a blog post with its next version.
    fn update(id: BlogPostId) -> BlogPost = UpdateBlogPost: PUT "/blogposts/{id}" <- BlogPostUpdate
        needs granular ["write:page:confluence"]

    /// Moves a blog post to the trash, or deletes it for good.
    fn delete(id: BlogPostId) -> () = DeleteBlogPost: DELETE "/blogposts/{id}"
        needs granular ["delete:page:confluence"]
    {
        /// Deletes a blog post in the trash for good.
        purge: bool,
        /// Deletes the draft.
        draft: bool,
    }
}
