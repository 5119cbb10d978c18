//! Pages.

use crate::declare::endpoints;
use crate::ids::{LabelId, PageId, SpaceId};
use crate::models::{
    BodyFormat, ContentStatus, NewPage, NewTitle, Page, PageDepth, PageSubtype, PageUpdate, Sort,
};
use crate::wire::paging::Paged;

endpoints! { V2:
    /// Lists the pages that the caller may read.
    fn list() -> Paged<Page> = GetPages: GET "/pages" paged Cursor needs granular ["read:page:confluence"] {
        /// Only these pages, at most 250.
        id: Vec<PageId>,
        /// Only pages of these spaces, at most 100.
        space_id: Vec<SpaceId>,
        /// The order: by date, id or title.
        sort: Sort
            ["id", "-id", "created-date", "-created-date", "modified-date", "-modified-date", "title",
             "-title"],
        /// Only pages of these statuses: `current`, `archived`, `trashed`, `deleted`.
        status: Vec<ContentStatus> ["current", "archived", "deleted", "trashed"],
        /// Only pages of this title.
        title: String,
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
        /// Only pages of this subtype.
        subtype: PageSubtype,
    }

    /// Lists the pages of a space.
    fn of_space(id: SpaceId) -> Paged<Page> = GetPagesInSpace: GET "/spaces/{id}/pages" paged Cursor
        needs granular ["read:page:confluence"]
    {
        /// Whether to list all pages or those at the root alone.
        depth: PageDepth,
        /// The order: by date, id or title.
        sort: Sort
            ["id", "-id", "created-date", "-created-date", "modified-date", "-modified-date", "title",
             "-title"],
        /// Only pages of these statuses: `current`, `archived`, `trashed`, `deleted`.
        status: Vec<ContentStatus> ["current", "archived", "deleted", "trashed"],
        /// Only pages of this title.
        title: String,
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
    }

    /// Lists the pages with a label.
    fn labelled(id: LabelId) -> Paged<Page> = GetLabelPages: GET "/labels/{id}/pages" paged Cursor
        needs granular ["read:page:confluence"]
    {
        /// Only pages of these spaces, at most 100.
        space_id: Vec<SpaceId>,
        /// The order: by date, id or title.
        sort: Sort
            ["id", "-id", "created-date", "-created-date", "modified-date", "-modified-date", "title",
             "-title"],
        /// How to write the bodies; without it they are left out.
        body_format: BodyFormat ["storage", "atlas_doc_format"],
    }

    /// Returns one page.
    fn get(id: PageId) -> Page = GetPageById: GET "/pages/{id}" needs granular ["read:page:confluence"] {
        /// How to write the body; without it the body is left out.
        body_format: BodyFormat
            ["storage", "atlas_doc_format", "view", "export_view", "anonymous_export_view", "styled_view",
             "editor"],
        /// Whether to return the draft.
        get_draft: bool,
        /// Only if the page has one of these statuses.
        status: Vec<ContentStatus> ["current", "archived", "trashed", "deleted", "historical", "draft"],
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
        /// Whether to return what lies directly under it.
        include_direct_children: bool,
    }

    /// Creates a page.
    fn create() -> Page = CreatePage: POST "/pages" <- NewPage needs granular ["write:page:confluence"] {
        /// Whether only its author may see it.
        private: bool,
        /// Whether it goes to the root of the space, beside the home page.
        root_level: bool,
        /// Whether it is embedded elsewhere and stays out of the tree.
        embedded: bool,
    }

    /// Updates a page with its next version.
    fn update(id: PageId) -> Page = UpdatePage: PUT "/pages/{id}" <- PageUpdate
        needs granular ["write:page:confluence"]

    /// Renames a page, without its body.
    fn rename(id: PageId) -> Page = UpdatePageTitle: PUT "/pages/{id}/title" <- NewTitle
        needs granular ["write:page:confluence"]

    /// Moves a page to the trash, or deletes it for good.
    fn delete(id: PageId) -> () = DeletePage: DELETE "/pages/{id}" needs granular ["delete:page:confluence"] {
        /// Deletes a page in the trash for good; its restrictions and history go with it.
        purge: bool,
        /// Deletes the draft.
        draft: bool,
    }
}
