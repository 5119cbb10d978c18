//! Search by CQL (Confluence Query Language).

use crate::declare::endpoints;
use crate::models::v1::{Excerpt, SearchResult, SitePermissionFilter};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Searches content, spaces and people by a CQL query.
    fn by_cql()[cql: String] -> Paged<SearchResult> = SearchByCQL: GET "/search" paged Cursor
        needs granular ["read:content-details:confluence"] or classic ["search:confluence"]
    {
        /// Where the query is taken to be asked, as JSON with `spaceKey`, `contentId` and `contentStatuses`.
        cqlcontext: String,
        /// What the excerpt shows; `highlight` by default.
        excerpt: Excerpt,
        /// Whether to look into archived spaces alone.
        exclude_current_spaces: bool,
        /// Whether to look into archived spaces as well.
        include_archived_spaces: bool,
        /// Which people may be found.
        site_permission_type_filter: SitePermissionFilter,
        /// What more to answer, such as `content.space` or `content.version`.
        expand: Commas<String>,
    }

    /// Searches people by a CQL query, such as `user.fullname ~ "ada"`.
    fn users()[cql: String] -> Paged<SearchResult> = SearchUser: GET "/search/user" paged Start
        needs granular ["read:content-details:confluence"]
    {
        /// Which people may be found.
        site_permission_type_filter: SitePermissionFilter,
        /// What more to answer, such as `user.personalSpace`.
        expand: Commas<String>,
    }
}
