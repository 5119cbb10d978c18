//! Search.

use crate::Paged;
use crate::declare::endpoints;
use crate::models::v1::SearchResult;
use crate::wire::Commas;

endpoints! { V1:
    /// Searches everything by a query.
    fn by_cql()[cql: String] -> Paged<SearchResult> = SearchByCQL: GET "/search" paged Cursor
        needs granular ["read:content-details:confluence"] or classic ["search:confluence"]
    {
        /// The space, content and statuses that the query takes as its context, as JSON.
        cqlcontext: String,
        /// What the excerpt shows: `highlight`, `indexed`, `none`.
        excerpt: String,
        /// What else to answer.
        expand: Commas<String>,
    }
}
