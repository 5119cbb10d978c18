//! Content of Data Center as rows.

use futures_util::{StreamExt as _, stream};

use crate::cql::Cql;
use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::{ContentStatus, v1};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_rows::{expansion, of_contents};
use crate::wiki::model::rows::{ContentRow, Listing, RowStream, Wanted, paged};
use crate::wiki::policy::{ClearedRead, Scope};

/// The most ids that one request takes, and the most rows with bodies that one answer holds.
const BATCH: usize = 50;

pub(in crate::wiki) fn found(
    backend: &Backend,
    query: ClearedRead<Cql>,
    wanted: Wanted,
    limit: u32,
) -> RowStream<ContentRow> {
    let ask = dc::content::search(query.as_str()).expand(expansion(backend, wanted)).limit(limit);
    paged(backend.client.stream(ask), limit).map(of_contents(backend)).boxed()
}

/// Content names its space by key here, so that nothing is looked up.
pub(in crate::wiki) async fn spaces(
    _: &Backend,
    _: &[SpaceId],
) -> Result<Vec<(SpaceId, SpaceKey, Option<String>)>> {
    Ok(Vec::new())
}

pub(in crate::wiki) fn listed(
    backend: &Backend,
    _: ClearedRead<Scope>,
    listing: Listing,
    wanted: Wanted,
) -> RowStream<ContentRow> {
    let backend = backend.clone();
    let requests: Vec<Request> = match (&listing.ids, &listing.spaces) {
        (Some(ids), _) => ids.chunks(BATCH).map(|some| Request::Ids(some.to_vec())).collect(),
        (None, Some(spaces)) => spaces.iter().cloned().map(Request::Space).collect(),
        (None, None) => vec![Request::All],
    };
    let asks = stream::iter(listing.for_each_title(&requests));
    asks.map(move |(request, title)| one(&backend, &listing, request, title, wanted)).flatten().boxed()
}

/// What one list is asked for.
#[derive(Clone)]
enum Request {
    Ids(Vec<ContentId>),
    Space(SpaceKey),
    All,
}

fn one(
    backend: &Backend,
    listing: &Listing,
    request: Request,
    title: Option<String>,
    wanted: Wanted,
) -> RowStream<ContentRow> {
    let mut ask = dc::content::list().kind(listing.kind.clone()).expand(expansion(backend, wanted));
    ask = ask.limit(listing.limit);
    if listing.statuses != [ContentStatus::Current] {
        ask = ask.status(listing.statuses.clone());
    }
    if let Some(title) = &title {
        ask = ask.title(title);
    }
    let rows = match request {
        Request::All => backend.client.stream(ask),
        Request::Space(space) => backend.client.stream(ask.space_key(space)),
        Request::Ids(ids) => {
            let most = ids.len();
            let rows = backend.client.stream(ask.ids(ids.clone())).take(most);
            // A service that does not know the parameter would answer with any pages.
            let among = move |content: &Result<v1::Content>| {
                let asked =
                    content.as_ref().is_ok_and(|it| it.id.as_ref().is_some_and(|id| ids.contains(id)));
                std::future::ready(asked || content.is_err())
            };
            rows.filter(among).boxed()
        }
    };
    paged(rows, listing.limit).map(of_contents(backend)).boxed()
}
