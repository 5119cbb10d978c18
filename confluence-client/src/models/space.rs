//! Spaces of Cloud v2.

use crate::Timestamp;
use crate::declare::models;
use crate::ids::{AccountId, PageId, SpaceId, SpaceKey};

use super::{Bodies, Links};

models! {
    /// A space.
    pub struct Space {
        /// Its number.
        id: SpaceId,
        /// Its key.
        key: Option<SpaceKey>,
        /// Its name.
        name: String = default,
        /// `global`, `personal`, ...
        kind: Option<String> as "type",
        /// `current` or `archived`.
        status: Option<String>,
        /// Who created it.
        author_id: Option<AccountId>,
        /// Who owns it.
        space_owner_id: Option<AccountId>,
        /// The key that its addresses use, where it is an alias.
        current_active_alias: Option<String>,
        /// When it was created.
        created_at: Option<Timestamp>,
        /// Its home page.
        homepage_id: Option<PageId>,
        /// What it is for.
        description: Option<Bodies>,
        /// Addresses.
        links: Links as "_links" = default,
    }
}
