//! Search.

use std::sync::Arc;

use crate::cql::Cql;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::content::Hit;

impl Wiki {
    /// Searches by CQL. A policy that leaves out spaces bounds the query and checks every row, whose
    /// total is then not told.
    pub fn search(&self, query: &Cql) -> List<Hit> {
        self.found(query, false)
    }

    /// Searches by CQL, in archived spaces as well; otherwise as [`Wiki::search`].
    pub fn search_with_archived(&self, query: &Cql) -> List<Hit> {
        self.found(query, true)
    }

    fn found(&self, query: &Cql, archived: bool) -> List<Hit> {
        let query = match self.policy.search(query) {
            Ok(bound) => bound,
            Err(error) => return List::refused(error),
        };
        let found = deployed!(self => search::by_cql(&query, archived));
        if !self.policy.restricts_spaces() {
            return found;
        }
        let policy = Arc::clone(&self.policy);
        found.keeping(move |hit: &Hit| hit.space.as_ref().is_some_and(|space| policy.allows(space)))
    }
}
