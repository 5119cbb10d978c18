//! Pages of Cloud v2.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{AccountId, ContentId, PageId, SpaceId};
use crate::wire::timestamp::Timestamp;

use super::{
    Bodies, ContentProperty, ContentStatus, ContentType, Included, Label, Like, Links, NewBody, NewVersion,
    PermittedOperation, Version,
};

open_enums! {
    /// Kinds of pages.
    pub enum PageSubtype {
        /// Every change is seen at once.
        Live = "live",
        /// Changes are drafts until they are published.
        Page = "page",
    }

    /// How deep a list of pages goes.
    pub enum PageDepth {
        /// All pages.
        All = "all",
        /// The pages at the root of the space.
        Root = "root",
    }
}

models! {
    /// A page.
    pub struct Page {
        /// Its id.
        id: PageId,
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title, unique in its space.
        title: String = default,
        /// Its space.
        space_id: Option<SpaceId>,
        /// What it lies under: a page, or a folder, database, whiteboard.
        parent_id: Option<ContentId>,
        /// The type of its parent.
        parent_type: Option<ContentType>,
        /// Its place among its siblings.
        position: Option<i64> = default,
        /// Who created it.
        author_id: Option<AccountId>,
        /// Who owns it.
        owner_id: Option<AccountId>,
        /// Who owned it before.
        last_owner_id: Option<AccountId>,
        /// Whether it is a live page, without drafts.
        subtype: Option<PageSubtype>,
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
    /// A page to create.
    pub struct NewPage(
        /// `space_id` is the space it goes into.
        space_id: SpaceId,
    ) {
        /// `draft` for a page that only its author sees; `current` otherwise.
        status: ContentStatus ["current", "draft"],
        /// Its title, which a published page must have.
        title: String,
        /// What it lies under; without it, the space's home page.
        parent_id: ContentId,
        /// Its body.
        body: NewBody,
        /// A live page has no drafts.
        subtype: PageSubtype ["live"],
    }

    /// A page's new title.
    pub struct NewTitle(
        /// Whether it is the draft's or the published page's.
        status: ContentStatus ["current", "draft"],
        /// The title.
        title: String,
    )

    /// A page as it shall be: the service replaces all of it.
    pub struct PageUpdate(
        /// All of these are needed; leaving the body out would clear the page.
        id: PageId,
        status: ContentStatus ["current", "draft"],
        title: String,
        body: NewBody,
        version: NewVersion,
    ) {
        /// Moves it to another space.
        space_id: SpaceId,
        /// Moves it below another parent.
        parent_id: ContentId,
        /// Gives it to another owner.
        owner_id: AccountId,
    }
}
