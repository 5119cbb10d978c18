//! Custom content of Cloud v2: what apps store as content of their own types.

use crate::declare::{bodies, models};
use crate::ids::{AccountId, BlogPostId, CustomContentId, PageId, SpaceId};
use crate::wire::timestamp::Timestamp;

use super::{
    Bodies, ContentProperty, ContentStatus, Included, Label, Links, NewBody, NewVersion, PermittedOperation,
    Version,
};

models! {
    /// A piece of custom content.
    pub struct CustomContent {
        /// Its id.
        id: CustomContentId,
        /// Its type, such as `ac:my-app:board`.
        kind: Option<String> as "type",
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title.
        title: String = default,
        /// Its space.
        space_id: Option<SpaceId>,
        /// The page it belongs to.
        page_id: Option<PageId>,
        /// The blog post it belongs to.
        blog_post_id: Option<BlogPostId>,
        /// The custom content it belongs to.
        custom_content_id: Option<CustomContentId>,
        /// Who created it.
        author_id: Option<AccountId>,
        /// When it was created.
        created_at: Option<Timestamp>,
        /// Its version.
        version: Option<Version>,
        /// Its body in the representation that was asked for; empty when none was.
        body: Bodies = default,
        /// Its labels, if they were asked for.
        labels: Option<Box<Included<Label>>>,
        /// Its properties, if they were asked for.
        properties: Option<Box<Included<ContentProperty>>>,
        /// What the caller may do with it, if that was asked for.
        operations: Option<Box<Included<PermittedOperation>>>,
        /// Its versions, if they were asked for.
        versions: Option<Box<Included<Version>>>,
        /// URLs.
        links: Links as "_links" = default,
    }
}

bodies! {
    /// Custom content to create, in one of a space, a page, a blog post, or other custom content.
    pub struct NewCustomContent(
        /// Its type, its title and its body.
        kind: String as "type",
        title: String,
        body: NewBody,
    ) {
        /// `draft` or `current`.
        status: ContentStatus ["current", "draft"],
        /// The space it goes into.
        space_id: SpaceId,
        /// The page it goes into.
        page_id: PageId,
        /// The blog post it goes into.
        blog_post_id: BlogPostId,
        /// The custom content it goes into.
        custom_content_id: CustomContentId,
    }

    /// Custom content as it shall be: the service replaces all of it.
    pub struct CustomContentUpdate(
        /// All of these are needed; the only status is `current`.
        id: CustomContentId,
        kind: String as "type",
        status: ContentStatus ["current"],
        title: String,
        body: NewBody,
        version: NewVersion,
    ) {
        /// The space it is in.
        space_id: SpaceId,
        /// The page it is in.
        page_id: PageId,
        /// The blog post it is in.
        blog_post_id: BlogPostId,
        /// The custom content it is in.
        custom_content_id: CustomContentId,
    }
}
