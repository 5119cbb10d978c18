//! Blog posts of Cloud v2.

use crate::declare::{bodies, models};
use crate::ids::{AccountId, BlogPostId, SpaceId};
use crate::wire::timestamp::Timestamp;

use super::{
    Bodies, ContentProperty, ContentStatus, Included, Label, Like, Links, NewBody, NewVersion,
    PermittedOperation, Version,
};

models! {
    /// A blog post.
    pub struct BlogPost {
        /// Its id.
        id: BlogPostId,
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title.
        title: String = default,
        /// Its space.
        space_id: Option<SpaceId>,
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
        /// Who likes it, if that was asked for.
        likes: Option<Box<Included<Like>>>,
        /// Its versions, if they were asked for.
        versions: Option<Box<Included<Version>>>,
        /// Whether the caller marked it as a favourite, if that was asked for.
        is_favorited_by_current_user: Option<bool>,
        /// URLs.
        links: Links as "_links" = default,
    }
}

bodies! {
    /// A blog post to create.
    pub struct NewBlogPost(
        /// The space it goes into.
        space_id: SpaceId,
    ) {
        /// `draft` for one that only its author sees; `current` otherwise.
        status: ContentStatus ["current", "draft"],
        /// Its title, which a published blog post must have.
        title: String,
        /// Its body.
        body: NewBody,
        /// The date it is filed under, if that is not today.
        created_at: Timestamp,
    }

    /// A blog post as it shall be: the service replaces all of it.
    pub struct BlogPostUpdate(
        /// All of these are needed; leaving the body out would clear the blog post.
        id: BlogPostId,
        status: ContentStatus ["current", "draft"],
        title: String,
        body: NewBody,
        version: NewVersion,
    ) {
        /// Moves it to another space.
        space_id: SpaceId,
        /// The date it is filed under.
        created_at: Timestamp,
    }
}
