//! Search of Data Center.

use crate::cql::Cql;
use crate::dc;
use crate::models::v1::SearchResult;
use crate::wiki::search::hit;
use crate::wiki::{Hit, List, Wiki};

pub(in crate::wiki) fn by_cql(wiki: &Wiki, query: &Cql, archived: bool) -> List<Hit> {
    let ask = dc::search::by_cql(query.as_str()).expand(["content.space", "content.history.lastUpdated"]);
    let ask = if archived { ask.include_archived_spaces(true) } else { ask };
    List::of(wiki, ask, |wiki, found: SearchResult| hit(wiki, found))
}
