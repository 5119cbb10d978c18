//! Content: pages, blog posts, comments.

use crate::declare::endpoints;
use crate::ids::{ContentId, SpaceKey};
use crate::models::v1::{Content, ContentUpdate, History, Macro, NewContent};
use crate::models::{ContentStatus, ContentType};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Lists content that the caller may read.
    fn list() -> Paged<Content> = GetContent: GET "/content" paged Start {
        /// Only content of this type; pages by default.
        kind as "type": ContentType,
        /// Only content of this space.
        space_key: SpaceKey,
        /// Only content of this title.
        title: String,
        /// Only content of these statuses; `current` by default.
        status: Vec<ContentStatus>,
        /// Only blog posts of this day, such as `2026-01-31`.
        posting_day: String,
        /// Only these.
        ids: Vec<ContentId>,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Creates a page, a blog post or a comment.
    fn create() -> Content = CreateContent: POST "/content" <- NewContent {
        /// `draft` for what only the caller sees.
        status: ContentStatus,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Returns one piece of content.
    fn get(content: ContentId) -> Content = GetContentById: GET "/content/{content}" {
        /// Only if it has one of these statuses; `current` by default.
        status: Vec<ContentStatus>,
        /// An older version.
        version: u32,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Moves content to the trash, or deletes what is there for good.
    fn delete(content: ContentId) -> () = DeleteContent("delete_3"): DELETE "/content/{content}" {
        /// `trashed` to delete for good what is in the trash, `draft` for a draft.
        status: ContentStatus,
    }

    /// Returns the history of content: when and by whom it was created and changed.
    fn history(content: ContentId) -> History = GetHistory: GET "/content/{content}/history" {
        /// What more to answer, such as `previousVersion` or `contributors`.
        expand: Commas<String>,
    }

    /// Returns a macro of a version of a page, by the hash of its body. Deprecated: use [`macro_body`].
    fn macro_by_hash(content: ContentId, version: u32, hash: String) -> Macro = GetMacroBodyByHash:
        GET "/content/{content}/history/{version}/macro/hash/{hash}"

    /// Returns a macro of a version of a page.
    fn macro_body(content: ContentId, version: u32, macro_id: String) -> Macro = GetMacroBodyByMacroId:
        GET "/content/{content}/history/{version}/macro/id/{macro_id}"

    /// Scans content in no order, faster than [`list`] in large spaces.
    fn scan() -> Paged<Content> = ScanContent: GET "/content/scan" paged Cursor {
        /// Only content of this type; pages by default.
        kind as "type": ContentType,
        /// Only content of this space.
        space_key: SpaceKey,
        /// Only content of these statuses; `current` by default.
        status: Vec<ContentStatus>,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Searches for content by a CQL query; people and spaces are found by [`search`](crate::dc::search).
    fn search()[cql: String] -> Paged<Content> = SearchContent("search"): GET "/content/search" paged Start {
        /// Where the query is taken to be asked, as JSON with `spaceKey`, `contentId` and `contentStatuses`.
        cqlcontext: String,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Updates content with its next version, publishes a draft, or brings back what is in the trash.
    fn update(content: ContentId) -> Content = UpdateContent("update_2"): PUT "/content/{content}"
        <- ContentUpdate
    {
        /// The status that the content has so far; `current` by default.
        status: ContentStatus,
        /// What becomes of others' changes to the draft: `abort`.
        conflict_policy: String,
        /// Whether people who edit it learn of it later.
        async_reconciliation: bool,
    }
}
