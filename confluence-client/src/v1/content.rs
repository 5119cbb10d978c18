//! Content: what v2 cannot do with it.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::ContentStatus;
use crate::models::v1::{Content, LongTask, PagesToArchive, PublishedDraft};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Archives pages, at most 300; on the cheaper plans one at a time. Atlassian calls it experimental.
    fn archive() -> LongTask = ArchivePages: POST "/content/archive" <- PagesToArchive
        needs granular ["read:content.metadata:confluence", "write:page:confluence"]
            or classic ["write:confluence-content"]

    /// Publishes a draft that was made from a blueprint.
    fn publish_shared_draft(draft: ContentId) -> Content = PublishSharedDraft:
        PUT "/content/blueprint/instance/{draft}" <- PublishedDraft
        needs granular ["read:content-details:confluence", "write:content:confluence"]
            or classic ["write:confluence-content"]
    {
        /// The status of the draft; `draft` by default.
        status: ContentStatus,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Publishes a draft of the old editor that was made from a blueprint.
    fn publish_legacy_draft(draft: ContentId) -> Content = PublishLegacyDraft:
        POST "/content/blueprint/instance/{draft}" <- PublishedDraft
        needs granular ["read:content-details:confluence", "write:content:confluence"]
            or classic ["write:confluence-content"]
    {
        /// The status of the draft; `draft` by default.
        status: ContentStatus,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Searches for content by a CQL query; people and spaces are found by [`search`](crate::v1::search).
    fn search()[cql: String] -> Paged<Content> = SearchContentByCQL: GET "/content/search" paged Cursor
        needs granular ["read:content-details:confluence"] or classic ["search:confluence"]
    {
        /// Where the query is taken to be asked, as JSON with `spaceKey`, `contentId` and `contentStatuses`.
        cqlcontext: String,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }
}
