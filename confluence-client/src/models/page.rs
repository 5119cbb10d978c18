//! Pages of Cloud v2.

use crate::Timestamp;
use crate::declare::{bodies, models};
use crate::ids::{AccountId, ContentId, PageId, SpaceId};

use super::{Bodies, ContentStatus, Links, NewBody, NewVersion, Version};

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
        parent_type: Option<String>,
        /// Its place among its siblings.
        position: Option<i64>,
        /// Who created it.
        author_id: Option<AccountId>,
        /// Who owns it.
        owner_id: Option<AccountId>,
        /// Who owned it before.
        last_owner_id: Option<AccountId>,
        /// `live` for a page without drafts.
        subtype: Option<String>,
        /// When it was created.
        created_at: Option<Timestamp>,
        /// Its version.
        version: Option<Version>,
        /// Its body in the representation that was asked for; empty when none was.
        body: Bodies = default,
        /// Addresses.
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
        status: ContentStatus,
        /// Its title, which a published page must have.
        title: String,
        /// What it lies under; without it, the space's home page.
        parent_id: ContentId,
        /// Its body.
        body: NewBody,
        /// `live` for a page without drafts.
        subtype: String,
    }

    /// A page as it shall be: the service replaces all of it.
    pub struct PageUpdate(
        /// All of these are needed; leaving the body out would clear the page.
        id: PageId,
        status: ContentStatus,
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
