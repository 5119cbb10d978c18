//! What a space holds, and spaces to create.

use crate::declare::{bodies, models};
use crate::ids::SpaceKey;
use crate::models::SpaceType;
use crate::models::v1::{Content, Links, NewDescription};
use crate::wire::paging::Paged;

models! {
    /// The content of a space: of each type the first page of the list.
    pub struct SpaceContents {
        /// Pages.
        page: Option<Paged<Content>> = default,
        /// Blog posts.
        blogpost: Option<Paged<Content>> = default,
        /// URLs.
        links: Links as "_links" = default,
    }
}

bodies! {
    /// A space to create.
    pub struct NewSpace(
        /// Its key, of letters and digits, and its name.
        key: SpaceKey,
        name: String,
    ) {
        /// What it is for.
        description: NewDescription,
        /// What kind of space it is.
        kind: SpaceType as "type",
    }

    /// Somebody's own space to create.
    pub struct NewPersonalSpace {
        /// What it is for.
        description: NewDescription,
        /// Whether only its owner may see it.
        is_private: bool,
    }
}
