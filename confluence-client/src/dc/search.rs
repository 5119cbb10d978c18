//! Search.

use crate::Paged;
use crate::declare::endpoints;
use crate::models::v1::SearchResult;

endpoints! { DataCenter:
    /// Searches everything by a query.
    fn by_cql()[cql: String] -> Paged<SearchResult> = Search("search_1"): GET "/search" paged Start {
        /// What the excerpt shows.
        excerpt: String,
        /// What else to answer.
        expand: String,
    }
}
