//! Pages.

use crate::Paged;
use crate::declare::endpoints;
use crate::ids::{PageId, SpaceId};
use crate::models::{BodyFormat, ContentStatus, NewPage, Page, PageUpdate};

endpoints! { V2:
    /// Lists the pages that the caller may read.
    fn list() -> Paged<Page> = GetPages: GET "/pages" paged Cursor needs granular ["read:page:confluence"] {
        /// Only these pages, at most 250.
        id: Vec<PageId>,
        /// Only pages of these spaces, at most 100.
        space_id: Vec<SpaceId>,
        /// The order, such as `-modified-date`.
        sort: String,
        /// Only pages of these statuses.
        status: Vec<ContentStatus>,
        /// Only pages of this title.
        title: String,
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat,
        /// Only pages of this subtype: `live` or `page`.
        subtype: String,
    }

    /// Returns one page.
    fn get(id: PageId) -> Page = GetPageById: GET "/pages/{id}" needs granular ["read:page:confluence"] {
        /// How to write the body; without it the body is left out.
        body_format: BodyFormat,
        /// Whether to return the draft.
        get_draft: bool,
        /// Only if the page has one of these statuses.
        status: Vec<ContentStatus>,
        /// An older version.
        version: u32,
    }

    /// Creates a page.
    fn create() -> Page = CreatePage: POST "/pages" <- NewPage needs granular ["write:page:confluence"] {
        /// Whether only its author may see it.
        private: bool,
        /// Whether it goes to the root of the space, beside the home page.
        root_level: bool,
    }

    /// Replaces a page by its next version.
    fn update(id: PageId) -> Page = UpdatePage: PUT "/pages/{id}" <- PageUpdate
        needs granular ["write:page:confluence"]

    /// Moves a page to the trash, or deletes it for good.
    fn delete(id: PageId) -> () = DeletePage: DELETE "/pages/{id}" needs granular ["delete:page:confluence"] {
        /// Deletes a page in the trash for good; its restrictions and history go with it.
        purge: bool,
        /// Deletes the draft.
        draft: bool,
    }
}
