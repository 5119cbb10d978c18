//! Search by CQL (Confluence Query Language).

use crate::declare::endpoints;
use crate::models::v1::{Excerpt, SearchResult};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Searches content, spaces and people by a CQL query.
    fn by_cql()[cql: String] -> Paged<SearchResult> = Search("search_1"): GET "/search" paged Start {
        /// What the excerpt shows; `highlight` by default.
        excerpt: Excerpt,
        /// Whether to look into archived spaces as well.
        include_archived_spaces: bool,
        /// Where the query is taken to be asked, as JSON with `spaceKey`, `contentId` and `contentStatuses`.
        cqlcontext: String,
        /// What more to answer, such as `content.space` or `content.version`.
        expand: Commas<String>,
    }
}
