//! Search of Cloud: still v1, and by cursor alone.

use crate::cql::Cql;
use crate::v1;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::hit;
use crate::wiki::list::List;
use crate::wiki::model::content::Hit;
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) fn by_cql(backend: &Backend, query: &ClearedRead<Cql>, archived: bool) -> List<Hit> {
    let ask = v1::search::by_cql(query.as_str()).expand(["content.space", "content.history.lastUpdated"]);
    let ask = if archived { ask.include_archived_spaces(true) } else { ask };
    List::of(backend, ask, hit)
}
